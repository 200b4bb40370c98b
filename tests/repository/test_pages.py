"""Every page of the demonstration, by every role: it opens, speaks Chinese, asks little, and tells no secrets."""

import sys
from collections import defaultdict
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.enums import DemoAccount
from accounts.models import User
from core.events import Event
from core.nouns import model_of
from core.workflow import WORKFLOWS, allowed_moves, sentence_of
from stations.models import Contact
from tests.repository.crawl import WORD, Seen, crawl
from tests.repository.expectations import PAGES, PUBLIC
from tests.repository.world import NAME, PHONE

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12

#: Latin words that stand on Chinese pages for good reasons.
ALLOWED = {
    "English": "the switch of the language",
    "AVIF": "a format of pictures",
    "JPEG": "a format of pictures",
    "WebP": "a format of pictures",
}


def things_to_begin_with(person: User) -> list[Any]:
    """Of every noun one that the person sees of each state, and one on which each move is open to them."""
    things: dict[tuple[str, str], Any] = {}
    for label in WORKFLOWS:
        model: Any = model_of(label)
        if hasattr(model, "get_absolute_url"):
            for thing in model.objects.visible_to(person).order_by("-pk")[:60]:
                reasons = [getattr(thing, "state", ""), *(move.verb for move in allowed_moves(thing, person))]
                things |= {(label, reason): thing for reason in reasons if (label, reason) not in things}
    return list(dict.fromkeys(things.values()))


@pytest.fixture(scope="module")
def pages(demo: None) -> list[Seen]:
    """Every page that one of the accounts comes to."""
    found = crawl("", Client(), ["/", reverse("accounts:sign-in")])
    for account in DemoAccount.values:
        person = User.objects.get(username=account)
        browser = Client()
        browser.force_login(person)
        found += crawl(account, browser, ["/", *(thing.get_absolute_url() for thing in things_to_begin_with(person))])
    return found


def test_every_page_opens(pages: list[Seen]) -> None:
    broken = {f"{page}: {page.status} {page.error}" for page in pages if page.status not in (200, 302)}

    assert broken == set()
    assert len(pages) > 400


def test_every_page_asks_the_database_little(pages: list[Seen]) -> None:
    worst = sorted(pages, key=lambda page: -page.queries)[:10]
    sys.stdout.write("\n".join(f"{page.queries} queries, {page}" for page in worst))

    assert {page.name for page in pages if page.queries > MOST_QUERIES} == set()


def test_chinese_pages_speak_chinese(pages: list[Seen]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for word in page.english:
            found[word].add(page.name)

    assert {word: sorted(names)[:3] for word, names in found.items() if word not in ALLOWED} == {}


def test_no_page_tells_how_to_reach_a_resident(pages: list[Seen]) -> None:
    assert Contact.objects.exists()
    assert {str(page) for page in pages if NAME in page.body or PHONE in page.body} == set()


def test_contact_data_are_shown_to_who_says_why(demo: None) -> None:
    """The net above would catch them: here they stand on a page."""
    contact = Contact.objects.filter(concern__station__appointment__user__username="officer", anonymised_at=None)[0]
    browser = Client()
    browser.force_login(User.objects.get(username="officer"))

    answer = browser.post(reverse("stations:concern-reveal-contact", args=[contact.concern_id]), {"reason": "回访"})

    assert (NAME in answer.content.decode(), PHONE in answer.content.decode()) == (True, True)


#: Pages to which no link leads: what machines and scripts ask for, what a form opens, what nothing waits for, what is
#: open for ten minutes only, what a second person confirms, and what waits for the officers of other stations, who have
#: no account in the demonstration: the own council is voting.
NOT_LINKED = {
    "deliberations:topic-resolve", "deliberations:meeting-hold", "portal:healthz", "portal:robots",
    "deliberations:council-notify", "deliberations:council-change", "deliberations:council-open",
    "deliberations:council-close", "deliberations:council-cancel", "deliberations:council-confirm-minutes",
    "deliberations:micro-project-answer-objection", "stations:concern-take-back",
    "deliberations:council-confirm-paper-count",
}  # fmt: skip


def test_crawl_came_to_every_page(pages: list[Seen]) -> None:
    forms = {name for name, expectation in PAGES.items() if expectation.status == 405}
    visited = {page.name for page in pages if page.status == 200}
    ours = {name for name in PAGES | PUBLIC if ":" in name}

    assert ours - forms - visited == NOT_LINKED


# The record in words.

#: Verbs that the demonstration does not play: contact data become anonymous three years later only.
NOT_PLAYED = {"stations.concern.anonymise"}


def test_every_verb_is_played(demo: None) -> None:
    played = {f"{noun}.{verb}" for noun, verb in Event.objects.values_list("noun", "verb").distinct()}
    moves = {f"{workflow.noun.label}.{move.verb}": move for workflow in WORKFLOWS.values() for move in workflow}
    known = {name for name, move in moves.items() if not move.retired}

    assert known - played == NOT_PLAYED
    assert played <= known


def test_every_fact_that_is_shown_as_a_choice_is_one(demo: None) -> None:
    odd = {
        f"{event.noun}.{event.verb}: {fact}={event.facts[fact]!r} is no choice"
        for event in Event.objects.all()
        for fact, choices in WORKFLOWS[event.noun][event.verb].shows.items()
        if event.facts[fact] not in choices.values
    }

    assert odd == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_event_reads_as_a_sentence(demo: None, language: str) -> None:
    with translation.override(language):
        sentences = {sentence_of(event) for event in Event.objects.select_related("actor")}

    assert {sentence for sentence in sentences if "—" in sentence or "{" in sentence or "None" in sentence} == set()
    if language == "zh-hans":
        assert {sentence for sentence in sentences if WORD.search(sentence)} == set()
