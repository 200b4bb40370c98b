"""Concerns grouped across stations by the committee, and taken out again (rule 6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from core import clock
from core.access import NotPermitted
from core.events import Event
from core.workflow import IllegalMove
from stations import groups
from stations.actions import give_feedback, join_concern, leave_group, route_concern, split_concern
from stations.models import Concern, Station
from tests.factories.stations import CategoryFactory, ConcernFactory, StationFactory, committee, everybody, officer_of
from tests.moves.hidden import opened

WORDS = "地铁施工围挡占了整条人行道，行人只能走到机动车道上，很危险。"


@pytest.fixture
def staff(station: Station) -> User:
    return committee()


@pytest.fixture
def elsewhere(station: Station) -> Concern:
    return ConcernFactory(station=StationFactory(), words=WORDS + "请尽快让开。", place="规划路地铁口")


@pytest.fixture
def concern(station: Station) -> Concern:
    return ConcernFactory(station=station, words=WORDS, place="规划路地铁口")


def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_committee_groups_across_stations_and_everything_else_stays(
    concern: Concern, elsewhere: Concern, staff: User
) -> None:
    kept = ("words", "number", "station_id", "visit_id", "triage_due_on", "feedback_due_on", "state", "category_id")
    before = Concern.objects.filter(pk__in=[concern.pk, elsewhere.pk]).order_by("pk").values(*kept)
    as_it_was = list(before)

    join_concern(concern, by=staff, other=elsewhere)

    event = Event.objects.of(concern).get()
    assert (event.acting_for, event.facts) == ("committee", {"number": elsewhere.number})
    assert Concern.objects.get(pk=concern.pk).joined_to == elsewhere
    assert list(before.all()) == as_it_was


def test_each_resident_of_a_group_gets_an_answer_of_their_own(
    concern: Concern, elsewhere: Concern, staff: User, officer: User
) -> None:
    joined = join_concern(concern, by=staff, other=elsewhere)
    routed = route_concern(joined, by=officer, route="community")

    give_feedback(routed, by=officer, told_on=clock.today(), way="phone")

    states = Concern.objects.order_by("pk").values_list("pk", "state")
    assert dict(states) == {concern.pk: "told", elsewhere.pk: "received"}


def test_officer_joins_a_group_across_stations_by_a_concern_of_the_own_station(
    concern: Concern, elsewhere: Concern, staff: User, officer: User, station: Station
) -> None:
    join_concern(concern, by=staff, other=elsewhere)
    later = ConcernFactory(station=station)

    with pytest.raises(ValidationError):
        join_concern(later, by=officer, other=elsewhere)
    joined = join_concern(later, by=officer, other=concern)

    assert joined.joined_to == elsewhere


def test_who_is_officer_and_committee_groups_for_the_committee(station: Station, elsewhere: Concern) -> None:
    both = committee()
    both.appointments.create(role="officer", station=station, starts_on="2017-01-01")
    concern = ConcernFactory(station=station)

    join_concern(concern, by=User.objects.get(pk=both.pk), other=elsewhere)

    assert Event.objects.of(concern).get().acting_for == "committee"


def test_concern_of_the_same_group_is_refused(concern: Concern, elsewhere: Concern, staff: User) -> None:
    join_concern(elsewhere, by=staff, other=concern)

    for other in (concern, elsewhere):
        with pytest.raises(ValidationError, match="已在同一组"):
            join_concern(concern, by=staff, other=other)


@pytest.mark.parametrize("who", ["staff", "officer"])
def test_a_concern_is_taken_out_and_the_others_stay_together(
    concern: Concern, elsewhere: Concern, staff: User, officer: User, who: str
) -> None:
    third = ConcernFactory(joined_to=elsewhere)
    joined = join_concern(concern, by=staff, other=elsewhere)

    left = leave_group(joined, by={"staff": staff, "officer": officer}[who])

    assert (left.joined_to, Concern.objects.get(pk=third.pk).joined_to) == (None, elsewhere)
    assert Event.objects.of(concern).last().facts == {"number": elsewhere.number}
    with pytest.raises(IllegalMove):
        leave_group(left, by=staff)


def test_officer_of_another_station_takes_nothing_out(concern: Concern, elsewhere: Concern, staff: User) -> None:
    joined = join_concern(concern, by=staff, other=elsewhere)

    with pytest.raises(NotPermitted):
        leave_group(joined, by=officer_of(elsewhere.station))


# Sight.


@pytest.mark.parametrize("leads", [True, False])
def test_officer_sees_of_a_concern_elsewhere_only_number_station_and_state(
    client: Client, concern: Concern, elsewhere: Concern, staff: User, officer: User, leads: bool
) -> None:
    member, head = (elsewhere, concern) if leads else (concern, elsewhere)
    join_concern(member, by=staff, other=head)

    shown = signed_in(client, officer).get(concern.get_absolute_url()).content.decode()

    assert [text in shown for text in (elsewhere.number, elsewhere.station.short_name)] == [True, True]
    assert [text in shown for text in ("请尽快让开", elsewhere.get_absolute_url())] == [False, False]
    assert client.get(elsewhere.get_absolute_url()).status_code == 404


def test_committee_sees_all_members_with_station_and_words(
    client: Client, concern: Concern, elsewhere: Concern, staff: User
) -> None:
    join_concern(concern, by=staff, other=elsewhere)

    shown = signed_in(client, staff).get(concern.get_absolute_url()).content.decode()

    assert all(
        text in shown for text in (elsewhere.number, elsewhere.station.short_name, elsewhere.get_absolute_url(), WORDS)
    )


def test_page_of_a_group_shows_many_with_two_more_queries(
    client: Client, concern: Concern, staff: User, django_assert_num_queries: Any
) -> None:
    alone = ConcernFactory()
    ConcernFactory.create_batch(groups.MOST_SHOWN + 5, joined_to=concern)
    signed_in(client, staff)
    client.get(alone.get_absolute_url())

    with CaptureQueriesContext(connection) as asked:
        client.get(alone.get_absolute_url())
    with django_assert_num_queries(len(asked) + 2):
        shown = client.get(concern.get_absolute_url()).content.decode()

    assert "未全部列出" in shown


# Finding what to group with.


def offered(client: Client, concern: Concern, **asked: str) -> str:
    answer = client.get(reverse("stations:concern-join", args=[concern.pk]), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_committee_is_offered_similar_concerns_of_all_stations_and_the_officer_those_of_the_own(
    client: Client, concern: Concern, elsewhere: Concern, staff: User, officer: User
) -> None:
    for_staff = offered(signed_in(client, staff), concern)
    for_officer = offered(signed_in(client, officer), concern)

    assert (elsewhere.words in for_staff, elsewhere.station.short_name in for_staff) == (True, True)
    assert (elsewhere.number in for_officer, "本站近几个月没有相似的问题" in for_officer) == (False, True)


@pytest.mark.parametrize("by", ["number", "words"])
def test_committee_finds_it_by_number_or_words_and_groups(
    client: Client, concern: Concern, staff: User, by: str
) -> None:
    other = ConcernFactory(words="完全不同的说法：便道不通。", received_at=concern.received_at - timedelta(days=900))
    address = reverse("stations:concern-join", args=[concern.pk]) + f"?q={getattr(other, by)[:30]}"
    signed_in(client, staff)

    before = offered(client, concern)
    moved = client.post(address, opened(client, address) | {"other": other.pk})

    assert (other.number in before, moved.status_code) == (False, 302)
    assert Concern.objects.get(pk=concern.pk).joined_to == other


def test_officer_finds_nothing_elsewhere_and_groups_with_nothing_elsewhere(
    client: Client, concern: Concern, elsewhere: Concern, officer: User
) -> None:
    address = reverse("stations:concern-join", args=[concern.pk]) + f"?q={elsewhere.number}"
    shown = signed_in(client, officer).get(address).content.decode()

    refused = client.post(address, opened(client, address) | {"other": elsewhere.pk})

    assert ("没有找到可归并的问题" in shown, elsewhere.words in shown) == (True, False)
    assert (refused.status_code, Concern.objects.get(pk=concern.pk).joined_to) == (400, None)


def test_parts_of_one_message_are_no_doubles_of_each_other(
    client: Client, concern: Concern, elsewhere: Concern, staff: User, officer: User
) -> None:
    matters = [{"part": part, "category": CategoryFactory()} for part in ("围挡占道", "夜间噪声")]
    split_concern(concern, by=officer, matters=matters)
    part = concern.parts.get()

    address = reverse("stations:concern-join", args=[part.pk])
    forms = [signed_in(client, staff).get(address, asked).context["form"] for asked in ({}, {"q": WORDS[:10]})]

    assert forms[1].fields["other"].queryset.get() == elsewhere
    assert concern not in forms[0].fields["other"].queryset


@pytest.mark.parametrize("asked", ["x" * 5000, "'--", "   ", "％"])
def test_whatever_is_asked_is_answered(client: Client, concern: Concern, staff: User, asked: str) -> None:
    assert "<form" in offered(signed_in(client, staff), concern, q=asked)


def test_program_of_the_committee_groups_and_ungroups(concern: Concern, elsewhere: Concern, staff: User) -> None:
    api = APIClient()
    api.force_authenticate(staff)
    address = f"/api/v1/concerns/{concern.pk}/"

    joined = api.post(f"{address}join/", {"other": elsewhere.pk})
    left = api.post(f"{address}leave-group/", {"edition": joined.data["edition"]})

    assert (joined.data["joined_to"], joined.data["group"]) == (elsewhere.pk, elsewhere.pk)
    assert "leave-group" in joined.data["allowed_moves"]
    assert (left.status_code, left.data["joined_to"], left.data["group"]) == (200, None, concern.pk)


def test_program_of_an_officer_cannot_name_a_concern_elsewhere(
    concern: Concern, elsewhere: Concern, officer: User
) -> None:
    api = APIClient()
    api.force_authenticate(officer)

    refused = api.post(f"/api/v1/concerns/{concern.pk}/join/", {"other": elsewhere.pk})

    assert (refused.status_code, set(refused.data["fields"])) == (400, {"other"})


def test_only_officer_and_committee_are_offered_grouping(station: Station) -> None:
    concern, people = ConcernFactory(station=station), everybody(station)
    found = {who: groups.to_group_with(concern, person).count() for who, person in people.items()}
    ConcernFactory(station=station)
    ConcernFactory()

    more = {who: groups.to_group_with(concern, person).count() - found[who] for who, person in people.items()}

    assert {who: count for who, count in more.items() if who in ("officer here", "committee", "officer elsewhere")} == {
        "officer here": 1, "committee": 2, "officer elsewhere": 0,
    }  # fmt: skip
