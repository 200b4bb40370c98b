"""What happens to a concern: rules 2 to 6."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from core import clock
from core.append_only import AppendOnlyError
from core.workflow import IllegalMove, timeline_of
from stations.actions import (
    close_concern,
    correct_words,
    give_feedback,
    join_concern,
    reveal_contact,
    route_concern,
    take_back,
)
from stations.models import Concern, ContactReveal, Station
from stations.queries import similar_concerns
from tests.factories.stations import ConcernFactory, ContactFactory, StationFactory


def test_rule_4_routes(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)

    routed = route_concern(concern, by=officer, route="hotline", external_number="12345-77")

    assert (routed.state, routed.route, routed.external_number) == ("routed", "hotline", "12345-77")
    assert routed.routed_at is not None


@pytest.mark.parametrize(
    ("entered", "missing"),
    [
        ({"route": "not_accepted"}, ["reason", "redirect_to"]),
        ({"route": "not_accepted", "reason": "in_court"}, ["redirect_to"]),
        ({"route": "hotline"}, ["external_number"]),
    ],
)
def test_rule_4_refusal_and_hotline_need_their_facts(
    station: Station, officer: User, entered: dict[str, str], missing: list[str]
) -> None:
    concern = ConcernFactory(station=station)

    with pytest.raises(ValidationError) as refusal:
        route_concern(concern, by=officer, **entered)

    assert list(refusal.value.message_dict) == missing
    assert Concern.objects.get().state == "received"


def test_second_routing_says_who_was_faster(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)
    route_concern(concern, by=officer, route="community")

    with pytest.raises(IllegalMove, match=officer.name):
        route_concern(concern, by=officer, route="answered")

    assert Concern.objects.get().route == "community"


def test_rule_5_closes_after_the_resident_was_told(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)

    told = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", satisfied=True)
    closed = close_concern(told, by=officer)

    assert (told.state, told.told_on, closed.state) == ("told", clock.today(), "closed")


def test_rule_5_cannot_close_before(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)

    with pytest.raises(IllegalMove):
        close_concern(concern, by=officer)


def test_rule_5_two_failed_attempts_allow_closing(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)

    first = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", reached=False)
    second = give_feedback(first, by=officer, told_on=clock.today(), way="phone", reached=False)

    assert (first.state, second.state) == ("routed", "unreachable")
    assert close_concern(second, by=officer).state == "closed"


NOTHING_ROUTED = {
    "state": "received", "route": "", "route_note": "", "not_accepted_reason": "", "redirect_to": "",
    "external_number": "", "routed_at": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "entered",
    [
        {"route": "hotline", "external_number": "12345-77", "note": "已转"},
        {"route": "not_accepted", "reason": "in_court", "redirect_to": "区人民法院"},
    ],
)
def test_rule_5_a_routing_is_taken_back_with_all_that_was_entered(
    station: Station, officer: User, entered: dict[str, str]
) -> None:
    routed = route_concern(ConcernFactory(station=station), by=officer, **entered)

    take_back(routed, by=officer)

    assert Concern.objects.values(*NOTHING_ROUTED).get() == NOTHING_ROUTED


def test_rule_5_a_feedback_that_was_taken_back_stays_and_does_not_count(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)
    told = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", satisfied=True)

    back = take_back(told, by=officer)

    assert (back.state, back.told_on) == ("routed", None)
    assert concern.feedbacks.get().taken_back_at is not None
    first = give_feedback(back, by=officer, told_on=clock.today(), way="phone", reached=False)
    assert first.state == "routed"
    second = give_feedback(first, by=officer, told_on=clock.today(), way="phone", reached=False)
    assert take_back(second, by=officer).state == "routed"
    assert give_feedback(second, by=officer, told_on=clock.today(), way="phone", reached=False).state == "unreachable"


def test_rule_5_a_second_feedback_is_taken_back_to_the_first(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True, received_at=clock.now() - timedelta(days=3))
    earlier = clock.today() - timedelta(days=1)
    first = give_feedback(concern, by=officer, told_on=earlier, way="phone")
    second = give_feedback(first, by=officer, told_on=clock.today(), way="visit")

    back = take_back(second, by=officer)

    assert (back.state, back.told_on) == ("told", earlier)
    assert [one.told_on for one in concern.feedbacks.standing()] == [earlier]


@pytest.mark.parametrize("reached", [True, False])
def test_rule_5_a_closing_is_taken_back_to_where_it_was(station: Station, officer: User, reached: bool) -> None:
    concern = ConcernFactory(station=station, routed=True)
    for _attempt in range(2):
        concern = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", reached=reached)
    closed = close_concern(concern, by=officer)

    back = take_back(closed, by=officer)

    assert (back.state, back.closed_at) == ("told" if reached else "unreachable", None)


def test_rule_5_what_is_taken_back_reads_as_a_sentence(station: Station, officer: User) -> None:
    routed = route_concern(ConcernFactory(station=station), by=officer, route="community")

    take_back(routed, by=officer)

    assert timeline_of(routed)[-1].sentence == f"{officer}撤回了分流"


def test_record_says_whether_the_resident_was_reached(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)

    for reached in (False, True):
        concern = give_feedback(concern, by=officer, told_on=clock.today(), way="phone", reached=reached)

    said = [event.sentence.rpartition("：")[2] for event in timeline_of(concern)]
    assert said == ["未联系上", "已告知群众"]


def test_feedback_of_tomorrow_is_refused(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)

    with pytest.raises(ValidationError) as refusal:
        give_feedback(concern, by=officer, told_on=clock.today() + timedelta(days=1), way="phone")

    assert list(refusal.value.message_dict) == ["told_on"]


def test_feedback_before_the_concern_was_said_is_refused(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station, routed=True)
    said_on = timezone.localdate(concern.received_at)

    with pytest.raises(ValidationError) as refusal:
        give_feedback(concern, by=officer, told_on=said_on - timedelta(days=1), way="phone")

    assert said_on.isoformat() in refusal.value.message_dict["told_on"][0]
    assert give_feedback(concern, by=officer, told_on=said_on, way="phone").told_on == said_on


def test_rule_2_correction_is_a_version_beside_the_words(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)

    correct_words(concern, by=officer, words="路灯坏了二十天。", reason="听错了天数")

    correction = concern.corrections.get()
    assert (correction.words, correction.by) == ("路灯坏了二十天。", officer)
    assert Concern.objects.get().words == concern.words
    with pytest.raises(AppendOnlyError):
        correction.delete()


def test_rule_3_every_reveal_is_logged_with_its_reason(station: Station, officer: User) -> None:
    contact = ContactFactory(concern__station=station)

    shown = reveal_contact(contact.concern, by=officer, reason="回访告知结果")

    reveal = ContactReveal.objects.get()
    assert (shown.phone, reveal.by, reveal.reason) == ("13800000001", officer, "回访告知结果")


def test_rule_6_similar_concerns_are_found_and_grouped(station: Station, officer: User) -> None:
    head = ConcernFactory(station=station, words="小区东门的路灯坏了，晚上很黑")
    ConcernFactory(station=station, words="幼儿园学位不够")
    ConcernFactory(words="小区东门的路灯坏了")
    later = ConcernFactory(station=station, words="东门路灯坏了半个月没人修")

    found = similar_concerns(station, "东门路灯坏了")
    joined = join_concern(later, by=officer, other=head)

    assert set(found) == {head, later}
    assert joined.joined_to == head


def test_rule_6_a_group_has_one_head_whatever_was_read_before(station: Station, officer: User) -> None:
    first, second, third = ConcernFactory.create_batch(3, station=station)
    as_read_before = Concern.objects.get(pk=second.pk)
    join_concern(second, by=officer, other=third)

    joined = join_concern(first, by=officer, other=as_read_before)

    assert joined.joined_to == third


def test_rule_6_no_grouping_across_stations_or_with_itself(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)

    for other in (concern, ConcernFactory(station=StationFactory())):
        with pytest.raises(ValidationError):
            join_concern(concern, by=officer, other=other)
