"""The chain of a thing: both directions, only what the reader may see, in few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberations.models import Topic
from portal.chain import chain_of
from stations.duties import duties_of
from suggestions import actions
from tests.factories.deliberations import LookBackFactory
from tests.factories.stations import ConcernFactory
from tests.portal.conftest import Story, tell


def counts(thing, user) -> list[int]:
    return [len(group["items"]) for group in chain_of(thing, user)]


def things(story: Story) -> dict[str, object]:
    return {
        "visit": story.visit,
        "concern": story.concern,
        "topic": story.topic,
        "meeting": story.meeting,
        "commitment": story.commitment,
        "suggestion": story.suggestion,
        "evaluation": story.suggestion.evaluations.first(),
        "look-back": story.look_back,
        "entry": story.entry,
    }


def test_the_whole_chain_is_read_from_any_of_its_things(story):
    for name, thing in things(story).items():
        assert (name, counts(thing, story.case.committee)) == (name, [1, 1, 1, 1, 1, 1, 1, 2, 1, 1])


def test_each_thing_is_marked_where_it_stands(story):
    for name, thing in things(story).items():
        current = [
            item for group in chain_of(thing, story.case.committee) for item in group["items"] if item["current"]
        ]
        assert (name, len(current)) == (name, 1)


def test_the_words_of_a_chain(story):
    by_label = {str(group["label"]): group["items"] for group in chain_of(story.topic, story.case.committee)}
    # Chinese labels come from the catalogue; what is asked here are the things.
    titles = [item["title"] for items in by_label.values() for item in items]
    assert story.concern.words in titles
    assert story.suggestion.title in titles


#: What each person sees of a closed story whose scores nobody released.
SEEN = {
    "sponsor": [1, 1, 1, 1, 1, 1, 1, 2, 1, 1],
    "co-sponsor": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "representative here": [1, 1, 1, 1, 1, 1, 1, 0, 1, 0],
    "representative elsewhere": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "officer here": [1, 1, 1, 1, 1, 1, 1, 2, 1, 1],
    "officer elsewhere": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "subdistrict here": [1, 1, 1, 1, 1, 1, 1, 2, 1, 0],
    "subdistrict elsewhere": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "lead department": [0, 0, 1, 1, 1, 1, 1, 0, 1, 0],
    "co-handling department": [0, 0, 0, 0, 0, 1, 1, 0, 0, 0],
    "other department": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "committee": [1, 1, 1, 1, 1, 1, 1, 2, 1, 1],
    "leadership": [1, 1, 1, 1, 1, 1, 1, 2, 1, 1],
    "administrator": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    "nobody": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}


def test_everybody_sees_only_what_is_theirs(story):
    people = story.people()
    assert {name: counts(story.topic, person) for name, person in people.items()} == SEEN
    assert {name: counts(story.suggestion, person) for name, person in people.items()} == SEEN


def test_a_department_sees_a_score_once_it_is_released(story):
    actions.release_score(story.suggestion, by=story.case.committee)
    assert counts(story.suggestion, story.case.handler) == [0, 0, 1, 1, 1, 1, 1, 2, 1, 0]


def test_upwards_only_the_own_branch_downwards_everything(story):
    other = ConcernFactory(station=story.station)
    story.topic.concerns.add(other)
    assert counts(story.concern, story.case.committee)[:3] == [1, 1, 1]
    assert counts(story.visit, story.case.committee)[:3] == [1, 1, 1]
    assert counts(story.topic, story.case.committee)[:3] == [2, 2, 1]
    assert counts(story.suggestion, story.case.committee)[:3] == [2, 2, 1]


def test_a_concern_without_a_topic_stands_alone(story):
    alone = ConcernFactory(station=story.station)
    assert counts(alone, story.case.committee) == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_look_back_on_a_suggestion_belongs_to_its_chain(story):
    look_back = LookBackFactory(
        topic=None, subject_noun="suggestions.suggestion", subject_id=story.suggestion.pk,
        station=story.station, title="x", recorded=True,
    )  # fmt: skip
    assert counts(look_back, story.case.committee) == [1, 1, 1, 1, 1, 1, 1, 2, 2, 1]


def test_two_rounds_show_both_replies_and_all_scores(reference):
    story = tell(state="replied")
    story.case.unsatisfied()
    story.case.replied()
    story.case.implementing()
    assert counts(story.suggestion, story.case.committee)[5:8] == [1, 2, 2]


@pytest.mark.parametrize("concerns", [1, 3, 30])
def test_however_long_the_chain_it_takes_three_queries_at_most(story, concerns):
    story.topic.concerns.set(ConcernFactory.create_batch(concerns, station=story.station))
    for person in (story.case.committee, story.case.officer, story.case.handler, story.case.sponsor.user):
        duties_of(person)
        for name, thing in things(story).items():
            fresh = type(thing).objects.get(pk=thing.pk)
            with CaptureQueriesContext(connection) as queries:
                chain_of(fresh, person)
            assert (name, len(queries) <= 3) == (name, True)


def test_a_long_group_says_that_there_is_more(story):
    story.topic.concerns.set(ConcernFactory.create_batch(25, station=story.station))
    concerns = chain_of(Topic.objects.get(), story.case.committee)[1]["items"]
    assert len(concerns) == 21
    assert concerns[-1]["url"] == ""
