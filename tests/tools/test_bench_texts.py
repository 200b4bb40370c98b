"""The bench's databases hold texts of real lengths and many words, with the terms that the build makes of them."""

from itertools import islice
from statistics import median
from typing import Any

import pytest
from django.db import connection

from core.search import terms
from stations.models import Concern
from suggestions.models import Suggestion
from tests.factories.stations import ConcernFactory
from tests.factories.suggestions import SuggestionFactory
from tools.bench import texts
from tools.bench.inside import worded


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return texts.texts(4000, messages=1500, papers=20)


def said(found: dict[str, Any], number: int) -> str:
    return worded.text_of(found, "messages", "words", number)


def test_messages_are_as_long_as_those_of_residents(found: dict[str, Any]) -> None:
    lengths = sorted(len(said(found, number)) for number in range(1500))

    assert 170 <= median(lengths) <= 230
    assert 900 <= lengths[1425] <= 1400
    assert lengths[-1] < 4000


def test_a_large_database_holds_more_than_fifty_thousand_words() -> None:
    words = list(islice(texts.words(), texts.MOST_WORDS))

    assert texts.MOST_WORDS >= 50_000
    assert len(set(words)) == len(words) == texts.MOST_WORDS
    assert 1_000_000 // texts.WORDS_OF >= texts.MOST_WORDS


def test_every_word_comes_and_no_two_rows_say_the_same(found: dict[str, Any]) -> None:
    rows = [said(found, number) for number in range(4000)]

    assert len(found["words"]) == 1000
    assert len(set(rows)) == len(rows)
    assert [word for word in found["words"] if not any(word in row for row in rows)] == []


def test_texts_are_the_same_every_time(found: dict[str, Any]) -> None:
    assert texts.message(7) == found["messages"][7]
    assert texts.paper("reply", 3) == found["reply"][3]


@pytest.mark.parametrize(("value", "copied"), [(None, r"\N"), ("a\tb\\c\r\n", r"a\tb\\c\r\n"), (7, "7")])
def test_values_are_written_as_copy_reads_them(value: object, copied: str) -> None:
    assert worded.escaped(value) == copied


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_rows_get_texts_and_the_terms_of_the_build(found: dict[str, Any]) -> None:
    concerns = [ConcernFactory() for _number in range(3)]
    SuggestionFactory()

    with connection.cursor() as cursor:
        before = connection.introspection.get_constraints(cursor, "stations_concern")
        with worded.without_indexes_of_words(cursor):
            worded.emptied(cursor)
            assert set(Concern.objects.values_list("words", "terms")) == {("", "")}
            worded.rewritten(cursor, found)
        after = connection.introspection.get_constraints(cursor, "stations_concern")

    assert before == after
    assert Suggestion.objects.get().situation == found["situation"][0]
    for number, concern in enumerate(concerns):
        kept = concern.number
        concern.refresh_from_db()
        assert (concern.words, concern.number) == (said(found, number), kept)
        assert concern.terms == terms(f"{concern.words} {concern.place} {concern.number}")
        assert list(Concern.objects.search(found["words"][number])) == [concern]
