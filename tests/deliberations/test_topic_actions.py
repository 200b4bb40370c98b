"""What happens to a topic before and after its meeting: rules 9, 12 and 14."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Department, User
from core import clock
from core.access import NotPermitted
from core.append_only import AppendOnlyError
from core.workflow import IllegalMove, timeline_of
from deliberations import actions
from deliberations.models import LookBack, Topic
from deliberations.queries.topics import weight_of, with_weight
from stations.models import Concern, Representative, Station
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    after,
    in_days,
)
from tests.factories.stations import ConcernFactory, RepresentativeFactory, VisitFactory, representative_of


def propose(station: Station, officer: User, **more: Any) -> Topic:
    return actions.propose_topic(by=officer, station=station, title="东门照明", statement="路灯损坏较多", **more)


def refused(call: Any) -> list[str]:
    """The fields that a refusal names."""
    with pytest.raises(ValidationError) as refusal:
        call()
    return list(refusal.value.message_dict)


def test_rule_9_a_topic_grows_from_concerns_which_are_routed_to_it(station: Station, officer: User) -> None:
    fresh = ConcernFactory(station=station)
    answered = ConcernFactory(station=station, told=True)

    topic = propose(station, officer, concerns=[fresh, answered])

    assert set(topic.concerns.all()) == {fresh, answered}
    assert {c.pk: (c.state, c.route) for c in Concern.objects.all()} == {
        fresh.pk: ("routed", "topic"),
        answered.pk: ("told", "community"),
    }


@pytest.mark.parametrize("fault", ["closed", "foreign", "taken"])
def test_rule_9_refuses_concerns_that_are_not_free(station: Station, officer: User, fault: str) -> None:
    concern = {
        "closed": lambda: ConcernFactory(station=station, closed=True),
        "foreign": ConcernFactory,
        "taken": lambda: ConcernFactory(station=station),
    }[fault]()
    if fault == "taken":
        propose(station, officer, concerns=[concern])
    known = Topic.objects.count()

    assert refused(lambda: propose(station, officer, concerns=[concern])) == ["concerns"]
    assert Topic.objects.count() == known


def test_a_concern_of_an_ended_topic_is_free_again(station: Station, officer: User) -> None:
    concern = ConcernFactory(station=station)
    TopicFactory(station=station, declined=True, concerns=[concern])

    assert list(propose(station, officer, concerns=[concern]).concerns.all()) == [concern]


def test_only_the_officer_of_the_station_proposes(station: Station) -> None:
    with pytest.raises(NotPermitted):
        propose(station, representative_of(station))

    assert Topic.objects.count() == 0


def test_nobody_is_lead_and_co_lead(station: Station, officer: User, lead: Representative) -> None:
    other = RepresentativeFactory(home_station=station)

    topic = propose(station, officer, lead=lead, co_leads=[lead, other])

    assert (topic.lead, list(topic.co_leads.all())) == (lead, [other])


def test_rule_9_weight_counts_concerns_people_visits_and_days(station: Station) -> None:
    visit = VisitFactory(station=station)
    earlier = VisitFactory(station=station, started_at=clock.now() - timedelta(days=4, hours=1))
    behind = [
        ConcernFactory(station=station, visit=visit, people_affected=30),
        ConcernFactory(station=station, visit=visit, people_affected=None),
        ConcernFactory(station=station, visit=earlier, people_affected=2),
    ]
    topic, empty = TopicFactory(station=station, concerns=behind), TopicFactory(station=station)

    weight = weight_of(topic)
    listed = with_weight(Topic.objects.order_by("pk")).values_list("concerns_behind", "people_behind", "visits_behind")

    assert (weight.concerns, weight.people, weight.visits, weight.days) == (3, 33, 2, 5)
    assert (weight_of(empty).concerns, weight_of(empty).days) == (0, 0)
    assert list(listed) == [(3, 33, 2), (0, 0, 0)]


def test_rule_9_the_weight_at_adoption_is_kept(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, concerns=[ConcernFactory(station=station, people_affected=12)])

    actions.adopt_topic(topic, by=officer)
    topic.concerns.clear()

    assert timeline_of(topic)[-1].facts == {"concerns": 1, "people": 12, "visits": 1}


def test_rule_9_a_study_or_the_reason_for_doing_without(station: Station, officer: User) -> None:
    visited = TopicFactory(station=station, adopted=True)
    waived = TopicFactory(station=station, adopted=True)

    actions.record_study(visited, by=officer, studied_on=clock.today(), note="坏灯十二盏")
    actions.record_study(waived, by=officer, waived_reason="去年已经调研")

    states = dict(Topic.objects.values_list("pk", "state"))
    assert states == {visited.pk: "studied", waived.pk: "studied"}
    assert (visited.studies.get().note, waived.studies.get().waived_reason) == ("坏灯十二盏", "去年已经调研")
    with pytest.raises(AppendOnlyError):
        visited.studies.get().delete()


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({}, "studied_on"),
        ({"studied_on": 0, "waived_reason": "不需要"}, "studied_on"),
        ({"studied_on": 1, "note": "明天去"}, "studied_on"),
        ({"studied_on": 0}, "note"),
    ],
)
def test_an_unclear_study_is_refused(station: Station, officer: User, entered: dict[str, Any], field: str) -> None:
    topic = TopicFactory(station=station, adopted=True)
    given = entered | ({"studied_on": in_days(entered["studied_on"])} if "studied_on" in entered else {})

    assert refused(lambda: actions.record_study(topic, by=officer, **given)) == [field]


def test_the_lead_may_record_the_study(station: Station) -> None:
    person = representative_of(station)
    topic = TopicFactory(station=station, adopted=True, lead=person.representative)

    assert actions.record_study(topic, by=person, waived_reason="去年已经调研").state == "studied"


def test_revise_and_gather_before_the_meeting(
    station: Station, officer: User, lead: Representative, department: Department
) -> None:
    topic = TopicFactory(station=station, adopted=True)
    concern = ConcernFactory(station=station)

    actions.revise_topic(
        topic, by=officer, title="新题目", statement="新内容", lead=lead, departments=[department], livelihood=False
    )
    actions.gather_concerns(topic, by=officer, concerns=[concern])

    topic.refresh_from_db()
    assert (topic.title, topic.lead, topic.livelihood) == ("新题目", lead, False)
    assert (list(topic.departments.all()), list(topic.concerns.all())) == ([department], [concern])
    assert refused(lambda: actions.gather_concerns(topic, by=officer, concerns=[])) == ["concerns"]


def test_rule_9_merging_hands_over_concerns_and_departments(
    station: Station, officer: User, department: Department
) -> None:
    concern = ConcernFactory(station=station)
    small = TopicFactory(station=station, concerns=[concern], departments=[department])
    large = TopicFactory(station=station, adopted=True)

    merged = actions.merge_topic(small, by=officer, into=large)

    assert (merged.state, merged.merged_into) == ("merged", large)
    assert (list(large.concerns.all()), list(large.departments.all())) == ([concern], [department])
    assert [event.verb for event in timeline_of(large)] == ["absorb"]


@pytest.mark.parametrize("fault", ["itself", "foreign", "too late"])
def test_merging_into_the_wrong_topic_is_refused(station: Station, officer: User, fault: str) -> None:
    topic = TopicFactory(station=station)
    into = {
        "itself": lambda: topic,
        "foreign": TopicFactory,
        "too late": lambda: TopicFactory(station=station, tracked=True),
    }[fault]()

    assert refused(lambda: actions.merge_topic(topic, by=officer, into=into)) == ["into"]


def test_rule_9_declining_keeps_its_reason(station: Station, officer: User) -> None:
    topic = actions.decline_topic(TopicFactory(station=station), by=officer, reason="属于个人纠纷")

    assert (topic.state, topic.decline_reason) == ("declined", "属于个人纠纷")


# After the meeting.


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("solved_on_the_spot", "resolved"),
        ("contact_letter", "tracked"),
        ("suggestion", "tracked"),
        ("micro_project", "tracked"),
        ("hotline", "tracked"),
        ("not_pursued", "ended"),
    ],
)
def test_rule_12_every_outcome_leads_on(station: Station, officer: User, outcome: str, state: str) -> None:
    topic = TopicFactory(station=station, deliberated=True)

    decided = actions.decide_outcome(topic, by=officer, outcome=outcome, reason="会上商定")

    assert (decided.state, decided.outcome, decided.outcome_reason) == (state, outcome, "会上商定")
    assert decided.outcome_at is not None


def test_rule_12_not_pursued_needs_a_reason_and_ends_what_was_promised(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, deliberated=True)
    commitment = CommitmentFactory(topic=topic)
    look_back = LookBackFactory(topic=topic)

    assert refused(lambda: actions.decide_outcome(topic, by=officer, outcome="not_pursued")) == ["reason"]
    actions.decide_outcome(topic, by=officer, outcome="not_pursued", reason="居民撤回")

    commitment.refresh_from_db()
    look_back.refresh_from_db()
    assert (commitment.state, commitment.ended_reason) == ("ended", "居民撤回")
    assert (look_back.state, look_back.ended_reason) == ("ended", "居民撤回")


def test_rule_13_what_is_solved_on_the_spot_is_looked_back_on_too(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, deliberated=True)

    actions.decide_outcome(topic, by=officer, outcome="solved_on_the_spot")

    assert LookBack.objects.of(topic).get().due_on == after("look_back_first", clock.today())


def test_rule_36_resolving_names_the_tracker_and_plans_one_look_back(
    station: Station, officer: User, lead: Representative
) -> None:
    topic = TopicFactory(station=station, tracked=True)
    planned = LookBackFactory(topic=topic)

    resolved = actions.resolve_topic(topic, by=officer, note="路灯已亮", tracker=lead)

    assert (resolved.state, resolved.tracker, resolved.resolve_note) == ("resolved", lead, "路灯已亮")
    assert list(LookBack.objects.of(topic)) == [planned]
    assert timeline_of(topic)[-1].facts == {"tracker": lead.pk, "tracker_name": lead.name}


def test_rule_14_disclosure_is_a_step_of_its_own_with_a_text_of_its_own(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, confirmed=True)

    before = list(Topic.objects.disclosed())
    disclosed = actions.disclose_topic(topic, by=officer, public_text="东门路灯已修好。")

    assert (before, list(Topic.objects.disclosed())) == ([], [topic])
    assert (disclosed.public_text, disclosed.disclosed_at is not None) == ("东门路灯已修好。", True)


def test_rule_14_nothing_is_disclosed_before_it_is_confirmed(station: Station, officer: User) -> None:
    with pytest.raises(IllegalMove):
        actions.disclose_topic(TopicFactory(station=station, resolved=True), by=officer, public_text="好了")


def test_archiving_ends_the_look_backs(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station, disclosed=True)
    look_back = LookBackFactory(topic=topic)

    assert actions.archive_topic(topic, by=officer).state == "archived"
    look_back.refresh_from_db()
    assert look_back.state == "ended"


def test_a_meeting_does_not_take_up_what_was_merged_meanwhile(station: Station, officer: User) -> None:
    gone, stays = TopicFactory(station=station, adopted=True), TopicFactory(station=station, adopted=True)
    meeting = MeetingFactory(station=station, begun=True, topics=[gone, stays])
    actions.merge_topic(gone, by=officer, into=stays)

    actions.hold_meeting(
        meeting,
        by=officer,
        attendance=[{"representative": who, "status": "present"} for who in station.representatives.all()],
    )

    assert dict(meeting.agenda.values_list("topic__state", "deliberated")) == {
        "merged": False,
        "deliberated": True,
    }
