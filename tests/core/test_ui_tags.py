"""The tags that pages are written with."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django import forms
from django.template import engines
from django.test import RequestFactory

from core.forms import MoveForm
from core.ui import components as ui


def rendered(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 6, 28), ("bad", "逾期 2 天")),
        (date(2019, 6, 29), ("bad", "逾期 1 天")),
        (date(2019, 6, 30), ("warn", "今天到期")),
        (date(2019, 7, 1), ("warn", "还有 1 天")),
        (date(2019, 7, 3), ("warn", "还有 3 天")),
        (date(2019, 7, 4), ("neutral", "还有 4 天")),
    ],
)
@time_machine.travel("2019-06-30 23:59", tick=False)
def test_due_date_says_what_it_means_today(day: date, expected: tuple[str, str]) -> None:
    assert ui.due_words(day) == expected


@time_machine.travel(datetime(2019, 6, 29, 16, 0, tzinfo=UTC), tick=False)
def test_due_date_counts_days_where_the_district_is() -> None:
    assert ui.due_words(date(2019, 6, 30)) == ("warn", "今天到期")


@time_machine.travel("2019-06-30 09:00", tick=False)
def test_due_date_of_a_moment_is_its_local_day() -> None:
    shown = ui.due(datetime(2019, 6, 29, 16, 30, tzinfo=UTC))
    assert "<time>2019-06-30</time>" in shown
    assert "今天到期" in shown


@time_machine.travel("2019-06-30 09:00", tick=False)
def test_settled_due_date_is_never_overdue() -> None:
    shown = ui.due(date(2019, 6, 1), settled=date(2019, 5, 31))
    assert "due-good" in shown
    assert "已完成" in shown
    assert "逾期" not in shown


def test_missing_due_date_is_said() -> None:
    assert ui.due(None) == '<span class="due due-none">未定日期</span>'


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(4, 5, "80%"), (1, 8, "12.5%"), (5, 5, "100%"), (0, 6, "0%"), (2, 3, ""), (4, 4, "")],
)
def test_percentage_shows_its_cases_and_hides_under_five(part: int, whole: int, share: str) -> None:
    shown = ui.percent(part, whole)
    assert f"{part}/{whole}" in shown
    assert ("%" in shown) == bool(share)
    assert share in shown


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (None, None), (None, 7)])
def test_percentage_of_nothing_is_no_figure(part: int | None, whole: int | None) -> None:
    assert ui.percent(part, whole) == '<span class="percent percent-none">没有数据</span>'


def test_badge_carries_colour_icon_and_words() -> None:
    shown = ui.badge("bad", "不满意")
    assert 'class="badge badge-bad"' in shown
    assert "sprite.svg#x-circle" in shown
    assert shown.endswith("不满意</span>")


def test_badge_escapes_its_words() -> None:
    assert "&lt;b&gt;" in ui.badge("info", "<b>")


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in ui.icon("check")
    assert '<span class="visually-hidden">完成</span>' in ui.icon("check", "完成")


@pytest.mark.parametrize(
    ("address", "changes", "expected"),
    [
        ("/concerns/?q=停车&page=2", {"page": 3}, "?q=%E5%81%9C%E8%BD%A6&page=3"),
        ("/concerns/?q=a&state=open&state=closed", {"page": 2}, "?q=a&state=open&state=closed&page=2"),
        ("/concerns/?q=a&page=2", {"q": None}, "?page=2"),
        ("/concerns/?q=a", {"q": ""}, "/concerns/"),
        ("/concerns/", {"year": 2019}, "?year=2019"),
    ],
)
def test_address_changes_one_parameter_and_keeps_the_others(
    address: str, changes: dict[str, object], expected: str
) -> None:
    assert ui.url_with(RequestFactory().get(address), **changes) == expected


@pytest.mark.parametrize(
    ("mask", "given", "shown"),
    [
        (ui.masked_name, "王小明", "王**"),
        (ui.masked_name, "阿卜杜·热合曼", "阿******"),
        (ui.masked_name, "王", "王"),
        (ui.masked_name, "", ""),
        (ui.masked_name, "王**", "王**"),
        (ui.masked_number, "13812345678", "138******78"),
        (ui.masked_number, "0755-80000000", "075********00"),
        (ui.masked_number, "138****5678", "138****5678"),
        (ui.masked_number, "12345", "1****"),
        (ui.masked_number, "", ""),
    ],
)
def test_personal_data_are_masked_even_when_they_come_bare(mask: Any, given: str, shown: str) -> None:
    assert f"<span>{shown}</span>" in mask(given)


def test_masked_data_offer_the_way_to_reveal_them() -> None:
    assert '<a href="/reveal/">查看</a>' in ui.masked_name("王**", "/reveal/")
    assert "<a" not in ui.masked_name("王**")


def test_moves_become_links_in_their_tone() -> None:
    moves = [
        SimpleNamespace(verb="reply", label="答复", url="/1/reply/", tone="primary"),
        SimpleNamespace(verb="reject", label="退回", url="/1/reject/", tone="danger"),
    ]
    assert rendered("{{ move_buttons(moves) }}", moves=moves) == (
        '<div class="moves"><a class="button button-primary" href="/1/reply/">答复</a>'
        '<a class="button button-danger" href="/1/reject/">退回</a></div>'
    )


def test_only_the_first_of_several_primary_moves_stands_out() -> None:
    moves = [SimpleNamespace(verb=verb, label=verb, url="/", tone="primary") for verb in ("reply", "close")]
    assert rendered("{{ move_buttons(moves) }}", moves=moves).count("button-primary") == 1


def test_bare_move_is_a_form_that_asks_first() -> None:
    accept = SimpleNamespace(
        verb="accept", label="签收", url="/1/accept/", tone="plain", method="post", confirm="确认签收？"
    )
    shown = rendered("{{ move_buttons(moves) }}", moves=[accept], csrf_token="token")
    assert '<form method="post" action="/1/accept/" data-confirm="确认签收？">' in shown
    assert 'name="csrfmiddlewaretoken" value="token"' in shown


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("get", '<a class="button" href="/1/accept/?next=%2Fdesk%2F%3Fpage%3D2%26case%3D1">'),
        ("post", '<input type="hidden" name="next" value="/desk/?page=2&amp;case=1">'),
    ],
)
def test_buttons_say_where_to_return_to(method: str, expected: str) -> None:
    accept = SimpleNamespace(verb="accept", label="签收", url="/1/accept/", tone="plain", method=method)
    shown = rendered(
        "{{ move_buttons(moves, back=back) }}", moves=[accept], back="/desk/?page=2&case=1", csrf_token="token"
    )
    assert expected in shown


def test_no_moves_are_no_buttons() -> None:
    assert rendered("{{ move_buttons(moves) }}", moves=[]) == ""


def test_receipt_number_is_shown_with_its_label() -> None:
    assert ui.receipt("民2019-0387") == (
        '<p class="receipt"><span class="receipt-label">回执编号</span> <strong>民2019-0387</strong></p>'
    )


def test_several_names_are_joined_as_chinese_joins_them() -> None:
    assert rendered("{{ names|joined }}", names=["六联", "<b>"]) == "六联、&lt;b&gt;"


def test_bar_chart_has_the_same_figures_as_its_table() -> None:
    shown = rendered('{{ bar_chart(series, title="按类别", unit="件") }}', series=[("环保", 40), ("交通", 10)])
    assert 'role="img" aria-label="按类别"' in shown
    assert '<rect class="chart-bar" x="0" y="24" width="100.0%"' in shown
    assert '<rect class="chart-bar" x="0" y="68" width="25.0%"' in shown
    assert '<th scope="row">环保</th><td class="number">40</td>' in shown
    assert '<th scope="row">交通</th><td class="number">10</td>' in shown


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize("series", [[], [("一月", 0)], [("一月", None)]])
def test_bar_chart_of_nothing_is_still_drawn(series: list[tuple[str, int | None]], columns: bool) -> None:
    assert "<svg" in rendered("{{ bar_chart(series, columns=columns) }}", series=series, columns=columns)


class ScoreForm(forms.Form):
    on_time = forms.IntegerField(label="按时答复", min_value=0, max_value=10)


def test_slider_has_the_limits_of_its_field_and_no_name() -> None:
    shown = ui.twin(ScoreForm({"on_time": "7"})["on_time"])
    assert 'min="0" max="10"' in shown
    assert 'value="7"' in shown
    assert "name=" not in shown


def test_field_that_another_answer_decides_on_is_not_called_optional() -> None:
    class Route(MoveForm):
        conditional = ("reason",)
        reason = forms.CharField(required=False)

    shown = rendered("{{ field(bound) }}", bound=Route()["reason"])
    assert 'class="field conditional"' in shown
