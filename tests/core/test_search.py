"""Search that finds two-character Chinese words, the same on both engines."""

import string
from collections.abc import Iterable

import pytest
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from core.search import (
    LARGEST_TERMS,
    LONGEST_WORD,
    MOST_QUERY_TERMS,
    SearchIndex,
    SearchTermsField,
    highlight,
    query_terms,
    terms,
)

with isolate_apps("core"):

    class Note(models.Model):
        title = models.CharField(max_length=200)
        body = models.TextField(blank=True)
        terms = SearchTermsField(of=["title", "body"])

        class Meta:
            app_label = "core"
            db_table = "core_test_note"

    class Tag(models.Model):
        terms = SearchTermsField(null=True)

        class Meta:
            app_label = "core"
            db_table = "core_test_tag"


STATE = ProjectState()


def create_table(model: type[models.Model]) -> None:
    sql, params = connection.schema_editor().table_sql(model)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.fixture
def notes(db: None) -> None:
    """Two tables with the index, made inside the transaction of the test and gone with it."""
    create_table(Note)
    create_table(Tag)
    SearchIndex("core_test_note", "terms").database_forwards("core", connection.schema_editor(), STATE, STATE)


def write(*titles: str) -> None:
    for title in titles:
        Note.objects.create(title=title)


def found(query: str) -> list[str]:
    return sorted(Note.objects.filter(terms__matches=query).values_list("title", flat=True))


# Cutting a text into terms.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("   ", ""),
        ("停", "停"),
        ("停车", "停 车 停车"),
        ("停车场", "停 车 场 停车 车场"),
        ("停车，停车", "停 车 停车"),
        ("G4 高速", "g4 高 速 高速"),
        ("G4高速", "g4 高 速 高速"),
        ("Ｇ４　高速", "g4 高 速 高速"),
        ("Wi-Fi ÉCOLE", "wi fi école"),
        ("闭2019-001", "闭 2019 001"),
        ("电话：0755-2880", "电 话 电话 0755 2880"),
        ("〇号、々", "〇 号 〇号 々"),
        ("㐂𠮷", "㐂 𠮷 㐂𠮷"),
        ("😀", ""),
        ("停😀车", "停 车"),
        ("a_b%c'd\\e;--f\x00g", "a b c d e f g"),
        ("\ud800停", "停"),
    ],
)
def test_terms_of_text(text: str, expected: str) -> None:
    assert terms(text) == expected


def test_terms_clip_a_word_without_end() -> None:
    assert terms("a" * 100_000) == "a" * LONGEST_WORD


def test_terms_stop_before_the_database_refuses() -> None:
    endless = " ".join(f"{number:064d}" for number in range(10_000))

    assert LARGEST_TERMS - 66 < len(terms(endless)) <= LARGEST_TERMS


@given(st.text())
def test_terms_of_terms_are_the_same_terms(text: str) -> None:
    assert set(terms(terms(text)).split(" ")) == set(terms(text).split(" "))


@given(st.text())
def test_terms_hold_no_punctuation(text: str) -> None:
    assert set(terms(text)).isdisjoint(string.punctuation + "\x00\t\n\r\u3000")


@given(st.text(min_size=1), st.data())
def test_terms_of_every_query_cut_from_a_text_occur_in_it(text: str, data: st.DataObject) -> None:
    whole_words = text.split()
    query = data.draw(st.lists(st.sampled_from(whole_words)) if whole_words else st.just([]))

    assert set(query_terms(" ".join(query))) <= set(terms(text).split(" "))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("停", ["停"]),
        ("停车", ["停车"]),
        ("停车场", ["停车", "车场"]),
        ("停车 停车", ["停车"]),
        ("G4高速", ["g4", "高速"]),
        ("?!", []),
    ],
)
def test_terms_of_query(query: str, expected: list[str]) -> None:
    assert query_terms(query) == expected


def test_terms_of_a_pasted_page_are_those_of_its_beginning() -> None:
    asked = query_terms(" ".join(f"w{number}" for number in range(1000)))

    assert asked == [f"w{number}" for number in range(MOST_QUERY_TERMS)]


# Finding rows.

TITLES = [
    "小区停车难",
    "停 车",
    "G4 高速噪音",
    "高速公路 g40",
    "100% 满意",
    "o'clock",
    "back\\slash",
    "路灯🚦坏了",
]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("停车", ["小区停车难"]),
        ("停", ["停 车", "小区停车难"]),
        ("停车难", ["小区停车难"]),
        ("车停", []),
        ("难 停车", ["小区停车难"]),
        ("停车，小区！", ["小区停车难"]),
        ("G4 高速", ["G4 高速噪音"]),
        ("g4高速", ["G4 高速噪音"]),
        ("Ｇ４", ["G4 高速噪音"]),
        ("高速", ["G4 高速噪音", "高速公路 g40"]),
        ("g", []),
        ("100%", ["100% 满意"]),
        ("%", []),
        ("_", []),
        ("😀", []),
        ("路灯🚦", ["路灯🚦坏了"]),
        ("o'clock", ["o'clock"]),
        ("back\\slash", ["back\\slash"]),
        ("'; DROP TABLE core_test_note; --", []),
        ("停车' | '高速", []),
        ("停 & ! | ( <->", ["停 车", "小区停车难"]),
        ("停:*", ["停 车", "小区停车难"]),
        ("停\x00车", ["停 车", "小区停车难"]),
        ("\ud800停", ["停 车", "小区停车难"]),
        ("不存在", []),
    ],
)
def test_matches_finds_rows_that_hold_every_term(notes: None, query: str, expected: list[str]) -> None:
    write(*TITLES)

    assert found(query) == expected


@pytest.mark.parametrize("query", ["", " ", "\t\n", "　"])
def test_matches_of_an_empty_query_finds_everything(notes: None, query: str) -> None:
    write(*TITLES)

    assert found(query) == sorted(TITLES)


def test_matches_of_a_pasted_page_answers(notes: None) -> None:
    write("停车")

    assert found("停车" * 50_000) == []
    assert found("停车 " * 50_000) == ["停车"]


def test_matches_can_be_excluded_and_combined(notes: None) -> None:
    write("小区停车难", "小区噪音")

    assert Note.objects.exclude(terms__matches="停车").get().title == "小区噪音"
    assert Note.objects.filter(terms__matches="小区").filter(terms__matches="停车").count() == 1
    assert Note.objects.exclude(terms__matches="").count() == 0
    assert Note.objects.exclude(terms__matches="!").count() == 2


def test_matches_never_finds_a_row_without_terms(notes: None) -> None:
    Tag.objects.create(terms=None)

    assert Tag.objects.filter(terms__matches="停").count() == 0


@pytest.mark.parametrize("query", [5, ["停车"], models.F("title")])
def test_matches_takes_text_only(notes: None, query: object) -> None:
    with pytest.raises(ValueError, match="takes the text of a query"):
        list(Note.objects.filter(terms__matches=query))


# The field.


def test_field_gathers_its_attributes_on_every_save(notes: None) -> None:
    note = Note.objects.create(title="停车", body="噪音")
    note.body = "路灯"
    note.save()

    assert (found("停车 路灯"), found("噪音")) == (["停车"], [])
    assert note.terms == "停 车 停车 路 灯 路灯"


def test_field_gathers_its_attributes_in_bulk(notes: None) -> None:
    Note.objects.bulk_create([Note(title="停车"), Note(title="噪音", body="停车")])

    assert found("停车") == ["停车", "噪音"]


def test_field_stores_terms_of_whatever_is_assigned(notes: None) -> None:
    tag = Tag.objects.create(terms="停车  场")
    tag.refresh_from_db()

    assert tag.terms == "停 车 停车 场"


def test_field_is_migrated_without_its_sources() -> None:
    _name, path, args, options = Note._meta.get_field("terms").deconstruct()

    assert (path, args) == ("core.search.SearchTermsField", [])
    assert options == {"blank": True, "default": "", "editable": False}


# The index.


def test_index_operation_is_harmless_when_repeated_and_can_be_undone(notes: None) -> None:
    operation = SearchIndex("core_test_note", "terms")
    for step in (operation.database_forwards, operation.database_backwards, operation.database_backwards):
        step("core", connection.schema_editor(), STATE, STATE)

    assert "core_test_note_terms_search" not in index_names()


def test_index_operation_creates_an_index_on_postgresql_only(notes: None) -> None:
    assert ("core_test_note_terms_search" in index_names()) == (connection.vendor == "postgresql")


def test_index_operation_is_described() -> None:
    operation = SearchIndex("core_test_note", "terms")

    assert operation.deconstruct() == ("SearchIndex", ("core_test_note", "terms"), {})
    assert operation.describe() == "Index the search terms terms of core_test_note"
    assert operation.migration_name_fragment == "core_test_note_terms_search"


def test_index_operation_refuses_what_is_no_name() -> None:
    with pytest.raises(ValueError, match="Not the names"):
        SearchIndex('core_test_note"; --', "terms")


@pytest.mark.postgres
def test_index_takes_the_largest_terms(notes: None) -> None:
    write("停")
    endless = " ".join(f"{number:064d}" for number in range(10_000))

    Note.objects.create(title="大", body=endless)

    assert found(f"{7:064d}") == ["大"]


@pytest.mark.postgres
def test_index_answers_among_many_rows(notes: None) -> None:
    """Also for a page of the newest, where reading row after row in their order is the temptation."""
    Note.objects.bulk_create(many_notes(20_000), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_test_note")

    assert [
        (query, newest)
        for query in ("停车", "停车场 噪音", "G4", "不在", "小区")
        for newest in (None, 25)
        if not uses_index(Note.objects.filter(terms__matches=query).order_by("-pk")[:newest])
    ] == [("小区", None), ("小区", 25)]  # which stands in every row


def uses_index(rows: models.QuerySet[Note]) -> bool:
    return "Index Scan on core_test_note_terms_search" in rows.explain()


def many_notes(count: int) -> Iterable[Note]:
    for number in range(count):
        rare = "停车场 噪音 G4" if number % 2_000 == 0 else ""
        yield Note(title=f"第{number}号", body=f"小区 路灯 {rare}")


def index_names() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "core_test_note"))


# Showing why a row was found.


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("小区停车难", "停车", "小区<mark>停车</mark>难"),
        ("小区停车难", "停车难", "小区<mark>停车难</mark>"),
        ("停车难，难停车", "停车", "<mark>停车</mark>难，难<mark>停车</mark>"),
        ("停 车", "停车", "停 车"),
        ("停车", "停", "<mark>停</mark>车"),
        ("G4 高速", "g4高速", "<mark>G4</mark> <mark>高速</mark>"),
        ("Ｇ４高速", "G4", "<mark>Ｇ４</mark>高速"),
        ("G40", "G4", "G40"),
        ("<b>停车</b> & 'x'", "停车", "&lt;b&gt;<mark>停车</mark>&lt;/b&gt; &amp; &#x27;x&#x27;"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("㎡ ①", "m2", "<mark>㎡</mark> ①"),
        ("🚦停车🚦", "停车", "🚦<mark>停车</mark>🚦"),
        ("停车", "", "停车"),
        ("停车", "?!", "停车"),
        ("", "停车", ""),
        ("停", "停", "<mark>停</mark>"),
        ("İstanbul 停", "停", "İstanbul <mark>停</mark>"),
    ],
)
def test_highlight_marks_what_the_query_finds(text: str, query: str, expected: str) -> None:
    assert highlight(text, query) == expected
    assert hasattr(highlight(text, query), "__html__")


@given(st.text(), st.text())
def test_highlight_lets_no_markup_through(text: str, query: str) -> None:
    plain = highlight(text, query).replace("<mark>", "").replace("</mark>", "")

    assert "<" not in plain
    assert ">" not in plain
