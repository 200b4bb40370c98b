"""Stories of suggestions and contact letters: much replying, little doing, and what cures it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import Department, User
from core import clock
from deliberations.actions import plan_look_back
from deliberations.models import Topic
from portal.demo.cast import CORPUS, Cast
from portal.demo.theatre import Story, Theatre
from portal.demo.wording import on_paper
from stations.models import Representative
from suggestions import actions
from suggestions.enums import Stage, SuggestionState
from suggestions.models import EvaluationScheme, Suggestion, Supervision

TEXTS = CORPUS["texts"]
GOOD, FAIR, POOR = 0.92, 0.7, 0.4

#: How each suggestion goes. Those that do not come from a topic begin so many days before the end.
PLOTS = {
    "piped-gas": ("good", 0),
    "ebike-charging": ("poor_reply", 0),
    "biling-river": ("weak_implementation", 0),
    "yellow-water": ("stop:implementing", 32),
    "old-street-wires": ("twice_unsatisfied", 0),
    "heavy-trucks": ("extension", 0),
    "bus-link": ("silent_sponsor", 0),
    "trailhead": ("class_d", 0),
    "elder-care": ("returned", 24),
    "mobile-signal": ("poor_reply_open", 0),
    "kindergarten": ("weak_implementation_open", 0),
    "street-lights": ("stop:replied", 24),
    "waste-station": ("stop:reported", 52),
    "night-bus": ("draft", 10),
    "lift-retrofit": ("stop:assigned", 9),
    "rental-fire": ("stop:replied", 26),
    "wall-leak": ("return_refused", 24),
    "rider-station": ("return_asked", 20),
    "health-night": ("rejected", 70),
    "jiangling-signal": ("stop:registered", 12),
    "hakka-houses": ("for_revision", 12),
    "park-services": ("stop:submitted", 5),
}
#: These grow from a topic but are written on their own day, so that every state is on show.
ON_THEIR_OWN_DAY = {key for key, (_plot, days) in PLOTS.items() if days}


@dataclass
class Scene:
    """What a story of one suggestion needs at hand."""

    cast: Cast
    dice: Random
    text: dict[str, Any]
    plot: str
    topic: Topic | None = None

    def at_length(self, text: str, part: str) -> str:
        """A text of a paper as long as papers are."""
        place = f"{self.cast.stations[self.text['station']].community}社区"
        return on_paper(text, part, f"{clock.today()}", place)

    def days(self, least: int, most: int) -> int:
        """How long something takes; no longer than it must where the story has a place to reach in time."""
        return least if self.plot.startswith("stop:") else self.dice.randrange(least, most)

    def stops_at(self, place: str) -> bool:
        """Whether this is as far as the story goes."""
        return self.plot == f"stop:{place}"

    @property
    def sponsors(self) -> list[Representative]:
        return self.cast.representatives[self.text["station"]]

    @property
    def sponsor(self) -> User:
        return self.cast.account_of(self.sponsors[0])

    @property
    def staff(self) -> User:
        return self.cast.committee[0]

    def department(self, code: str) -> Department:
        return self.cast.departments[code]


def suggestion_story(scene: Scene) -> Story:
    """The whole life of a suggestion, from the draft to the end of the last round."""
    suggestion = _draft(scene)
    yield 1
    if scene.plot == "draft":
        # Begun a second time by mistake.
        actions.discard_suggestion(_draft(scene), by=scene.sponsor)
        return
    for co_sponsor in User.objects.filter(representative__in=suggestion.co_sponsors.values("representative")):
        suggestion = actions.co_sign_suggestion(suggestion, by=co_sponsor)
    suggestion = actions.submit_suggestion(suggestion, by=scene.sponsor)
    if scene.stops_at("submitted"):
        return
    yield scene.days(1, 4)
    if scene.plot == "for_revision":
        reason = scene.dice.choice(TEXTS["return_for_revision"])
        suggestion = actions.return_for_revision(suggestion, by=scene.staff, reason=reason)
        return
    if scene.plot == "rejected":
        reason = scene.dice.choice(TEXTS["reject_reasons"])
        actions.reject_suggestion(suggestion, by=scene.staff, reason=reason)
        return
    suggestion = actions.register_suggestion(suggestion, by=scene.staff)
    if scene.stops_at("registered"):
        return
    yield scene.days(1, 4)
    suggestion = yield from _assign(scene, suggestion)
    if suggestion.state in (SuggestionState.RETURN_REQUESTED, SuggestionState.ASSIGNED):
        return
    yield from _first_round(scene, suggestion)


def _draft(scene: Scene) -> Suggestion:
    text = scene.text
    return actions.draft_suggestion(
        by=scene.sponsor,
        sponsor=scene.sponsors[0],
        title=text["title"],
        instrument=text["instrument"],
        situation=scene.at_length(text["situation"], "situation"),
        proposal=scene.at_length(text["proposal"], "proposal"),
        co_sponsors=scene.sponsors[1:] if scene.dice.random() < 0.7 else [],
        topic=scene.topic,
        category=scene.cast.categories[text["category"]],
        livelihood=text["livelihood"],
        facts_checked=True,
        exclusions_checked=True,
    )


def _assign(scene: Scene, suggestion: Suggestion) -> Any:
    """Assigns, and gives back what was assigned wrongly."""
    lead = scene.department(scene.text["lead_department"])
    helping = [scene.department(code) for code in scene.text["co_handling"]]
    request = scene.dice.choice([row for row in TEXTS["return_requests"] if row["proper"] != lead.code])
    if scene.plot == "returned":
        wrong = scene.department(request["proper"])
        suggestion = actions.assign_suggestion(suggestion, by=scene.staff, lead=wrong, co_handling=[])
        yield 3
        suggestion = _ask_to_return(scene, suggestion, wrong, request["reason"], lead)
        yield 2
        suggestion = _decide_return(scene, suggestion, "granted")
        yield 2
    suggestion = actions.assign_suggestion(suggestion, by=scene.staff, lead=lead, co_handling=helping)
    if scene.plot == "returned" or scene.stops_at("assigned"):
        return suggestion
    yield scene.days(1, 5)
    if scene.plot in ("return_refused", "return_asked"):
        proper = scene.department(request["proper"])
        suggestion = _ask_to_return(scene, suggestion, lead, request["reason"], proper)
        yield 2
        if scene.plot == "return_asked":
            return suggestion
        suggestion = _decide_return(scene, suggestion, "refused")
        yield 1
    suggestion = actions.accept_suggestion(suggestion, by=scene.cast.handlers[lead.code])
    yield from _hear_co_handlers(scene, suggestion, helping)
    return suggestion


def _ask_to_return(
    scene: Scene, suggestion: Suggestion, asking: Department, reason: str, proper: Department
) -> Suggestion:
    handler = scene.cast.handlers[asking.code]
    return actions.request_return(suggestion, by=handler, reason=reason, proper_department=proper)


def _decide_return(scene: Scene, suggestion: Suggestion, decision: str) -> Suggestion:
    reason = scene.dice.choice(TEXTS["return_decisions"][decision])
    return actions.decide_return(suggestion, by=scene.staff, granted=decision == "granted", reason=reason)


def _hear_co_handlers(scene: Scene, suggestion: Suggestion, helping: list[Department]) -> Iterator[int]:
    for department in helping[:1]:
        yield scene.days(2, 6)
        opinion = f"经研究，我单位支持并将配合主办单位办理“{scene.text['title']}”所涉事项。"
        actions.give_opinion(suggestion, by=scene.cast.handlers[department.code], opinion=opinion)


def _first_round(scene: Scene, suggestion: Suggestion) -> Story:
    if scene.plot == "extension":
        yield from _extend(scene, suggestion)
    poor = scene.plot.startswith(("poor_reply", "twice"))
    outcome = "D" if scene.plot == "class_d" else scene.dice.choice("ABB")
    text = scene.text["poor_reply"] if poor else scene.text["replies"][outcome]
    if outcome in "AB" and not poor:
        text = scene.at_length(text, "reply")
    suggestion = yield from _reply(scene, suggestion, outcome, text)
    if scene.stops_at("replied"):
        return
    if scene.plot == "silent_sponsor":
        yield 45
        yield from _implement(scene, suggestion, GOOD)
        return
    suggestion = _score(scene, suggestion, Stage.REPLY, POOR if poor else GOOD)
    if scene.stops_at("implementing"):
        return
    if poor:
        yield from _again(scene, suggestion)
    elif suggestion.state == SuggestionState.IMPLEMENTING:
        yield from _implement(scene, suggestion, POOR if scene.plot.startswith("weak") else GOOD)


def _extend(scene: Scene, suggestion: Suggestion) -> Story:
    yield 40
    due = suggestion.rounds.get(closed_at=None).reply_due_on
    until, reason = due + timedelta(days=30), scene.dice.choice(TEXTS["extension_reasons"])
    suggestion = actions.request_extension(suggestion, by=_handler(scene), until=until, reason=reason)
    yield 2
    actions.decide_extension(suggestion, by=scene.staff, granted=True)


def _handler(scene: Scene) -> User:
    return scene.cast.handlers[scene.text["lead_department"]]


def _reply(scene: Scene, suggestion: Suggestion, outcome: str, text: str) -> Any:
    """Speaks with the sponsor, then replies; the sponsor reads it some days later."""
    yield scene.days(2, 6)
    suggestion.refresh_from_db()
    way = scene.dice.choice(["phone", "face_to_face", "site_visit"])
    note = scene.dice.choice(TEXTS["contact_log"])
    suggestion = actions.log_contact(suggestion, by=_handler(scene), contacted_on=clock.today(), way=way, note=note)
    yield scene.days(6, 14)
    promised = clock.today() + timedelta(days=scene.dice.randrange(25, 45)) if outcome in "BC" else None
    suggestion = actions.reply_to_suggestion(
        suggestion, by=_handler(scene), outcome_class=outcome, text=text, promised_on=promised,
        signed_by=_handler(scene).name, reason=scene.text["d_reason"] if outcome == "D" else "",
    )  # fmt: skip
    yield scene.days(2, 6)
    return suggestion


def _score(scene: Scene, suggestion: Suggestion, stage: Stage, quality: float) -> Suggestion:
    scheme = EvaluationScheme.objects.on(clock.today())
    items = {item.code: round(item.maximum * quality) for item in scheme.items_of(stage)}
    reason = scene.text["unsatisfied"][stage] if quality == POOR else scene.dice.choice(_score_notes(stage, quality))
    score = actions.score_reply if stage == Stage.REPLY else actions.score_implementation
    return score(suggestion, by=scene.sponsor, items=items, reason=reason)


def _score_notes(stage: Stage, quality: float) -> list[str]:
    notes: list[str] = TEXTS["score_notes"]["basic" if quality == FAIR else f"{stage}_good"]
    return notes


def _implement(scene: Scene, suggestion: Suggestion, quality: float) -> Story:
    yield scene.days(20, 35)
    suggestion.refresh_from_db()
    text = scene.text["implementation"]["weak" if quality == POOR else "good"]
    suggestion = actions.report_implementation(suggestion, by=_handler(scene), text=text, done_on=clock.today())
    if scene.stops_at("reported") or scene.plot == "silent_sponsor":
        return
    yield scene.days(2, 6)
    suggestion = _score(scene, suggestion, Stage.IMPLEMENTATION, quality)
    if quality == POOR:
        yield from _again(scene, suggestion)
    else:
        yield from _wind_up(scene, suggestion)


def _again(scene: Scene, suggestion: Suggestion) -> Story:
    """A new round under key supervision; some are still open when the year ends."""
    yield 2
    for supervision in suggestion.supervisions.filter(closed_at=None):
        by = scene.staff if supervision.kind == "committee" else scene.cast.officers[suggestion.station.code]
        note = scene.dice.choice(TEXTS["supervision_notes"][supervision.kind])
        actions.add_supervision_note(supervision, by=by, text=note)
    suggestion = actions.release_score(suggestion, by=scene.staff)
    if scene.plot.endswith("_open"):
        return
    again = scene.plot == "twice_unsatisfied"
    scene.plot = "second_round"
    text = scene.text["poor_reply"] if again else scene.text["replies"]["B"]
    suggestion = yield from _reply(scene, suggestion, "B", text)
    suggestion = _score(scene, suggestion, Stage.REPLY, POOR if again else GOOD)
    if again:
        yield from _again(scene, suggestion)
    else:
        yield from _implement(scene, suggestion, FAIR if scene.dice.random() < 0.3 else GOOD)


def _wind_up(scene: Scene, suggestion: Suggestion) -> Story:
    yield 4
    actions.release_score(suggestion, by=scene.staff)
    for supervision in Supervision.objects.filter(suggestion=suggestion, closed_at=None):
        reason = scene.dice.choice(TEXTS["supervision_close_reasons"])
        actions.close_supervision(supervision, by=scene.staff, reason=reason)
    if scene.dice.random() < 0.4:
        plan_look_back(suggestion, by=scene.staff, due_on=clock.today() + timedelta(days=30))


def silence_story() -> Story:
    """Scoring windows that nobody used are closed, as the nightly task would."""
    while True:
        actions.lapse_scores()
        yield 3


class Sponsors:
    """Begins the suggestion of a topic when its meeting decided on one, and the others on days of their own."""

    def __init__(self, theatre: Theatre, cast: Cast, last: date):
        self.theatre, self.cast, self.last = theatre, cast, last

    def from_topic(self, text: dict[str, Any], topic: Topic) -> None:
        for row in CORPUS["suggestions"]:
            if row["topic"] == text["key"] and row["key"] not in ON_THEIR_OWN_DAY:
                self._enter(row, clock.today() + timedelta(days=2), topic)

    def on_their_own_day(self) -> None:
        for row in CORPUS["suggestions"]:
            if row["key"] in ON_THEIR_OWN_DAY:
                self._enter(row, self.theatre.before(self.last, PLOTS[row["key"]][1]), None)

    def _enter(self, row: dict[str, Any], day: date, topic: Topic | None) -> None:
        scene = Scene(self.cast, self.theatre.dice(f"{self.last}{row['key']}"), row, PLOTS[row["key"]][0], topic)
        self.theatre.enter(suggestion_story(scene), day)
