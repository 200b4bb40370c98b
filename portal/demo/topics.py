"""Stories of topics: from what several residents say to a look-back that confirms the result, or does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import LookBackState, TopicState
from deliberations.models import LookBack, Meeting, Topic
from portal.demo.cast import CORPUS, Cast
from portal.demo.theatre import Story, Theatre
from portal.demo.visits import hold_visit, tell_residents
from portal.demo.wording import on_paper
from stations.models import Concern, Representative

TEXTS = CORPUS["texts"]

#: Hears of the outcome of a topic, with its text.
Listener = Callable[[dict[str, Any], Topic], None]

#: How each topic goes, and how many days before the end of the year it begins. One that stops waits there for whoever
#: tries the software out. The demo officer's station has one that is finished, and several that wait.
PLOTS = {
    "piped-gas": ("good", 330),
    "ebike-charging": ("good", 340),
    "biling-river": ("reopened", 320),
    "yellow-water": ("half_done", 300),
    "old-street-wires": ("unclear", 290),
    "heavy-trucks": ("good", 280),
    "pocket-park": ("archived", 345),
    "bus-link": ("good", 250),
    "school-gate": ("stop:confirmed", 260),
    "wet-market": ("annulled", 220),
    "trailhead": ("good", 210),
    "elder-canteen": ("good", 190),
    "mobile-signal": ("unclear", 160),
    "childcare": ("good", 150),
    "street-lights": ("on_the_spot", 120),
    "waste-station": ("cancelled", 100),
    "village-parking": ("not_pursued", 90),
    "workshop-noise": ("declined", 60),
    "fire-lane": ("good", 45),
    "night-bus": ("stop:notified", 22),
    "bus-shelter": ("stop:held", 34),
    "park-lamp": ("stop:collected", 6),
    "rain-flooding": ("stop:adopted", 9),
    "library-hours": ("stop:studied", 14),
    "crossing-signal": ("stop:planned", 15),
    "construction-dust": ("stop:deliberated", 38),
    "stray-dogs": ("stop:adopted", 12),
    "dog-fouling": ("merged", 9),
}
#: What is merged, and into which topic of the same station.
MERGED_INTO = {"dog-fouling": "stray-dogs"}


@dataclass
class Scene:
    """What a story of one topic needs at hand."""

    cast: Cast
    dice: Random
    text: dict[str, Any]
    plot: str

    @property
    def officer(self) -> User:
        return self.cast.officers[self.text["station"]]

    def stops_at(self, place: str) -> bool:
        """Whether this is as far as the story goes."""
        return self.plot == f"stop:{place}"

    @property
    def representatives(self) -> list[Representative]:
        return self.cast.representatives[self.text["station"]]


def topic_story(scene: Scene, listeners: Sequence[Callable[[Topic], None]]) -> Story:
    """The whole life of a topic; the listeners begin what goes out as a suggestion or a micro-project."""
    concerns = yield from _hear(scene)
    topic = _propose(scene, concerns)
    if scene.stops_at("collected"):
        return
    yield 3
    if scene.plot in ("declined", "merged"):
        _turn_away(scene, topic)
        yield 2
        tell_residents(scene.cast, scene.dice, concerns)
        return
    topic = actions.adopt_topic(topic, by=scene.officer)
    if scene.stops_at("adopted"):
        return
    yield 2
    topic = _study(scene, topic)
    if scene.stops_at("studied"):
        return
    yield 2
    topic = yield from _deliberate(scene, topic)
    if topic is None:
        return
    yield 2
    tell_residents(scene.cast, scene.dice, concerns)
    yield 1
    if scene.stops_at("deliberated"):
        return
    topic = _decide(scene, topic)
    for listener in listeners:
        listener(topic)
    if topic.state != TopicState.ENDED:
        yield from _see_through(scene, topic)


def _turn_away(scene: Scene, topic: Topic) -> None:
    """A topic that does not get a meeting of its own: declined, or merged into another of the station."""
    if scene.plot == "declined":
        actions.decline_topic(topic, by=scene.officer, reason=scene.dice.choice(TEXTS["decline_reasons"]))
        return
    other = next(text for text in CORPUS["topics"] if text["key"] == MERGED_INTO[scene.text["key"]])
    into = Topic.objects.filter(title=other["title"], station=topic.station).latest("pk")
    actions.merge_topic(topic, by=scene.officer, into=into)


def _hear(scene: Scene) -> Any:
    """Residents say the same thing at several visits."""
    said = [concern for concern in CORPUS["concerns"] if concern["topic"] == scene.text["key"]]
    station = scene.cast.stations[scene.text["station"]]
    heard: list[Concern] = []
    while said:
        together, said = said[:2], said[2:]
        heard += hold_visit(scene.cast, scene.dice, station, together).concerns.all()
        if said:
            yield 1
    yield 1
    return heard


def _propose(scene: Scene, concerns: list[Concern]) -> Topic:
    text = scene.text
    return actions.propose_topic(
        by=scene.officer,
        station=scene.cast.stations[text["station"]],
        title=text["title"],
        statement=on_paper(text["statement"], "statement", f"{clock.today()}", _place(scene), most=3),
        lead=scene.representatives[0],
        co_leads=scene.representatives[1:],
        concerns=concerns,
        departments=[scene.cast.departments[code] for code in text["departments"]],
        livelihood=text["livelihood"],
        category=scene.cast.categories[text["category"]],
    )


def _place(scene: Scene) -> str:
    return f"{scene.cast.stations[scene.text['station']].community}社区"


def _study(scene: Scene, topic: Topic) -> Topic:
    if scene.plot == "on_the_spot":
        reason = scene.dice.choice(TEXTS["study_waived"])
        return actions.record_study(topic, by=scene.officer, waived_reason=reason)
    lead = scene.representatives[0].user or scene.officer
    note = scene.dice.choice(TEXTS["study_notes"])
    return actions.record_study(topic, by=lead, studied_on=clock.today(), note=note)


def _deliberate(scene: Scene, topic: Topic) -> Any:
    """Plans, notifies and holds the meeting; some have to be called twice. None if the story stops."""
    meeting = _plan(scene, topic)
    if scene.stops_at("planned"):
        return None
    yield 3
    if scene.plot == "cancelled":
        actions.cancel_meeting(meeting, by=scene.officer, reason=scene.dice.choice(TEXTS["cancel_reasons"]))
        yield 5
        meeting = _plan(scene, topic)
        yield 3
    meeting = actions.notify_meeting(meeting, by=scene.officer)
    if scene.stops_at("notified"):
        return None
    yield (meeting.day - clock.today()).days + 1
    meeting = _hold(scene, meeting, topic)
    if scene.stops_at("held"):
        return None
    if scene.plot == "annulled":
        yield 4
        reason = scene.dice.choice(TEXTS["reversal_reasons"])
        actions.annul_meeting(meeting, by=scene.cast.committee[0], reason=reason)
        yield 7
        topic.refresh_from_db()
        meeting = actions.notify_meeting(_plan(scene, topic), by=scene.officer)
        yield (meeting.day - clock.today()).days + 1
        meeting = _hold(scene, meeting, topic)
    yield scene.dice.randrange(2, 5)
    meeting = actions.confirm_minutes(meeting, by=scene.officer)
    yield 1
    if scene.dice.random() < 0.7:
        text = scene.dice.choice(TEXTS["public_texts"]).format(title=topic.title)
        actions.disclose_meeting(meeting, by=scene.officer, public_text=text)
    topic.refresh_from_db()
    return topic


def _plan(scene: Scene, topic: Topic) -> Meeting:
    starts_at = clock.now().replace(hour=scene.dice.choice([9, 15]), minute=30) + timedelta(days=12)
    place = scene.dice.choice(TEXTS["meeting_places"])
    return actions.plan_meeting(
        by=scene.officer, station=topic.station, starts_at=starts_at, place=place, topics=[topic]
    )


def _hold(scene: Scene, meeting: Meeting, topic: Topic) -> Meeting:
    attendance = []
    for number, who in enumerate(scene.representatives):
        away = number > 0 and scene.dice.random() < 0.25
        reason = scene.dice.choice(TEXTS["leave_reasons"]) if away else ""
        attendance.append({"representative": who, "status": "leave" if away else "present", "reason": reason})
    stated = [
        {
            "topic": topic,
            "department": scene.cast.departments[row["department"]],
            "measure": row["measure"],
            "due_on": clock.today() + timedelta(days=min(row["days"], 75)),
            "responsible": row["responsible"],
        }
        for row in scene.text["commitments"]
    ]
    return actions.hold_meeting(
        meeting, by=scene.officer, attendance=attendance, commitments=stated,
        residents_present=scene.dice.randrange(4, 26), note="\n".join(scene.dice.sample(TEXTS["minutes"], 3)),
    )  # fmt: skip


def _decide(scene: Scene, topic: Topic) -> Topic:
    reasons = TEXTS["outcome_reasons"]
    if scene.plot in ("on_the_spot", "not_pursued"):
        outcome = {"on_the_spot": "solved_on_the_spot"}.get(scene.plot, scene.plot)
        reason = scene.dice.choice(reasons[outcome])
        return actions.decide_outcome(topic, by=scene.officer, outcome=outcome, reason=reason)
    if "outcome" in scene.text:
        return actions.decide_outcome(topic, by=scene.officer, outcome=scene.text["outcome"])
    suggestion = next((row for row in CORPUS["suggestions"] if row["topic"] == scene.text["key"]), None)
    letter = suggestion is None or suggestion["instrument"] == "contact_letter"
    outcome = "contact_letter" if letter else "suggestion"
    return actions.decide_outcome(topic, by=scene.officer, outcome=outcome)


def _see_through(scene: Scene, topic: Topic) -> Story:
    """Departments do what they promised, the lead tracks it, somebody goes back to look."""
    for commitment in topic.commitments.open().order_by("due_on"):
        yield max((commitment.due_on - clock.today()).days - scene.dice.randrange(0, 4), 1)
        commitment.refresh_from_db()
        handler = scene.cast.handlers[commitment.department.code]
        if scene.plot == "half_done" and commitment.due_on >= clock.today():
            reason = scene.dice.choice(TEXTS["postpone_reasons"])
            due_on = commitment.due_on + timedelta(days=30)
            actions.postpone_commitment(commitment, by=handler, due_on=due_on, reason=reason)
        else:
            note = scene.dice.choice(TEXTS["commitment_done_notes"])
            actions.report_done(commitment, by=handler, note=note)
    yield 5
    topic.refresh_from_db()
    if topic.state == TopicState.TRACKED:
        topic = _resolve(scene, topic)
    yield from _look_back(scene, topic)


def _resolve(scene: Scene, topic: Topic) -> Topic:
    note = scene.dice.choice(TEXTS["resolve_notes"])
    return actions.resolve_topic(topic, by=scene.officer, note=note, tracker=scene.representatives[0])


def _look_back(scene: Scene, topic: Topic) -> Story:
    results = {"reopened": ["implemented", "not_done"], "half_done": ["half_done", "implemented"]}
    for result in results.get(scene.plot, ["implemented"]):
        planned = LookBack.objects.filter(topic=topic, state=LookBackState.PLANNED).first()
        if planned is None:
            planned = actions.plan_look_back(topic, by=scene.officer, due_on=clock.today() + timedelta(days=30))
        yield planned.due_on
        planned.refresh_from_db()
        actions.record_look_back(
            planned, by=scene.officer, visited_on=clock.today(), result=result,
            residents_agree=result == "implemented", note=scene.text["look_backs"][result],
        )  # fmt: skip
        yield 3
    topic.refresh_from_db()
    if topic.state == TopicState.CONFIRMED and not scene.stops_at("confirmed"):
        text = scene.dice.choice(TEXTS["public_texts"]).format(title=topic.title)
        topic = actions.disclose_topic(topic, by=scene.officer, public_text=text)
        yield 10
        if scene.plot == "archived":
            actions.archive_topic(topic, by=scene.officer)


def enter_all(theatre: Theatre, cast: Cast, last: date, listeners: Sequence[Listener]) -> None:
    """Lets every topic of the texts begin its days before `last`; the listeners hear of each outcome."""
    for text in CORPUS["topics"]:
        plot, days = PLOTS[text["key"]]
        scene = Scene(cast, theatre.dice(f"{last}{text['key']}"), text, plot)
        theatre.enter(
            topic_story(scene, [partial(listener, text) for listener in listeners]), theatre.before(last, days)
        )
