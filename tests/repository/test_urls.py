"""Every address has a written expectation for every kind of person; an address without one fails here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.middleware import is_public
from tests.repository.world import SECRETS, World, undone

pytestmark = pytest.mark.django_db

STATION = "officer sponsor representative subdistrict committee leadership"
KINDS = (
    "officer", "officer elsewhere", "sponsor", "co-sponsor", "representative", "representative elsewhere",
    "subdistrict", "subdistrict elsewhere", "department", "co-handling", "department elsewhere",
    "committee", "leadership", "administrator", "voter", "nobody",
)  # fmt: skip
EVERYBODY = ",".join(KINDS)
#: Who sees a thing of each noun in the world of these tests; to everybody else it does not exist.
SEEN = {
    "visit": STATION,
    "concern": STATION,
    "topic": f"{STATION} department",
    "meeting": f"{STATION} department",
    "commitment": f"{STATION} department",
    "look-back": f"{STATION} department",
    "micro-project": f"{STATION} voter",
    "council": f"{STATION} voter",
    "council-member": f"{STATION} voter",
    "suggestion": f"{STATION} co-sponsor department co-handling",
    "evaluation": "officer sponsor co-sponsor subdistrict committee leadership",
    "supervision": "officer sponsor subdistrict committee leadership",
    "ledger-entry": "officer sponsor committee leadership",
    "representative's points": "officer sponsor committee leadership",
    "points-query": "sponsor committee leadership",
    "reminder": "sponsor",
}
REPRESENTATIVES = "sponsor,co-sponsor,representative,representative elsewhere"
OFFICERS = "officer,officer elsewhere"
FOLLOWING_STATIONS = f"{OFFICERS},{REPRESENTATIVES},subdistrict,subdistrict elsewhere,committee,leadership"


def split(kinds: str) -> set[str]:
    """Kinds of people, parted by commas, or by blanks where each is one word."""
    return set(kinds.split(",")) if "," in kinds else set(kinds.split())


@dataclass(frozen=True)
class Sight:
    """A page: who gets it; everybody else is told that there is no such thing (404), or that it is not theirs (403)."""

    who: str
    noun: str = ""
    others: int = 404
    status: int = 200

    def expected(self, kind: str) -> int:
        return self.status if kind in split(self.who) else self.others


@dataclass(frozen=True)
class Step:
    """The page or address of a move: unseen 404, seen by somebody whose move it is not 403, else `status`.

    409 where the thing of this world has left the state from which the move starts.
    """

    noun: str
    who: str
    status: int = 200

    def expected(self, kind: str) -> int:
        if kind not in split(SEEN[self.noun]):
            return 404
        return self.status if kind in split(self.who) else 403


Expectation = Sight | Step


def detail(noun: str) -> Sight:
    return Sight(SEEN[noun], noun)


ALL = Sight(EVERYBODY)

PAGES: dict[str, Expectation] = {
    # Pages that several apps fill: what waits, what is overdue, how the district stands.
    "portal:home": ALL,
    "portal:search": ALL,
    "portal:indicators": ALL,
    "portal:indicator-rows": ALL,
    "portal:project-figures": ALL,
    "portal:desk": Sight("committee leadership", others=403),
    "portal:stations": Sight(FOLLOWING_STATIONS, others=403),
    # Visits and concerns.
    "stations:visit-list": ALL,
    "stations:visit-new": Sight(OFFICERS, others=403),
    "stations:visit-similar": ALL,
    "stations:visit-detail": detail("visit"),
    "stations:concern-list": ALL,
    "stations:concern-detail": detail("concern"),
    "stations:concern-route": Step("concern", "officer"),
    "stations:concern-give-feedback": Step("concern", "officer", 409),
    "stations:concern-close": Step("concern", "officer", 409),
    "stations:concern-correct-words": Step("concern", "officer"),
    "stations:concern-join": Step("concern", "officer"),
    "stations:concern-reveal-contact": Step("concern", "officer committee"),
    # Topics, meetings, commitments, look-backs.
    "deliberations:topic-list": ALL,
    "deliberations:topic-new": Sight(OFFICERS, others=403),
    "deliberations:topic-detail": detail("topic"),
    "deliberations:topic-adopt": Step("topic", "officer", 409),
    "deliberations:topic-revise": Step("topic", "officer", 409),
    "deliberations:topic-gather": Step("topic", "officer", 409),
    "deliberations:topic-record-study": Step("topic", "officer sponsor", 409),
    "deliberations:topic-add-commitment": Step("topic", "officer"),
    "deliberations:topic-decide-outcome": Step("topic", "officer"),
    "deliberations:topic-resolve": Step("topic", "officer", 409),
    "deliberations:topic-disclose": Step("topic", "officer committee", 409),
    "deliberations:topic-archive": Step("topic", "officer committee", 409),
    "deliberations:topic-merge": Step("topic", "officer", 409),
    "deliberations:topic-decline": Step("topic", "officer", 409),
    "deliberations:meeting-list": ALL,
    "deliberations:meeting-new": Sight(OFFICERS, others=403),
    "deliberations:meeting-detail": detail("meeting"),
    "deliberations:meeting-notice": detail("meeting"),
    "deliberations:meeting-sheet": detail("meeting"),
    "deliberations:meeting-minutes": detail("meeting"),
    "deliberations:meeting-notify": Step("meeting", "officer", 409),
    "deliberations:meeting-change": Step("meeting", "officer", 409),
    "deliberations:meeting-hold": Step("meeting", "officer", 409),
    "deliberations:meeting-confirm-minutes": Step("meeting", "officer", 409),
    "deliberations:meeting-correct-attendance": Step("meeting", "committee"),
    "deliberations:meeting-disclose": Step("meeting", "officer committee"),
    "deliberations:meeting-cancel": Step("meeting", "officer", 409),
    "deliberations:meeting-annul": Step("meeting", "committee"),
    "deliberations:commitment-list": ALL,
    "deliberations:commitment-detail": detail("commitment"),
    "deliberations:commitment-report-done": Step("commitment", "officer department"),
    "deliberations:commitment-postpone": Step("commitment", "officer department"),
    "deliberations:commitment-end": Step("commitment", "officer committee"),
    "deliberations:look-back-list": ALL,
    "deliberations:look-back-new": Step("topic", "officer committee"),
    "deliberations:look-back-detail": detail("look-back"),
    "deliberations:look-back-record": Step("look-back", "officer"),
    "deliberations:look-back-end": Step("look-back", "officer committee"),
    # Suggestions.
    "suggestions:suggestion-list": ALL,
    "suggestions:suggestion-new": Sight(f"{OFFICERS},{REPRESENTATIVES}", others=403),
    "suggestions:suggestion-detail": detail("suggestion"),
    "suggestions:suggestion-letter": detail("suggestion"),
    "suggestions:suggestion-revise": Step("suggestion", "officer sponsor", 409),
    "suggestions:suggestion-report-pressure": Step("suggestion", "sponsor,"),
    "suggestions:suggestion-co-sign": Step("suggestion", ""),
    "suggestions:suggestion-submit": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-withdraw": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-register": Step("suggestion", "committee", 409),
    "suggestions:suggestion-return-for-revision": Step("suggestion", "committee", 409),
    "suggestions:suggestion-reject": Step("suggestion", "committee", 409),
    "suggestions:suggestion-assign": Step("suggestion", "committee", 409),
    "suggestions:suggestion-accept": Step("suggestion", "department", 409),
    "suggestions:suggestion-request-return": Step("suggestion", "department", 409),
    "suggestions:suggestion-decide-return": Step("suggestion", "committee", 409),
    "suggestions:suggestion-give-opinion": Step("suggestion", "co-handling"),
    "suggestions:suggestion-log-contact": Step("suggestion", "department"),
    "suggestions:suggestion-waive-contact": Step("suggestion", "sponsor"),
    "suggestions:suggestion-request-extension": Step("suggestion", "department", 409),
    "suggestions:suggestion-decide-extension": Step("suggestion", "committee", 409),
    "suggestions:suggestion-reply": Step("suggestion", "department"),
    "suggestions:suggestion-score-reply": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-report-implementation": Step("suggestion", "department", 409),
    "suggestions:suggestion-score-implementation": Step("suggestion", "sponsor", 409),
    "suggestions:suggestion-release-score": Step("suggestion", "committee"),
    "suggestions:supervision-list": ALL,
    "suggestions:supervision-detail": detail("supervision"),
    "suggestions:supervision-add-note": Step("supervision", "committee"),
    "suggestions:supervision-close": Step("supervision", "committee"),
    # Points.
    "points:dashboard": Sight(REPRESENTATIVES, others=302),
    "points:ledger": Sight(f"{OFFICERS},{REPRESENTATIVES},committee,leadership", others=403),
    "points:ledger-detail": Sight(SEEN["representative's points"], "representative"),
    "points:statement": Sight(SEEN["representative's points"], "representative"),
    "points:ledger-entry-detail": detail("ledger-entry"),
    "points:ledger-entry-reverse": Step("ledger-entry", "committee"),
    "points:points-query-list": ALL,
    "points:points-query-new": Sight(REPRESENTATIVES, others=403),
    "points:points-query-detail": detail("points-query"),
    "points:points-query-answer": Step("points-query", "committee"),
    "points:points-rule-list": ALL,
    # Reminders: one's own.
    "followups:reminder-list": ALL,
    "followups:reminder-mark-all-read": Sight(EVERYBODY, status=405),
    "followups:reminder-mark-read": Sight(EVERYBODY, "reminder", status=405),
    "followups:heartbeat-list": Sight("administrator", others=403),
    # The account, and the reader of the API.
    "accounts:password-change": ALL,
    "accounts:sign-out": Sight(EVERYBODY, status=405),
    "api-docs": ALL,
    "api-schema": ALL,
    "api-token-revoke": Sight(EVERYBODY, status=405),
    "api-unknown": Sight("", others=404),
    "representative-points-list": Sight(SEEN["representative's points"], "representative"),
    "indicators-list": ALL,
}

#: Nouns of the API: what everybody may list, and who may open the one thing of this world.
NOUNS: dict[str, Expectation] = {
    "department": Sight(EVERYBODY, "department"),
    "stations": Sight(EVERYBODY, "station"),
    "representatives": Sight(EVERYBODY, "representative"),
    "categories": Sight(EVERYBODY, "category"),
    "points-rules": Sight(EVERYBODY, "points-rule"),
    "visits": detail("visit"),
    "concerns": detail("concern"),
    "topics": detail("topic"),
    "meetings": detail("meeting"),
    "commitments": detail("commitment"),
    "look-backs": detail("look-back"),
    "micro-projects": detail("micro-project"),
    "councils": detail("council"),
    "council-members": detail("council-member"),
    "suggestions": detail("suggestion"),
    "evaluations": detail("evaluation"),
    "supervisions": detail("supervision"),
    "ledger-entries": detail("ledger-entry"),
    "reminders": detail("reminder"),
    "notifications": detail("reminder"),
}
READ: dict[str, Expectation] = {f"{noun}-list": ALL for noun in NOUNS} | {
    f"{noun}-detail": sight for noun, sight in NOUNS.items()
}

#: Moves in the API, sent without any field: 400 where one is missing, 200 where the word is enough.
WRITE: dict[str, Step] = {
    "concerns-route": Step("concern", "officer", 400),
    "concerns-give-feedback": Step("concern", "officer", 400),
    "concerns-close": Step("concern", "officer", 409),
    "concerns-correct-words": Step("concern", "officer", 400),
    "concerns-join": Step("concern", "officer", 400),
    "topics-adopt": Step("topic", "officer", 409),
    "topics-revise": Step("topic", "officer", 400),
    "topics-gather": Step("topic", "officer", 400),
    "topics-record-study": Step("topic", "officer sponsor", 400),
    "topics-add-commitment": Step("topic", "officer", 400),
    "topics-decide-outcome": Step("topic", "officer", 400),
    "topics-resolve": Step("topic", "officer", 400),
    "topics-disclose": Step("topic", "officer committee", 400),
    "topics-archive": Step("topic", "officer committee", 409),
    "topics-merge": Step("topic", "officer", 400),
    "topics-decline": Step("topic", "officer", 400),
    "meetings-notify": Step("meeting", "officer", 409),
    "meetings-change": Step("meeting", "officer", 400),
    "meetings-hold": Step("meeting", "officer", 400),
    "meetings-confirm-minutes": Step("meeting", "officer", 409),
    "meetings-correct-attendance": Step("meeting", "committee", 400),
    "meetings-disclose": Step("meeting", "officer committee", 400),
    "meetings-cancel": Step("meeting", "officer", 400),
    "meetings-annul": Step("meeting", "committee", 400),
    "commitments-report-done": Step("commitment", "officer department"),
    "commitments-postpone": Step("commitment", "officer department", 400),
    "commitments-end": Step("commitment", "officer committee", 400),
    "look-backs-record": Step("look-back", "officer", 400),
    "look-backs-end": Step("look-back", "officer committee", 400),
    "micro-projects-revise": Step("micro-project", "officer", 400),
    "micro-projects-check": Step("micro-project", "officer subdistrict", 409),
    "micro-projects-shortlist": Step("micro-project", "officer subdistrict", 409),
    "micro-projects-decline": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-object": Step("micro-project", "officer sponsor representative committee", 400),
    "micro-projects-answer-objection": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-confirm": Step("micro-project", "subdistrict", 409),
    "micro-projects-report-progress": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-accept": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-evaluate": Step("micro-project", "officer", 400),
    "micro-projects-disclose": Step("micro-project", "officer committee", 400),
    "micro-projects-add-photo": Step("micro-project", "officer subdistrict", 400),
    "micro-projects-remove-photo": Step("micro-project", "officer subdistrict", 400),
    "councils-notify": Step("council", "officer", 409),
    "councils-change": Step("council", "officer", 400),
    "councils-open": Step("council", "officer", 400),
    "councils-record-presence": Step("council", "officer", 400),
    "councils-recuse": Step("council", "officer", 400),
    "councils-cast": Step("council", "voter", 400),
    "councils-enter-paper-count": Step("council", "officer", 400),
    "councils-confirm-paper-count": Step("council", "officer subdistrict committee voter", 400),
    "councils-reject-paper-count": Step("council", "officer subdistrict committee voter", 400),
    "councils-close-item": Step("council", "officer", 400),
    "councils-close": Step("council", "officer", 409),
    "councils-confirm-minutes": Step("council", "officer", 400),
    "councils-override": Step("council", "committee", 400),
    "councils-cancel": Step("council", "officer", 400),
    "council-members-leave": Step("council-member", "officer", 400),
    "suggestions-revise": Step("suggestion", "officer sponsor", 400),
    "suggestions-co-sign": Step("suggestion", ""),
    "suggestions-submit": Step("suggestion", "sponsor", 409),
    "suggestions-withdraw": Step("suggestion", "sponsor", 409),
    "suggestions-register": Step("suggestion", "committee", 409),
    "suggestions-return-for-revision": Step("suggestion", "committee", 400),
    "suggestions-reject": Step("suggestion", "committee", 400),
    "suggestions-assign": Step("suggestion", "committee", 400),
    "suggestions-accept": Step("suggestion", "department", 409),
    "suggestions-request-return": Step("suggestion", "department", 400),
    "suggestions-decide-return": Step("suggestion", "committee", 400),
    "suggestions-give-opinion": Step("suggestion", "co-handling", 400),
    "suggestions-log-contact": Step("suggestion", "department", 400),
    "suggestions-waive-contact": Step("suggestion", "sponsor"),
    "suggestions-request-extension": Step("suggestion", "department", 400),
    "suggestions-decide-extension": Step("suggestion", "committee", 400),
    "suggestions-reply": Step("suggestion", "department", 400),
    "suggestions-score-reply": Step("suggestion", "sponsor", 400),
    "suggestions-report-implementation": Step("suggestion", "department", 400),
    "suggestions-score-implementation": Step("suggestion", "sponsor", 400),
    "suggestions-release-score": Step("suggestion", "committee"),
    "supervisions-add-note": Step("supervision", "committee", 400),
    "supervisions-close": Step("supervision", "committee", 400),
    "ledger-entries-reverse": Step("ledger-entry", "committee", 400),
    "notifications-mark-read": Step("reminder", "sponsor"),
}
#: Needs a word before the permission is known: the report itself is what is permitted.
AFTER_ITS_WORDS = {"suggestions-report-pressure": Sight(SEEN["suggestion"], "suggestion", status=400)}

#: Addresses that nobody has to sign in for, and what they answer to a plain GET.
PUBLIC = {
    "accounts:sign-in": 200,
    "portal:home": 302,
    "portal:public-home": 200,
    "portal:public-station": 200,
    "portal:public-results": 200,
    "portal:public-projects": 200,
    # No project of this world is disclosed.
    "portal:public-project-photo": 404,
    "portal:receipt": 200,
    "portal:healthz": 200,
    "portal:robots": 200,
    "set_language": 302,
    "set_appearance": 405,
    "presence": 200,
    "api-token": 405,
}


def addresses() -> dict[str, Callable[..., Any]]:
    """Every name of the address book with its view."""
    return dict(walk(get_resolver()))


def walk(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or "?"]), entry.callback
        else:
            yield from walk(entry, (*spaces, entry.namespace) if entry.namespace else spaces)


EXPECTED: dict[str, Expectation] = PAGES | READ | WRITE | AFTER_ITS_WORDS


def address(name: str, world: World) -> str:
    """The address, over the things of this world."""
    noun = getattr(EXPECTED.get(name), "noun", "")
    given = {
        "portal:indicator-rows": {"code": "meetings_held"},
        "portal:public-station": {"code": world.case.station.code},
        "portal:public-project-photo": {"pk": 1, "photo": 1},
        "representative-points-list": {"representative": world.things["representative"]},
    }
    asked = {
        "portal:search": "?q=%E6%9A%97%E5%8F%B7",  # what all secrets begin with
        "deliberations:look-back-new": f"?topic={world.things['topic']}",
    }
    if name == "api-unknown":
        return "/api/v1/nothing/"
    if name in asked:
        return reverse(name) + asked[name]
    if name in given:
        return reverse(name, kwargs=given[name])
    needs_key = noun and not name.endswith(("-list", "-new"))
    return reverse(name, args=[world.things[noun]] if needs_key else [])


# The book of addresses.


def test_every_address_has_an_expectation() -> None:
    assert set(addresses()) == set(EXPECTED) | set(PUBLIC)


def test_what_is_public_is_written_here() -> None:
    assert {name for name, view in addresses().items() if is_public(view)} == set(PUBLIC)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_address_answers_everybody(world: World, name: str) -> None:
    answer = world.browser("").get(address(name, world))

    assert answer.status_code == PUBLIC[name]
    assert leaks(answer, set(SECRETS)) == set()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_any_further_without_signing_in(world: World, method: str) -> None:
    door = reverse(settings.LOGIN_URL)
    entered = {}
    for name in set(EXPECTED) - set(PUBLIC):
        answer = world.browser("").generic(method, address(name, world))
        closed = answer.status_code == 401 or (answer.status_code == 302 and answer["Location"].startswith(door))
        if not closed:
            entered[name] = answer.status_code

    assert entered == {}


# Everybody else.


@pytest.mark.parametrize("name", sorted(PAGES | READ))
def test_who_may_open_it(world: World, name: str) -> None:
    expected = {kind: EXPECTED[name].expected(kind) for kind in KINDS}

    answers = {kind: world.browser(kind).get(address(name, world)) for kind in KINDS}

    assert {kind: answer.status_code for kind, answer in answers.items()} == expected
    shown = {kind: leaks(answer, hidden_from(kind)) for kind, answer in answers.items()}
    assert {kind: secrets for kind, secrets in shown.items() if secrets} == {}


@pytest.mark.parametrize("name", sorted(WRITE | AFTER_ITS_WORDS))
def test_who_may_do_it_in_the_api(world: World, name: str) -> None:
    expected = {kind: EXPECTED[name].expected(kind) for kind in KINDS}
    found = {}
    for kind in KINDS:
        with undone():
            found[kind] = world.browser(kind).post(address(name, world), {}, "application/json").status_code

    assert found == expected


#: Some who see little and some who see everything: enough, since the pages themselves were asked for by all.
SENDERS = ("officer elsewhere", "representative", "department", "leadership")


def moves_of_pages() -> list[str]:
    return sorted(name for name, expectation in PAGES.items() if isinstance(expectation, Step))


@pytest.mark.parametrize("name", moves_of_pages())
def test_who_may_send_the_form(world: World, name: str) -> None:
    """The same people as may open it; those who may not learn so before anything they typed is looked at."""
    expected = {kind: code for kind in SENDERS if (code := EXPECTED[name].expected(kind)) in (403, 404)}
    found = {}
    for kind in expected:
        with undone():
            found[kind] = world.browser(kind).post(address(name, world)).status_code

    assert found == expected


@pytest.mark.parametrize("kind", ["officer", "sponsor", "department", "committee"])
def test_things_that_do_not_exist_are_404(world: World, kind: str) -> None:
    missing = 10**15
    found = {}
    for name, expectation in EXPECTED.items():
        shown = address(name, world)
        if expectation.noun and re.search(r"/\d+/", shown):
            posted = name in WRITE or name in AFTER_ITS_WORDS or expectation.status == 405
            method = "POST" if posted else "GET"
            other = re.sub(r"/\d+/", f"/{missing}/", shown)
            found[name] = world.browser(kind).generic(method, other, content_type="application/json").status_code

    assert {name: code for name, code in found.items() if code != 404} == {}


# What nobody reads who may not.

SECRET_OF = {
    "concern": "concern", "topic": "topic", "measure": "commitment", "suggestion": "suggestion", "score": "evaluation",
    "question": "points-query", "entry": "ledger-entry", "micro-project": "micro-project",
}  # fmt: skip


def hidden_from(kind: str) -> set[str]:
    """The secrets that no page may show to this kind of person."""
    hidden = {secret for secret, noun in SECRET_OF.items() if kind not in split(SEEN[noun])}
    if kind not in split(STATION):
        hidden |= {"leave", "recusal"}
    if kind not in split("sponsor committee leadership"):
        hidden.add("pressure")
    # Contact data are revealed one at a time, and never on any of these pages.
    return hidden | {"contact", "phone"}


def leaks(answer: Any, hidden: set[str]) -> set[str]:
    """Which of the secrets stand in an answer."""
    if answer.streaming:
        return set()
    body = answer.content.decode()
    return {secret for secret in hidden if SECRETS[secret] in body}
