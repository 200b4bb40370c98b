"""The pages of topics, commitments and look-backs: what they show, refuse and cost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Department, User
from core import clock
from core.calendar_years import load_announced
from core.workflow import allowed_moves
from deliberations.enums import CommitmentState, LookBackState, TopicState
from deliberations.models import LookBack, Topic
from stations.models import Category, Representative, Station
from tests.factories.deliberations import (
    CommitmentFactory,
    LookBackFactory,
    MeetingFactory,
    TopicFactory,
    after,
    in_days,
)
from tests.factories.stations import ConcernFactory, everybody, handler_of, representative_of


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def full_topic(station: Station, department: Department, officer: User, **more: Any) -> Topic:
    """A topic with one of everything around it."""
    topic = TopicFactory(station=station, concerns=[ConcernFactory(station=station)], departments=[department], **more)
    topic.co_leads.add(topic.lead)
    topic.studies.create(studied_on=clock.today(), note="坏灯十二盏", by=officer)
    meeting = MeetingFactory(station=station, held=True, topics=[topic], present=[topic.lead])
    CommitmentFactory(topic=topic, department=department, meeting=meeting)
    LookBackFactory(topic=topic)
    return topic


# Lists.


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("noun", "queries"), [("topic", 8), ("commitment", 7), ("look-back", 6)])
def test_lists_cost_the_same_whatever_the_rows(
    page: Client,
    station: Station,
    noun: str,
    queries: int,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _row in range(rows):
        topic = TopicFactory(station=station, tracked=True, concerns=[ConcernFactory(station=station)])
        LookBackFactory(topic=CommitmentFactory(topic=topic).topic)

    with django_assert_num_queries(queries):
        answer = page.get(reverse(f"deliberations:{noun}-list"))

    assert len(answer.context["page"]) == rows


def test_topic_list_shows_what_stands_behind_and_finds_two_characters(page: Client, station: Station) -> None:
    behind = [ConcernFactory(station=station, people_affected=20)]
    found = TopicFactory(station=station, title="晚上停车难", concerns=behind)
    TopicFactory(station=station, title="路灯坏了")

    answer = page.get(reverse("deliberations:topic-list"), {"q": "停车", "state": "collected"})

    assert list(answer.context["page"]) == [found]
    assert "1 件 · 20 人" in answer.content.decode()


def test_commitments_and_look_backs_show_first_what_is_due_first(page: Client, station: Station) -> None:
    topic = TopicFactory(station=station, tracked=True)
    late, soon = (CommitmentFactory(topic=topic, due_on=in_days(days)) for days in (20, 2))
    CommitmentFactory(topic=topic, done=True)
    look_back = LookBackFactory(topic=topic)
    recorded = LookBackFactory(topic=topic, recorded=True)

    commitments = page.get(reverse("deliberations:commitment-list"))
    planned = page.get(reverse("deliberations:look-back-list"))
    all_of_them = page.get(reverse("deliberations:look-back-list"), {"state": ""})

    assert list(commitments.context["page"]) == [soon, late]
    assert list(planned.context["page"]) == [look_back]
    assert set(all_of_them.context["page"]) == {look_back, recorded}


def test_empty_lists_say_what_will_appear(page: Client) -> None:
    for noun in ("topic", "commitment", "look-back"):
        assert 'class="empty"' in page.get(reverse(f"deliberations:{noun}-list")).content.decode()


# A new topic.


def test_topic_new_starts_from_a_concern_and_offers_similar_ones(
    page: Client, station: Station, category: Category
) -> None:
    words = "东门路灯坏了半个月没人修"
    concern, similar = ConcernFactory.create_batch(2, station=station, words=words, category=category)
    taken = ConcernFactory(station=station, words=words)
    TopicFactory(station=station, concerns=[taken])

    form = page.get(reverse("deliberations:topic-new"), {"concern": concern.pk}).context["form"]

    offered = [pk for pk, _label in form.fields["concerns"].choices]
    assert offered == [concern.pk, similar.pk]
    assert (form["concerns"].value(), form["category"].value()) == ([concern.pk], category.pk)


def test_topic_new_proposes_the_topic(
    page: Client, station: Station, lead: Representative, department: Department
) -> None:
    concern = ConcernFactory(station=station)

    answer = page.post(reverse("deliberations:topic-new"), {
        "station": station.pk, "concerns": [concern.pk], "title": "东门照明", "statement": "路灯损坏较多",
        "lead": lead.pk, "departments": [department.pk], "livelihood": "on",
    })  # fmt: skip

    topic = Topic.objects.get()
    assert answer.headers["Location"] == topic.get_absolute_url()
    assert (topic.title, topic.lead, topic.livelihood) == ("东门照明", lead, True)
    assert (list(topic.concerns.all()), list(topic.departments.all())) == ([concern], [department])


def test_topic_new_keeps_what_was_typed(page: Client, station: Station) -> None:
    concern = ConcernFactory(station=station)
    typed = {"station": station.pk, "concerns": [concern.pk], "title": "", "statement": "一段已经写好的话"}

    answer = page.post(reverse("deliberations:topic-new"), typed)

    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (400, {"title"})
    assert "一段已经写好的话" in answer.content.decode()
    assert form["concerns"].value() == [str(concern.pk)]


def test_topic_new_does_not_take_foreign_concerns(page: Client, station: Station) -> None:
    foreign = ConcernFactory()
    typed = {"station": station.pk, "concerns": [foreign.pk], "title": "照明", "statement": "路灯"}

    answer = page.post(reverse("deliberations:topic-new"), typed)

    assert set(answer.context["form"].errors) == {"concerns"}
    assert foreign.number not in answer.content.decode()


def test_new_pages_are_for_liaison_officers(client: Client, station: Station) -> None:
    statuses = {}
    for kind, person in everybody(station).items():
        client.force_login(person)
        statuses[kind] = {client.get(reverse(f"deliberations:{n}-new")).status_code for n in ("topic", "meeting")}

    assert {kind for kind, found in statuses.items() if found == {200}} == {"officer here", "officer elsewhere"}
    assert all(found == {403} for kind, found in statuses.items() if not kind.startswith("officer"))


# One topic.


@pytest.mark.parametrize("more", [1, 3])
def test_topic_detail_costs_the_same_whatever_the_rows(
    page: Client, station: Station, department: Department, officer: User, more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    topic = full_topic(station, department, officer, deliberated=True)
    topic.concerns.add(*ConcernFactory.create_batch(more, station=station))
    CommitmentFactory.create_batch(more, topic=topic)
    LookBackFactory.create_batch(more, topic=topic, recorded=True)

    with django_assert_num_queries(11):
        page.get(topic.get_absolute_url())


@pytest.mark.parametrize("state", TopicState)
def test_topic_detail_offers_the_open_moves_and_their_pages_open(
    page: Client, station: Station, department: Department, officer: User, state: TopicState
) -> None:
    topic = full_topic(station, department, officer, state=state)

    answer = page.get(topic.get_absolute_url())

    moves = allowed_moves(topic, officer)
    addresses = [reverse(f"deliberations:topic-{move.slug}", args=[topic.pk]) for move in moves]
    assert [move.verb for move in answer.context["moves"]] == [move.verb for move in moves]
    assert all(f'href="{address}"' in answer.content.decode() for address in addresses)
    assert {page.get(address).status_code for address in addresses} <= {200}


def test_topic_detail_names_unclear_departments(page: Client, station: Station, department: Department) -> None:
    topic = TopicFactory(station=station, deliberated=True, departments=[department])

    unclear = page.get(topic.get_absolute_url())
    CommitmentFactory(topic=topic, department=department)
    clear = page.get(topic.get_absolute_url())

    assert unclear.context["unclear"] == [(department.pk, department.name)]
    assert f"{reverse('deliberations:topic-add-commitment', args=[topic.pk])}?department=" in unclear.content.decode()
    assert clear.context["unclear"] == []


def test_topic_detail_offers_a_representative_to_write(client: Client, station: Station) -> None:
    client.force_login(representative_of(station))
    topic = TopicFactory(station=station, tracked=True)

    answer = client.get(topic.get_absolute_url())

    assert f"{reverse('suggestions:suggestion-new')}?topic={topic.pk}" in answer.content.decode()


def test_topic_detail_shows_a_department_no_residents_words(
    client: Client, station: Station, department: Department, officer: User
) -> None:
    topic = full_topic(station, department, officer, deliberated=True)
    concern = topic.concerns.get()
    client.force_login(handler_of(department))

    text = client.get(topic.get_absolute_url()).content.decode()

    assert topic.title in text
    assert concern.words not in text
    assert concern.number not in text


def test_unseen_is_404_seen_but_not_permitted_is_403_too_late_is_409(
    client: Client, page: Client, station: Station
) -> None:
    foreign, archived = TopicFactory(), TopicFactory(station=station, archived=True)
    adopt = [reverse("deliberations:topic-adopt", args=[topic.pk]) for topic in (foreign, archived)]

    unseen, late = page.get(adopt[0]), page.get(adopt[1])
    client.force_login(representative_of(station))
    unpermitted = client.get(adopt[1])

    assert [answer.status_code for answer in (unseen, unpermitted, late)] == [404, 403, 409]


def test_the_whole_way_of_a_topic_by_forms(
    page: Client, station: Station, lead: Representative, department: Department
) -> None:
    topic = TopicFactory(station=station, lead=lead, departments=[department])

    def move(slug: str, **data: Any) -> int:
        return page.post(reverse(f"deliberations:topic-{slug}", args=[topic.pk]), data).status_code

    assert move("adopt") == 302
    assert move("record-study", studied_on=clock.today(), note="坏灯十二盏") == 302
    assert move("record-study", studied_on=clock.today(), waived_reason="第二次免了") == 302
    Topic.objects.update(state=TopicState.DELIBERATED)
    commitment = {"measure": "更换", "due_on": in_days(9), "responsible": "李科长"}
    assert move("add-commitment", department=department.pk, **commitment) == 302
    assert move("decide-outcome", outcome="not_pursued") == 400
    assert move("decide-outcome", outcome="contact_letter") == 302
    assert move("resolve", note="路灯已亮", tracker=lead.pk) == 302
    assert topic.studies.filter(waived_reason="第二次免了", studied_on=None).exists()
    look_back = LookBack.objects.get()
    record = page.post(f"{look_back.get_absolute_url()}record/", {
        "visited_on": clock.today(), "result": "implemented", "residents_agree": "true", "note": "夜间明亮",
    })  # fmt: skip
    assert record.headers["Location"] == look_back.get_absolute_url()
    assert move("disclose", public_text="东门路灯已修好。") == 302
    assert move("archive") == 302
    topic.refresh_from_db()
    assert topic.state == "archived"


def test_a_refused_move_stands_at_its_field_with_what_was_typed(page: Client, station: Station) -> None:
    look_back = LookBackFactory(topic=TopicFactory(station=station, tracked=True))

    answer = page.post(f"{look_back.get_absolute_url()}record/", {
        "visited_on": clock.today(), "result": "implemented", "residents_agree": "unknown", "note": "看着不错",
    })  # fmt: skip

    assert (answer.status_code, set(answer.context["form"].errors)) == (400, {"result"})
    assert "看着不错" in answer.content.decode()


def test_the_page_of_the_outcome_says_how_its_date_was_computed(page: Client, station: Station) -> None:
    topic = TopicFactory(station=station, deliberated=True)
    meeting = MeetingFactory(station=station, held=True, topics=[topic])
    Topic.objects.update(outcome_due_on=after("outcome", meeting.day))

    answer = page.get(reverse("deliberations:topic-decide-outcome", args=[topic.pk]))

    assert "期限如何计算" in answer.content.decode()
    assert "5 个工作日" in answer.context["explained"].explanation()


@pytest.mark.parametrize(("years", "provisional"), [([2026], False), ([2027], True), ([], True)])
def test_the_page_of_the_outcome_says_provisional_while_the_calendar_is_not_complete(
    page: Client, station: Station, years: list[int], provisional: bool
) -> None:
    load_announced(years)
    topic = TopicFactory(station=station, deliberated=True)
    meeting = MeetingFactory(station=station, held=True, topics=[topic])
    Topic.objects.update(outcome_due_on=after("outcome", meeting.day))

    answer = page.get(reverse("deliberations:topic-decide-outcome", args=[topic.pk])).content.decode()

    # The state of the topic itself is a warning: its outcome is owed.
    assert (answer.count("badge-warn"), "暂定：2026 年的工作日表尚未录全" in answer) == (1 + provisional, provisional)


# Commitments and look-backs.


@pytest.mark.parametrize("state", CommitmentState)
def test_commitment_pages_open_in_every_state(page: Client, station: Station, state: CommitmentState) -> None:
    commitment = CommitmentFactory(topic__station=station, state=state)
    LookBackFactory(topic=None, commitment=commitment)

    answer = page.get(commitment.get_absolute_url())

    slugs = [move.slug for move in answer.context["moves"]]
    assert answer.status_code == 200
    assert {page.get(f"{commitment.get_absolute_url()}{slug}/").status_code for slug in slugs} <= {200}


@pytest.mark.parametrize("state", LookBackState)
def test_look_back_pages_open_in_every_state(
    page: Client, station: Station, state: LookBackState, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    traits = {} if state == LookBackState.PLANNED else {state: True}
    look_back = LookBackFactory(topic__station=station, **traits)

    with django_assert_max_num_queries(12):
        answer = page.get(look_back.get_absolute_url())

    slugs = [move.slug for move in answer.context["moves"]]
    assert answer.status_code == 200
    assert {page.get(f"{look_back.get_absolute_url()}{slug}/").status_code for slug in slugs} <= {200}


def test_look_back_new_plans_one_on_a_confirmed_topic(page: Client, station: Station) -> None:
    topic = TopicFactory(station=station, confirmed=True)
    address = f"{reverse('deliberations:look-back-new')}?topic={topic.pk}"

    offered = address.replace("&", "&amp;") in page.get(topic.get_absolute_url()).content.decode()
    planned = page.post(address, {"due_on": in_days(30)})
    twice = page.post(address, {"due_on": in_days(30)})

    assert (offered, planned.status_code, twice.status_code) == (True, 302, 400)
    assert LookBack.objects.get().topic == topic


def test_look_back_new_needs_a_subject_that_is_seen(page: Client) -> None:
    address = reverse("deliberations:look-back-new")
    foreign = TopicFactory(confirmed=True)

    answers = [page.get(address, asked) for asked in ({}, {"topic": foreign.pk}, {"topic": "x"}, {"suggestion": 7})]

    assert [answer.status_code for answer in answers] == [404] * 4
