"""Doubles: all of the words and the place decide, whatever stands in front of them (rule 6)."""

from datetime import timedelta

import pytest

from core import clock
from core.search import terms
from stations.doubles import Heard, doubles
from stations.models import Station
from stations.queries import similar_concerns
from tests.factories.stations import ConcernFactory
from tools.bench import likeness

LAMP = "小区东门的路灯坏了一个多月，晚上接孩子放学看不清台阶，已经摔了两个老人，请尽快派人来修。"
OTHERS = [
    "菜市场后面的垃圾三天没有清运，夏天味道很大，苍蝇到处飞。",
    "楼上装修从早上六点开始电钻，周末也不停，希望物业管一管。",
    "公交八路车早高峰等四十分钟，上班老是迟到，能不能加几班。",
    "社区医院的药不全，老人配降压药要跑到区医院去排队。",
]
GREETING = "尊敬的人大代表您好！"
OWN = ["我在这里住了快二十年，第一次来反映问题。", "上个星期我问过物业，他们叫我来找你们。"]


def heard(*texts: str, place: str = "") -> list[Heard]:
    return [Heard(number, terms(f"{text} {place}"), place) for number, text in enumerate(texts)]


@pytest.mark.parametrize("before", ["", GREETING, OWN[0], "".join(OWN), GREETING + "".join(OWN)])
def test_what_stands_before_the_matter_hides_no_double(before: str) -> None:
    said = before + "东门那盏路灯坏了一个多月了，晚上看不清台阶，老人都摔了两个，快派人来修吧。"

    assert doubles(said, "", heard(*OTHERS, LAMP)) == [4]


@pytest.mark.parametrize("said", ["".join(OWN), "谢谢", "", "，。！"])
def test_own_sentences_alone_are_like_nothing(said: str) -> None:
    assert doubles(said, "", heard(LAMP, *(GREETING + text for text in OTHERS))) == []


def test_the_same_at_the_same_place_comes_before_the_same_elsewhere() -> None:
    known = [Heard(1, terms(f"{LAMP} 六联路"), "六联路"), Heard(2, terms(f"{LAMP} 沙湖花园"), "沙湖花园")]

    assert doubles(LAMP, "沙湖花园3栋", known)[0] == 2


@pytest.mark.django_db
def test_entries_of_an_old_ledger_find_each_other_by_the_day_they_were_said(station: Station) -> None:
    long_ago = clock.now() - timedelta(days=900)
    old = ConcernFactory(station=station, words=LAMP, received_at=long_ago)

    assert similar_concerns(station, GREETING + LAMP) == []
    assert similar_concerns(station, GREETING + LAMP, said_at=long_ago + timedelta(days=20)) == [old]


def test_corpus_is_found_as_often_as_promised() -> None:
    figures = list(likeness.measured(likeness.Stations(likeness.corpus.base())))

    assert [one for one in figures if not one.kept] == []
    assert len(figures) >= 6
