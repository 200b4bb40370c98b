"""Whatever is typed into any form, or written behind any address, is answered, and never with an error of ours."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import resolve, reverse

from accounts.enums import DemoAccount
from accounts.models import User
from core.nouns import model_of
from core.workflow import WORKFLOWS, allowed_moves
from deliberations.models import CouncilItem, Topic
from stations.models import Representative, Station
from suggestions.models import Suggestion
from tests.repository.expectations import PAGES, PUBLIC, Sight, Step
from tests.repository.filled import NONSENSE, Field, Forms, all_at_once, odd, plausible
from tests.repository.world import undone

pytestmark = pytest.mark.django_db

OURS = ("accounts", "core", "stations", "deliberations", "suggestions", "points", "followups", "portal")

#: The things of each noun that are looked through for one on which a move is open.
LOOKED_THROUGH = 60


def moves() -> dict[str, tuple[str, str]]:
    """The page of every move: noun and verb by the name of the page."""
    known = {}
    for label, workflow in WORKFLOWS.items():
        detail = getattr(model_of(label), "get_absolute_url", None)
        for move in workflow:
            if detail and move.offered:
                known[f"{label}.{move.verb}"] = (label, move.verb)
    return known


#: Moves that nothing in the demonstration waits for, and why.
NOT_OFFERED = {
    "deliberations.council.close": "the one council that votes has not voted on everything",
    "stations.concern.take_back": "the ten minutes are over",
}
MOVES = {name: move for name, move in moves().items() if name not in NOT_OFFERED}


class Offers:
    """For every move somebody, and a thing on which it is open to them."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[User, Any]] = {}
        known = User.objects.filter(username__in=DemoAccount.values)
        others = User.objects.exclude(username__in=DemoAccount.values)
        for label in {label for label, _verb in MOVES.values()}:
            for person in [*known.order_by("pk"), *others.order_by("pk")]:
                if {one for one, (noun, _verb) in MOVES.items() if noun == label} <= set(self.found):
                    break
                self._look(person, model_of(label))

    def _look(self, person: User, model: Any) -> None:
        for thing in model.objects.visible_to(person).order_by("-pk")[:LOOKED_THROUGH]:
            for move in allowed_moves(thing, person):
                self.found.setdefault(f"{model._meta.label_lower}.{move.verb}", (person, thing))


@pytest.fixture(scope="module")
def offers(demo: None) -> Offers:
    return Offers()


def browser_of(person: User | None) -> Client:
    browser = Client()
    if person:
        browser.force_login(person)
    return browser


def page_of_move(thing: models.Model, verb: str) -> str:
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(thing).__name__).lower()
    return reverse(f"{thing._meta.app_label}:{noun}-{verb.replace('_', '-')}", args=[thing.pk])


def broken(asked: Iterable[tuple[Any, Callable[[], Any]]]) -> dict[str, str]:
    """What was not answered: by what came of it, the first thing that brought it about."""
    found: dict[str, str] = {}
    for said, ask in asked:
        with undone():
            try:
                code = ask().status_code
                came = f"answered {code}" if code >= 500 else ""
            except Exception as error:
                came = f"{type(error).__name__}: {error}"[:200]
        if came:
            found.setdefault(came, str({name: str(value)[:30] for name, value in said.items()})[:300])
    return found


def posted(browser: Client, address: str, forms: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The forms that were not answered."""
    as_sent = ((fields, urlencode(fields, doseq=True, errors="surrogatepass")) for fields in forms)
    kind = "application/x-www-form-urlencoded"
    return broken((fields, partial(browser.post, address, body, kind)) for fields, body in as_sent)


def in_other_states(person: User, thing: Any) -> Iterator[Any]:
    """One thing that the person sees of every state from which the move does not start."""
    if not any(field.name == "state" for field in thing._meta.fields):
        return
    seen = type(thing).objects.visible_to(person).exclude(state=thing.state)
    for state in seen.order_by("state").values_list("state", flat=True).distinct():
        yield seen.filter(state=state).order_by("-pk")[0]


@pytest.mark.parametrize("move", sorted(MOVES))
def test_page_of_a_move_takes_any_nonsense(offers: Offers, move: str) -> None:
    person, thing = offers.found[move]
    browser = browser_of(person)
    address = page_of_move(thing, MOVES[move][1])
    fields = Forms(browser.get(address).content.decode()).fields["post"]

    found = posted(browser, address, odd(fields))
    for other in in_other_states(person, thing):
        few = [plausible(fields), *list(all_at_once(fields))[::4]]
        found |= posted(browser, page_of_move(other, MOVES[move][1]), few)

    assert found == {}


#: Forms that are no move of a thing, and who fills them in; the way out and the token are asked for nothing.
OTHER_FORMS = {
    "accounts:password-change": "officer", "accounts:sign-in": "", "deliberations:look-back-new": "officer",
    "deliberations:council-ballot": "representative", "deliberations:council-member-new": "officer",
    "deliberations:council-new": "officer", "deliberations:micro-project-new": "officer",
    "deliberations:meeting-new": "officer", "deliberations:topic-new": "officer",
    "followups:reminder-mark-all-read": "officer", "points:points-query-new": "representative",
    "set_appearance": "officer", "set_language": "officer", "stations:visit-new": "officer",
    "stations:visit-similar": "officer",
    "suggestions:suggestion-new": "representative", "suggestions:suggestion-report-pressure": "representative",
}  # fmt: skip
#: What forms take that stand on other pages than their own.
ELSEWHERE = {
    "deliberations:council-ballot": {"choice": Field("radio", ["for"]), "sure": Field("hidden", ["1"])},
    "set_appearance": {"theme": Field("radio", ["dark"]), "text": Field("radio", ["large"]), "next": Field()},
    "set_language": {"language": Field("radio", ["en"]), "next": Field()},
    "followups:reminder-mark-all-read": {"next": Field()},
    "stations:visit-similar": {"concerns-0-words": Field("text", ["路灯不亮"])},
}


@pytest.mark.parametrize("name", sorted(OTHER_FORMS))
def test_every_other_form_takes_any_nonsense(demo: None, name: str) -> None:
    person = User.objects.filter(username=OTHER_FORMS[name]).first()
    browser = browser_of(person)
    address = address_of(name, person)
    fields = ELSEWHERE.get(name) or Forms(browser.get(address).content.decode()).fields["post"]

    assert fields != {}
    assert posted(browser, address, odd(fields)) == {}


def address_of(name: str, person: User | None) -> str:
    """The page, over a thing that the person sees where it needs one."""
    if name == "suggestions:suggestion-report-pressure":
        own = Suggestion.objects.visible_to(person).filter(sponsor__user=person)
        return reverse(name, args=[own.order_by("-pk")[0].pk])
    if name == "deliberations:council-ballot":
        item = CouncilItem.objects.filter(council__seats__user=person, closed_at=None).order_by("pk")[0]
        return reverse(name, args=[item.council_id, item.project_id])
    if name == "deliberations:look-back-new":
        return f"{reverse(name)}?topic={Topic.objects.visible_to(person).order_by('-pk')[0].pk}"
    return reverse(name)


#: What is pressed and not filled in.
BUTTONS = {"accounts:sign-out", "api-token-revoke", "followups:reminder-mark-read"}


def test_every_form_is_asked_for() -> None:
    """A new page that takes a form is the page of a move, or stands above."""
    sends = {name for name, page in PAGES.items() if type(page) is Step or page.status == 405}
    of_moves = {resolve(page_of_move(model_of(noun)(pk=1), verb)).view_name for noun, verb in moves().values()}

    assert sends | {name for name in PAGES if name.endswith("-new")} <= of_moves | set(OTHER_FORMS) | BUTTONS


def test_every_move_is_asked_for(offers: Offers) -> None:
    assert set(MOVES) == set(offers.found)


# What stands behind an address.

#: Pages that take nothing but what a form sends, or that belong to the API, which is asked elsewhere.
NOT_READ = {"api-docs", "api-schema", "api-token", "api-unknown", "set_appearance", "set_language"}
#: The page of a single thing shows that thing, whatever else stands behind its address; an account has its years.
READ = {
    name for name, page in PAGES.items()
    if isinstance(page, Sight) and page.status == 200 and page.noun in ("", "representative")
} | set(PUBLIC)  # fmt: skip
#: Who gets these pages; the committee gets all others.
READER = {
    "points:dashboard": "representative", "points:points-query-new": "representative",
    "followups:heartbeat-list": "administrator", "stations:visit-new": "officer",
    "deliberations:topic-new": "officer", "deliberations:meeting-new": "officer",
    "deliberations:council-new": "officer", "deliberations:council-member-new": "officer",
    "deliberations:micro-project-new": "officer",
    "suggestions:suggestion-new": "representative",
}  # fmt: skip


def read_by_the_code() -> set[str]:
    """Every name that some page reads from its address."""
    read = re.compile(r'GET(?:\.get|\.getlist)?[(\[]"(\w+)"')
    sources = [path for app in OURS for path in (settings.BASE_DIR / app).rglob("*.py")]
    return {name for path in sources for name in read.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(READ - NOT_READ))
def test_any_nonsense_may_stand_behind_an_address(demo: None, name: str) -> None:
    browser = browser_of(User.objects.get(username=READER.get(name, "committee")))
    address = address_to_read(name)
    answer = browser.get(address)
    fields = Forms(answer.content.decode()).fields["get"] if not answer.streaming else {}
    asked = [{one: value} for one, field in fields.items() for value in field.odd]
    asked += [dict.fromkeys(read_by_the_code() - set(fields), value) for value in NONSENSE]

    queries = ((query, urlencode(query, errors="surrogatepass")) for query in [*asked, *all_at_once(fields)])

    assert broken((query, partial(browser.get, f"{address}?{text}")) for query, text in queries) == {}


def address_to_read(name: str) -> str:
    """The page, over a representative or a station where it shows one."""
    representative = Representative.objects.order_by("pk")[0].pk
    given = {
        "amount": ["yuan"],
        "portal:indicator-rows": ["meetings_held"],
        "portal:public-project-photo": [1, 1],
        "portal:public-station": [Station.objects.order_by("pk")[0].code],
        "representative-points-list": [representative],
        "points:ledger-detail": [representative],
        "points:statement": [representative],
    }
    return reverse(name, args=given.get(name))
