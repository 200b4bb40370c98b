"""The environment of the pages: language, dates, groups, tokens."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from core.ui.environment import page, regrouped


def rendered(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


def test_words_change_with_the_language() -> None:
    said = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            said.append(rendered('{{ _("Skip to the content") }}'))

    assert said == ["跳到正文", "Skip to the content", "跳到正文"]


def test_words_of_a_page_are_those_of_its_component() -> None:
    with translation.override("zh-hans"):
        known = page(RequestFactory().get("/"))

        assert known["_"]("Skip to the content") == rendered('{{ _("Skip to the content") }}')


@pytest.mark.parametrize(
    ("count", "language", "text"),
    [(1, "en", "open for 1 day"), (2, "en", "open for 2 days"), (2, "zh-hans", "已持续2天")],
)
def test_numbers_choose_their_words(count: int, language: str, text: str) -> None:
    source = "{% trans days=count %}open for {{ days }} day{% pluralize days %}open for {{ days }} days{% endtrans %}"
    with translation.override(language):
        assert rendered(source, count=count) == text


def test_what_stands_in_a_sentence_is_escaped() -> None:
    assert rendered("{% trans name=name %}Hello {{ name }}{% endtrans %}", name="<b>") == "Hello &lt;b&gt;"


@pytest.mark.parametrize(
    ("when", "shown"),
    [(datetime(2019, 6, 29, 16, 30, tzinfo=UTC), "2019-06-30 00:30"), (date(2019, 6, 30), "2019-06-30 "), (None, "")],
)
def test_moments_are_shown_where_the_district_is(when: date | None, shown: str) -> None:
    form = "Y-m-d H:i" if isinstance(when, datetime) else "Y-m-d "
    assert rendered("{{ when|date(form) }}", when=when, form=form) == shown


def test_groups_keep_the_order_of_their_rows() -> None:
    rows = [SimpleNamespace(band=band, n=n) for n, band in enumerate("bbab")]

    assert [(group.grouper, [row.n for row in group.list]) for group in regrouped(rows, "band")] == [
        ("b", [0, 1]),
        ("a", [2]),
        ("b", [3]),
    ]


def test_every_form_of_a_page_carries_the_same_token() -> None:
    request = RequestFactory().get("/")
    known = page(request)

    assert f'name="csrfmiddlewaretoken" value="{known["csrf_token"]}"' in known["csrf_input"]
    assert request.META["CSRF_COOKIE_NEEDS_UPDATE"]
