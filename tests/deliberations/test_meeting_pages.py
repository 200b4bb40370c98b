"""The pages of meetings, above all the one form that holds the whole record."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Department, User
from core import clock
from core.workflow import allowed_moves
from deliberations.enums import MeetingState
from deliberations.models import Meeting, Topic
from deliberations.queries.topics import topics_deliberated_at
from stations.models import Representative, Station
from tests.factories.accounts import DepartmentFactory
from tests.factories.deliberations import CommitmentFactory, MeetingFactory, TopicFactory, in_days
from tests.factories.stations import RepresentativeFactory, handler_of


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def topic(station: Station, lead: Representative, department: Department) -> Topic:
    return TopicFactory(station=station, lead=lead, adopted=True, departments=[department])


@pytest.fixture
def begun(station: Station, topic: Topic) -> Meeting:
    return MeetingFactory(station=station, begun=True, topics=[topic])


def written(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def promise(topic: Topic, department: Department | None, /, **facts: Any) -> dict[str, Any]:
    """What is typed in one row of commitments."""
    prefix = f"promise-{topic.pk}-{department.pk if department else 'other'}"
    return {f"{prefix}-{name}": value for name, value in facts.items()}


def attended(who: Representative, status: str, reason: str = "") -> dict[str, str]:
    return {f"attendance-{who.pk}-status": status, f"attendance-{who.pk}-reason": reason}


def hold(page: Client, meeting: Meeting, **typed: Any) -> Any:
    return page.post(reverse("deliberations:meeting-hold", args=[meeting.pk]), typed)


# The record.


def test_record_presets_nothing(page: Client, begun: Meeting, lead: Representative) -> None:
    form = page.get(reverse("deliberations:meeting-hold", args=[begun.pk])).context["form"]

    [row] = form.attendance()
    assert (row["who"], row["status"].value(), row["status"].field.initial) == (lead, None, None)
    assert [choice.data["selected"] for choice in row["status"].subwidgets] == [False, False, False]


def test_record_saves_everything_in_one_go(
    page: Client, station: Station, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    ill, other = RepresentativeFactory(home_station=station), DepartmentFactory()
    facts = {"measure": "更换路灯", "due_on": in_days(20), "responsible": "李科长"}

    answer = hold(
        page, begun,
        **attended(lead, "present"), **attended(ill, "leave", "住院"),
        **promise(topic, department, **facts), **promise(topic, None, department=other.pk, **facts),
        **{f"delegate-{department.pk}": "李科长", "residents_present": 9, "note": "纪要全文"},
    )  # fmt: skip

    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (meeting.state, meeting.residents_present, meeting.note) == ("held", 9, "纪要全文")
    assert {(a.representative, a.status, a.reason) for a in meeting.attendance.all()} == {
        (lead, "present", ""),
        (ill, "leave", "住院"),
    }
    assert {c.department for c in meeting.commitments.all()} == {department, other}
    assert [delegate.name for delegate in meeting.delegates.all()] == ["李科长"]


def test_record_names_delegates_of_other_departments(
    page: Client, begun: Meeting, lead: Representative, department: Department
) -> None:
    other = DepartmentFactory()
    came = {
        f"delegate-{department.pk}": "李科长",
        "delegate-other-1": "王主任", "delegate-other-1-department": department.pk,
        "delegate-other-2": "陈主任", "delegate-other-2-department": other.pk,
    }  # fmt: skip

    answer = hold(page, begun, **attended(lead, "present"), **came)

    assert answer.status_code == 302
    assert [(one.department, one.name) for one in begun.delegates.order_by("pk")] == [
        (department, "李科长"), (department, "王主任"), (other, "陈主任"),
    ]  # fmt: skip


def test_record_asks_for_the_other_half_of_a_delegate(
    page: Client, begun: Meeting, lead: Representative, department: Department
) -> None:
    halves = {"delegate-other-1": "王主任", "delegate-other-2-department": department.pk}

    answer = hold(page, begun, **attended(lead, "present"), **halves)

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (400, {"delegate-other-1-department", "delegate-other-2"})
    assert (form["delegate-other-1"].value(), form["delegate-other-2-department"].value()) == (
        "王主任",
        str(department.pk),
    )
    assert '<details class="fold" open><summary>' in answer.content.decode()


def test_record_without_a_statement_leaves_the_department_unclear(
    page: Client, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    empty = {"measure": "", "due_on": "", "responsible": ""}

    answer = hold(page, begun, **attended(lead, "present"), **promise(topic, department, **empty))

    assert (answer.status_code, begun.commitments.count()) == (302, 0)
    assert page.get(topic.get_absolute_url()).context["unclear"] == [(department.pk, department.name)]


def test_record_says_all_errors_at_their_fields_and_keeps_what_was_typed(
    page: Client, station: Station, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    forgotten = RepresentativeFactory(home_station=station)
    of_topic = f"promise-{topic.pk}"

    answer = hold(
        page, begun,
        **attended(lead, "leave"),
        **promise(topic, department, measure="更换全部路灯", due_on="尽快"),
        **promise(topic, None, responsible="王主任"),
        residents_present=-1, note="很长的一段纪要",
    )  # fmt: skip

    text = answer.content.decode()
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {
        f"attendance-{lead.pk}-reason", f"attendance-{forgotten.pk}-status", "residents_present",
        f"{of_topic}-{department.pk}-due_on", f"{of_topic}-{department.pk}-responsible",
        f"{of_topic}-other-measure", f"{of_topic}-other-due_on", f"{of_topic}-other-department",
    }  # fmt: skip
    assert all(words in text for words in ("更换全部路灯", "尽快", "王主任", "很长的一段纪要"))
    assert Meeting.objects.get().state == "notified"


def test_record_brings_a_refusal_of_the_action_back_to_its_row(
    page: Client, begun: Meeting, topic: Topic, lead: Representative, department: Department
) -> None:
    past = promise(topic, department, measure="更换", due_on=in_days(-9), responsible="李科长")

    answer = hold(page, begun, **attended(lead, "present"), **past)

    assert (answer.status_code, set(answer.context["form"].errors)) == (
        400,
        {f"promise-{topic.pk}-{department.pk}-due_on"},
    )


def test_record_of_a_meeting_that_somebody_else_recorded_says_so(
    page: Client, begun: Meeting, lead: Representative, officer: User
) -> None:
    hold(page, begun, **attended(lead, "present"))

    answer = hold(page, begun, **attended(lead, "absent"))

    assert answer.status_code == 409
    assert officer.name in answer.content.decode()
    assert begun.attendance.get().status == "present"


def test_record_shows_a_topic_once_that_was_on_the_agenda_of_a_cancelled_meeting(
    page: Client, station: Station, topic: Topic, lead: Representative
) -> None:
    first = TopicFactory(station=station, adopted=True)
    MeetingFactory(station=station, cancelled=True, topics=[topic, first])
    begun = MeetingFactory(station=station, begun=True, topics=[first, topic])

    form = page.get(reverse("deliberations:meeting-hold", args=[begun.pk])).context["form"]
    people = [attended(who, "present") for who in station.representatives.all()]
    hold(page, begun, **{name: value for one in people for name, value in one.items()})

    assert [row["topic"] for row in form.topic_rows()] == [first, topic]
    assert list(topics_deliberated_at(begun)) == [first, topic]


@pytest.mark.parametrize("rows", [1, 3])
def test_record_page_costs_the_same_whatever_the_rows(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topics = [
        TopicFactory(station=station, adopted=True, departments=DepartmentFactory.create_batch(rows))
        for _row in range(rows)
    ]
    meeting = MeetingFactory(station=station, begun=True, topics=topics)

    # Two of them for the days that follow: the clocks and the calendar.
    with django_assert_num_queries(11):
        answer = page.get(reverse("deliberations:meeting-hold", args=[meeting.pk]))

    assert len(answer.context["form"].topic_rows()) == rows


# Planning and reading.


def test_meeting_new_offers_topics_that_wait(page: Client, station: Station, topic: Topic) -> None:
    waiting = TopicFactory(station=station, studied=True)
    MeetingFactory(station=station, topics=[topic])
    TopicFactory(station=station)

    form = page.get(reverse("deliberations:meeting-new")).context["form"]

    assert list(form.fields["topics"].queryset) == [waiting]
    assert form["place"].value() == str(station)


def test_meeting_new_plans_and_change_keeps_the_agenda(page: Client, station: Station, topic: Topic) -> None:
    start = clock.now() + timedelta(days=8)
    typed = {"station": station.pk, "starts_at": written(start), "place": "会议室", "topics": [topic.pk]}

    planned = page.post(reverse("deliberations:meeting-new"), typed)
    meeting = Meeting.objects.get()
    change = page.get(reverse("deliberations:meeting-change", args=[meeting.pk])).context["form"]
    changed = page.post(reverse("deliberations:meeting-change", args=[meeting.pk]), typed | {"place": "广场"})

    assert (planned.status_code, changed.status_code) == (302, 302)
    assert (change["topics"].value(), change["place"].value()) == ([topic.pk], "会议室")
    meeting.refresh_from_db()
    assert (meeting.place, list(meeting.topics.all())) == ("广场", [topic])


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_list_costs_the_same_whatever_the_rows(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    MeetingFactory.create_batch(rows, station=station, held=True)

    with django_assert_num_queries(10):
        answer = page.get(reverse("deliberations:meeting-list"))

    [own] = answer.context["minimums"]
    assert (len(answer.context["page"]), own["station"], own["minimum"].held) == (rows, station, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_meeting_detail_costs_the_same_whatever_the_rows(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    topics = TopicFactory.create_batch(rows, station=station, deliberated=True)
    meeting = MeetingFactory(station=station, held=True, topics=topics, present=[topic.lead for topic in topics])
    for topic in topics:
        CommitmentFactory(topic=topic, meeting=meeting)

    with django_assert_num_queries(12):
        page.get(meeting.get_absolute_url())


@pytest.mark.parametrize("state", MeetingState)
def test_meeting_pages_open_in_every_state(
    page: Client, station: Station, officer: User, topic: Topic, lead: Representative, state: MeetingState
) -> None:
    meeting = MeetingFactory(station=station, state=state, topics=[topic], present=[lead])

    # The record is offered once the meeting has begun.
    moves = [move.slug for move in allowed_moves(meeting, officer) if move.verb != "hold"]
    answer = page.get(meeting.get_absolute_url())

    assert [move.slug for move in answer.context["moves"]] == moves
    opened = [page.get(f"{meeting.get_absolute_url()}{part}/") for part in (*moves, "notice", "sheet", "minutes")]
    assert {one.status_code for one in opened} == {200}


def test_a_department_reads_no_reason_of_leave(
    client: Client, station: Station, begun: Meeting, department: Department, lead: Representative, officer: User
) -> None:
    begun.attendance.create(representative=lead, status="leave", reason="住院手术")
    shown = {}
    for name, person in (("officer", officer), ("department", handler_of(department))):
        client.force_login(person)
        shown[name] = "住院手术" in client.get(begun.get_absolute_url()).content.decode()

    assert shown == {"officer": True, "department": False}


def test_record_of_a_meeting_is_offered_once_it_has_begun(page: Client, begun: Meeting) -> None:
    before = clock.at(begun.starts_at - timedelta(minutes=1))

    with before:
        early = page.get(begun.get_absolute_url()).context["moves"]
    late = page.get(begun.get_absolute_url()).context["moves"]

    assert [move.verb for move in early] == [move.verb for move in late if move.verb != "hold"]
    assert "hold" in [move.verb for move in late]


@pytest.mark.parametrize("rows", [1, 3])
def test_minutes_name_the_departments_that_gave_no_date(
    page: Client, station: Station, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    spoke, silent = DepartmentFactory(name="区住建局"), DepartmentFactory(name="区城管局")
    topics = TopicFactory.create_batch(rows, station=station, deliberated=True, departments=[spoke, silent])
    meeting = MeetingFactory(station=station, held=True, topics=topics)
    for topic in topics:
        CommitmentFactory(topic=topic, meeting=meeting, department=spoke)

    with django_assert_num_queries(10):
        answer = page.get(reverse("deliberations:meeting-minutes", args=[meeting.pk]))

    assert answer.content.decode().count("未明确时限的单位：区城管局") == rows
