"""The second way of a chain: from the concern to the micro-project and the councils that voted on it (domain §6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberations.enums import Choice
from portal.chain import chain_of
from stations.duties import duties_of
from tests.factories.councils import CouncilFactory, MicroProjectFactory, Session
from tests.factories.stations import ConcernFactory, StationFactory, committee, everybody
from tests.portal.conftest import Story

ENGLISH = {
    "Visit": "visit", "Concern": "concern", "Topic": "topic", "Deliberation meeting": "meeting",
    "Micro-project": "project", "Livelihood council": "council",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("in_english")


def counts(thing, user) -> dict[str, int]:
    """How many things of each noun the chain holds; nouns of the other way are left out."""
    found = {str(group["label"]): len(group["items"]) for group in chain_of(thing, user)}
    return {noun: found[label] for label, noun in ENGLISH.items() if label in found}


@pytest.fixture
def grown(story: Story) -> Session:
    """A council that passed one project; it grew from the story's topic and from a concern of its own."""
    session = Session(station=story.station)
    session.project.concerns.set([ConcernFactory(station=story.station)])
    session.project.topic = story.topic
    session.project.save()
    return session.voted(Choice.FOR, Choice.FOR, Choice.FOR)


def test_a_project_shows_what_is_behind_it_and_who_voted(grown, story):
    whole = {"visit": 2, "concern": 2, "topic": 1, "meeting": 1, "project": 1, "council": 1}
    assert counts(grown.project, story.case.committee) == whole
    assert counts(grown.council, story.case.committee) == whole


def test_the_project_is_found_from_everything_behind_it(grown, story):
    behind = [story.visit, story.concern, story.topic, story.meeting, story.suggestion, story.look_back]
    own = grown.project.concerns.get()
    for thing in [*behind, own, own.visit]:
        found = counts(thing, story.case.committee)
        assert (thing, found["project"], found["council"]) == (thing, 1, 1)


def test_without_a_topic_a_concern_leads_to_its_project(station):
    concern = ConcernFactory(station=station)
    project = MicroProjectFactory(station=station)
    project.concerns.add(concern)
    person = committee()
    assert counts(concern, person) == {"visit": 1, "concern": 1, "topic": 0, "meeting": 0, "project": 1}
    assert counts(project, person) == {
        "visit": 1, "concern": 1, "topic": 0, "meeting": 0, "project": 1, "council": 0,
    }  # fmt: skip


def test_a_council_holds_all_its_projects_and_a_project_all_its_councils(station):
    first, second = MicroProjectFactory.create_batch(2, station=station)
    council = CouncilFactory(station=station, projects=[first, second])
    CouncilFactory(station=station, projects=[first])
    person = committee()
    assert (counts(council, person)["project"], counts(council, person)["council"]) == (2, 1)
    assert (counts(first, person)["council"], counts(second, person)["council"]) == (2, 1)


def test_the_page_that_is_open_is_marked(grown, story):
    for thing in (grown.project, grown.council):
        items = [item for group in chain_of(thing, story.case.committee) for item in group["items"]]
        assert [item["title"] for item in items if item["current"]] == [getattr(thing, "title", None) or thing.place]


def test_everybody_sees_of_it_only_what_is_theirs(grown, story):
    found = {name: counts(grown.project, person) for name, person in everybody(story.station).items()}
    sees = {name for name, chain in found.items() if chain["project"] and chain["council"]}
    assert sees == {"officer here", "representative here", "subdistrict here", "committee", "leadership"}
    assert {name for name, chain in found.items() if any(chain.values())} == sees


def test_a_member_sees_what_is_voted_on_and_nothing_behind_it(grown):
    member = grown.members[0].user
    assert counts(grown.project, member) == {
        "visit": 0, "concern": 0, "topic": 0, "meeting": 0, "project": 1, "council": 1,
    }  # fmt: skip


def test_the_way_that_was_not_taken_is_not_shown(grown, story):
    apart = ConcernFactory(station=StationFactory())
    labels = [str(group["label"]) for group in chain_of(apart, story.case.committee)]
    assert ("Suggestion" in labels, "Micro-project" in labels) == (True, False)
    project = MicroProjectFactory(station=story.station)
    assert [str(group["label"]) for group in chain_of(project, story.case.committee)] == list(ENGLISH)


@pytest.mark.parametrize("many", [1, 30])
def test_however_long_it_takes_two_queries_at_most(grown, story, many, django_assert_num_queries):
    grown.project.concerns.set(ConcernFactory.create_batch(many, station=story.station))
    for person in (story.case.committee, story.case.officer, grown.members[0].user):
        duties_of(person)
        with django_assert_num_queries(1):
            chain_of(grown.project, person)
        with django_assert_num_queries(2):
            chain_of(grown.council, person)
        with CaptureQueriesContext(connection) as queries:
            chain_of(story.concern, person)
        assert len(queries) == 2
