"""Fields, what is wrong with them, and the filters of a list."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from core.ui import components as ui
from core.ui.fields import error_lines, parts_of


class VisitForm(forms.Form):
    words = forms.CharField(label="原话", help_text="照记", widget=forms.Textarea)
    place = forms.CharField(label="地点", required=False)
    kind = forms.ChoiceField(label="方式", choices=[("r", "接访"), ("o", "走访")], widget=forms.RadioSelect)
    present = forms.MultipleChoiceField(
        label="到场代表",
        choices=[("1", "陈"), ("2", "李")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    confidential = forms.BooleanField(label="保密", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def rendered(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def shown(bound: forms.BoundField, options: str = "") -> str:
    return rendered("{{ field(bound, " + options + ") }}", bound=bound)


def test_field_ties_label_help_and_errors_to_its_control() -> None:
    html = shown(VisitForm({})["words"])
    assert '<label class="field-label" for="id_words">' in html
    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'id="id_words_helptext">照记' in html
    assert 'id="id_words_error" role="alert"' in html
    assert 'aria-invalid="true"' in html


def test_label_says_optional_exactly_where_the_form_does() -> None:
    form = VisitForm()
    assert "选填" in shown(form["place"])
    assert "选填" not in shown(form["words"])
    assert "必填" in shown(form["words"])


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = shown(VisitForm({})["kind"])
    assert "<fieldset" in html
    assert '<legend class="field-label">方式' in html
    assert 'aria-describedby="id_kind_error"' in html
    assert html.count('type="radio"') == 2


def test_tick_box_stands_before_its_label() -> None:
    html = shown(VisitForm()["confidential"])
    assert html.index('type="checkbox"') < html.index("保密")


def test_hidden_field_has_no_label() -> None:
    assert "<label" not in shown(VisitForm()["token"])


def test_private_field_is_marked_for_the_drafts() -> None:
    assert "data-private" in shown(VisitForm()["place"], "private=True")
    assert "data-private" not in shown(VisitForm()["place"])


def test_suffix_stands_behind_the_control() -> None:
    assert '<span class="field-suffix">人</span>' in shown(VisitForm()["place"], 'suffix="人"')


def test_errors_are_listed_with_the_way_to_each_field() -> None:
    assert list(error_lines(VisitForm({"words": "x", "kind": "z"}))) == [
        {"text": "选择一个有效的选项。 z 不在可用的选项中。", "target": "id_kind_0", "label": "方式"}
    ]


def test_form_that_was_not_sent_has_no_errors() -> None:
    assert list(error_lines(VisitForm())) == []
    assert "<a" not in rendered("{{ form_head(form) }}", form=VisitForm())


class RowForm(forms.Form):
    words = forms.CharField(label="原话", error_messages={"required": "请记下原话。"})


Rows = forms.formset_factory(RowForm, can_delete=True)


def test_errors_of_rows_name_the_row_and_leave_out_what_is_removed() -> None:
    rows = Rows(
        {
            "form-TOTAL_FORMS": "3",
            "form-INITIAL_FORMS": "3",
            "form-0-words": "路灯",
            "form-1-DELETE": "on",
            "form-2-words": "",
        }
    )
    assert list(error_lines(rows)) == [{"text": "请记下原话。", "target": "id_form-2-words", "label": "第 2 项 原话"}]


class FilterForm(forms.Form):
    q = forms.CharField(label="搜索", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("开放", [("open", "办理中"), ("new", "待分流")])],
    )
    category = forms.MultipleChoiceField(label="类别", required=False, choices=[("1", "环保水务"), ("2", "交通运输")])
    livelihood = forms.BooleanField(label="民生事项", required=False)
    since = forms.DateField(label="自", required=False)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", []),
        ("q=停车", [("搜索", "停车", "/c/")]),
        ("state=open&page=4", [("状态", "办理中", "/c/")]),
        ("category=1&category=2", [("类别", "环保水务、交通运输", "/c/")]),
        ("livelihood=on&sort=at", [("民生事项", "是", "?sort=at")]),
        ("since=2019-06-01&state=", [("自", "2019-06-01", "?state=")]),
        ("since=nonsense", []),
    ],
)
def test_active_filters_say_in_words_what_the_list_is_narrowed_by(
    query: str, expected: list[tuple[str, str, str]]
) -> None:
    request = RequestFactory().get(f"/c/?{query}")
    chips = ui.active_filters(request, FilterForm(request.GET))
    assert [(chip["label"], chip["value"], chip["url"]) for chip in chips] == expected


def included(name: str, **context: object) -> str:
    return rendered("{% include name %}", name=f"_components/{name}.html", **context)


def test_filter_bar_puts_the_search_first_and_lists_what_is_active() -> None:
    request = RequestFactory().get("/c/?q=停车&state=new")
    html = included("filter_bar", filter_form=FilterForm(request.GET), request=request)
    assert html.index('name="q"') < html.index('name="state"')
    assert html.count('name="q"') == 1
    assert '<a class="chip" href="?q=%E5%81%9C%E8%BD%A6">' in html


def test_pagination_shows_a_capped_total_and_both_ways() -> None:
    page = SimpleNamespace(number=3, has_next=True, has_previous=True, count_label="1 000+")
    html = included("pagination", page=page, request=RequestFactory().get("/c/?q=a&page=3"))
    assert "共 1 000+ 条，第 3 页" in html
    assert 'rel="prev" href="?q=a&amp;page=2"' in html
    assert 'rel="next" href="?q=a&amp;page=4"' in html


def test_pagination_of_a_single_page_has_no_links() -> None:
    page = SimpleNamespace(number=1, has_next=False, has_previous=False, count_label="7")
    assert "<a" not in included("pagination", page=page, request=RequestFactory().get("/c/"))


def test_chain_marks_this_page_and_what_is_not_yet_there() -> None:
    topic = {"title": "路口安全", "url": "/t/1/", "state": "跟踪中", "tone": "info", "number": "题2019-014"}
    here = {"title": "增设信号灯", "url": "/s/2/", "state": "", "tone": "", "number": "", "current": True}
    chain = [
        {"label": "议题", "items": [topic | {"current": False}]},
        {"label": "代表建议", "items": [here]},
        {"label": "积分", "items": []},
    ]
    html = included("chain", chain=chain, nothing="尚无")
    assert '<a class="chain-title" href="/t/1/">路口安全</a>' in html
    assert 'href="/s/2/"' not in html
    assert html.count('aria-current="true"') == 1
    assert html.count("chain-none") == 1


def test_formset_keeps_a_blank_row_for_the_script_and_a_button_for_the_server() -> None:
    row = engines["jinja2"].from_string("{{ form.words }}").template
    html = included("formset", formset=Rows(), row=row, add_label="再记一件")
    assert 'name="form-__prefix__-words"' in html
    assert 'name="form-0-words"' in html
    assert 'name="add" value="form" data-formset-add' in html


@pytest.mark.parametrize(
    ("made", "keyboard"),
    [
        (forms.IntegerField(), ' inputmode="numeric"'),
        (forms.DecimalField(), ' inputmode="decimal"'),
        (forms.FloatField(), ' inputmode="decimal"'),
        (forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "text"})), ' inputmode="text"'),
        (forms.IntegerField(widget=forms.HiddenInput), ""),
        (forms.CharField(), ""),
    ],
)
def test_number_is_typed_on_a_keyboard_of_numbers(made: forms.Field, keyboard: str) -> None:
    form = type("NumberForm", (forms.Form,), {"count": made})()

    control = parts_of(form["count"], private=False)["control"]

    assert control.count("inputmode") == bool(keyboard)
    assert keyboard in control
