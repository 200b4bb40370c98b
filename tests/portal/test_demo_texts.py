"""The demonstration's texts are as long, as wordy and as mixed as those of real stations."""

import re
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

import pytest
from django.db.models import F

from portal.demo.cast import CORPUS
from portal.demo.voices import SPEAKERS, Sentence, common, matters, told
from portal.demo.wording import MATTERS, as_said, matter_of, on_paper
from stations.models import Concern, Visit
from suggestions.models import Suggestion
from tests.portal.test_demo import demonstration, media

__all__ = ["demonstration", "media"]
pytestmark = pytest.mark.django_db


def test_residents_words_have_the_lengths_and_shapes_of_real_ones() -> None:
    words = list(Concern.objects.values_list("words", flat=True))
    lengths = sorted(map(len, words))
    several = [text for text in words if re.search(r"(三|3)、", text)]

    assert 140 <= median(lengths) <= 260
    assert lengths[round(len(lengths) * 0.95)] >= 700
    assert lengths[-1] < 4000
    assert 0.05 <= len(several) / len(words) <= 0.2
    assert any("\n" in text for text in words)
    assert len({text[at : at + 2] for text in words for at in range(len(text) - 1)}) > 6000


def test_scenes_own_words_stay_whole() -> None:
    said = list(Concern.objects.values_list("words", flat=True))
    topics = {row["words"] for row in CORPUS["concerns"] if row["route"] == "topic"}

    assert {core for core in topics if not any(core in words for words in said)} == set()


def test_some_visits_are_recorded_weeks_after_they_were_held() -> None:
    late = Visit.objects.filter(recorded_at__gt=F("started_at") + timedelta(days=14))

    assert late.count() >= 3
    assert Concern.objects.filter(visit__in=late).exists()


def test_papers_have_paragraphs() -> None:
    papers = Suggestion.objects.values_list("situation", "proposal")

    assert sum("\n" in situation and "\n" in proposal for situation, proposal in papers) > 20


def test_the_same_occasion_brings_the_same_words() -> None:
    concern: dict[str, Any] = CORPUS["concerns"][0]

    assert as_said(concern, "a") == as_said(concern, "a")
    assert len({as_said(concern, occasion) for occasion in "abcdefgh"}) > 4
    assert on_paper("一句话。", "reply", "a", "老坑社区") == on_paper("一句话。", "reply", "a", "老坑社区")


def test_every_sentence_of_the_voices_can_be_said() -> None:
    known = [line for matter in matters().values() for lines in matter.sentences.values() for line in lines]
    for kind in ("greeting", "aside", "closing", "number-open", "own", "specific"):
        known += common(kind)
    for speaker in SPEAKERS:
        known += common(f"intro-{speaker}") + common(f"story-{speaker}")

    for frame in known:
        for facts in ("1", "2", "3"):
            assert not set(Sentence(frame, facts).said("", "老坑社区")) & set("[]{}<>|"), frame


def test_another_manner_says_the_same_facts_in_other_words() -> None:
    sentence = Sentence("{晚上|夜里}[三|五|七]点<person>在<place>", "7")
    said = {sentence.said(str(manner), "村口") for manner in range(20)}

    assert len(said) > 1
    assert len({re.sub("晚上|夜里|夜间", "", text) for text in said}) == 1


def test_matters_are_recognised_by_what_is_said() -> None:
    assert matter_of("楼下没有地方充电") == "ebike-fire"
    assert matter_of("没有什么") == ""
    assert set(MATTERS.values()) <= set(matters())


def test_what_is_begun_goes_on_without_the_problem() -> None:
    begun = told(Random(1), matters()["dogs"], "", 400, begun=True)

    assert {sentence.part for sentence in begun.sentences} & {"problem"} == set()
    assert begun.sentences
