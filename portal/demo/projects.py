"""Stories of micro-projects: from a resident's wish over the vote to work that is accepted and disclosed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import PhotoKind, ProjectState, Proposer
from deliberations.models import MicroProject, Topic
from portal.demo.cast import HOME_STATION, Cast
from portal.demo.pictures import drawing
from portal.demo.programme import LOOSE, TEXTS, WISHES, Season
from portal.demo.theatre import Story, add_workdays_back
from portal.demo.visits import hold_visit, tell_residents
from stations.actions import close_concern
from stations.enums import ConcernState
from stations.models import Concern, Representative, Station

#: How many days the work takes, by kind.
DURATION = {"works": (75, 120), "goods": (40, 65), "service": (95, 150)}
#: Work that the curtain finds at a certain point ends so many days before it, or after it.
ENDS = {"ends_accepted": 8, "ends_evaluated": 25, "slow": -60, "silent": -30}


@dataclass
class Scene:
    """What the story of one micro-project needs at hand."""

    season: Season
    dice: Random
    text: dict[str, Any]
    plot: str
    code: str
    place: str
    topic: Topic | None = None
    concerns: list[Concern] = field(default_factory=list)

    @property
    def cast(self) -> Cast:
        return self.season.cast

    @property
    def station(self) -> Station:
        return self.cast.stations[self.code]

    @property
    def officer(self) -> User:
        return self.cast.officers[self.code]

    @property
    def subdistrict(self) -> User:
        return self.cast.subdistrict_of(self.code)

    def stops_at(self, place: str) -> bool:
        """Whether this is as far as the story goes."""
        return self.plot == f"stop:{place}"


def project_story(scene: Scene) -> Story:
    """The whole life of a micro-project."""
    yield from _hear(scene)
    project = _propose(scene)
    scene.season.plots[project.pk] = scene.plot
    if scene.stops_at("proposed"):
        return
    yield scene.dice.randrange(1, 4)
    project = yield from _check(scene, project)
    if project.state != ProjectState.CHECKED or project.exclusions or scene.stops_at("checked"):
        return
    yield scene.dice.randrange(1, 5)
    project = actions.shortlist_project(project, by=scene.subdistrict, ceiling_reason=_ceiling_reason(scene))
    if scene.stops_at("shortlisted"):
        return
    yield 1
    yield from _tell(scene)
    project = yield from _await_vote(scene, project)
    if project.state == ProjectState.ON_NOTICE:
        yield from _after_the_vote(scene, project)


def _hear(scene: Scene) -> Story:
    """A resident says it first, where the wish grew from what was said."""
    said = scene.text.get("concern")
    if scene.topic is not None or said is None:
        return
    concern = said | {
        "place": scene.place, "people_affected": scene.text["people"][0], "urgency": "ordinary", "livelihood": True,
    }  # fmt: skip
    scene.concerns = list(hold_visit(scene.cast, scene.dice, scene.station, [concern]).concerns.all())
    yield 2


def _propose(scene: Scene) -> MicroProject:
    representative = _proposing(scene)
    proposer = Proposer.RESIDENT if scene.concerns else Proposer.COMMUNITY
    by = scene.officer
    if representative is not None:
        by, proposer = scene.cast.account_of(representative), Proposer.REPRESENTATIVE
    if scene.concerns and representative is not None:
        # Residents' words are routed by the officer, who writes down whose idea it was.
        by = scene.officer
    return actions.propose_project(
        by=by, station=scene.station, proposer=proposer, representative=representative, topic=scene.topic,
        concerns=scene.concerns, ceiling_reason=_ceiling_reason(scene), **_words(scene),
    )  # fmt: skip


def _proposing(scene: Scene) -> Representative | None:
    """Every third project is a representative's, and all that come from a topic."""
    if scene.topic is not None:
        return scene.topic.lead
    return scene.dice.choice([None, None, *scene.cast.representatives[scene.code][:1]])


def _ceiling_reason(scene: Scene) -> str:
    """Why somebody goes on in spite of a ceiling; it is kept only where there is one to pass."""
    reason: str = scene.text.get("ceiling") or TEXTS["ceiling_reasons"][len(scene.place) % 2]
    return reason


def _words(scene: Scene) -> dict[str, Any]:
    text, dice = scene.text, scene.dice
    return {
        "kind": text["kind"],
        "title": scene.season.title_of(text, scene.place),
        "need": text["need"].format(place=scene.place),
        "benefit": text["benefit"],
        "people": dice.randrange(*text["people"]),
        "budget": dice.randrange(*text["budget"]) * 1000,
    }


def _check(scene: Scene, project: MicroProject) -> Any:
    """Goes through the exclusions; what somebody else owes is declined."""
    if scene.plot == "revised":
        project = _revise(scene, project)
        yield 1
    by = scene.dice.choice([scene.officer, scene.subdistrict])
    found = scene.text.get("exclusion")
    if found:
        project = actions.check_project(project, by=by, exclusions=[found], reason=scene.text["finding"])
    else:
        project = actions.check_project(project, by=by, reason=scene.dice.choice(TEXTS["check_notes"]))
    if scene.plot in ("excluded", "declined"):
        yield 2
        reason = scene.text.get("finding") or scene.dice.choice(TEXTS["declined"])
        project = actions.decline_project(project, by=by, reason=reason)
    return project


def _revise(scene: Scene, project: MicroProject) -> MicroProject:
    words = {name: getattr(project, name) for name in ("kind", "title", "need", "people")}
    benefit = project.benefit.removesuffix("。") + TEXTS["revise_note"]
    return actions.revise_project(
        project, by=scene.officer, **words, benefit=benefit, budget=project.budget + 8000,
        ceiling_reason=_ceiling_reason(scene),
    )  # fmt: skip


def _tell(scene: Scene) -> Story:
    """Whoever wished for it is told that it is on the shortlist."""
    tell_residents(scene.cast, scene.dice, scene.concerns)
    if scene.topic is None and scene.concerns:
        yield 2
        for concern in scene.concerns:
            if concern.state == ConcernState.TOLD:
                close_concern(concern, by=scene.officer)


def _await_vote(scene: Scene, project: MicroProject) -> Any:
    """The councils of the station, until one has decided: one may be cancelled, or lack its quorum."""
    for day in scene.season.sittings_of(scene.code, after=clock.today()):
        yield day + timedelta(days=1)
        project.refresh_from_db()
        if project.state != ProjectState.SHORTLISTED:
            break
    return project


def _after_the_vote(scene: Scene, project: MicroProject) -> Story:
    project = yield from _stand_on_notice(scene, project)
    if project.state != ProjectState.ON_NOTICE or project.notice_until is None:
        return
    yield project.notice_until + timedelta(days=1)
    if scene.plot == "notice_over":
        return
    project = actions.confirm_project(project, by=scene.subdistrict)
    photographed = scene.code == HOME_STATION or scene.plot == "photo_removed" or scene.dice.random() < 0.45
    yield scene.dice.randrange(2, 6)
    if photographed:
        project = _photograph(scene, project, PhotoKind.BEFORE)
    if scene.plot == "photo_removed":
        yield 1
        project = _take_back(scene, project)
    project = yield from _work(scene, project, photographed)
    if project.state == ProjectState.UNDER_WAY and scene.plot not in ("slow", "silent"):
        yield from _finish(scene, project, photographed)


def _stand_on_notice(scene: Scene, project: MicroProject) -> Any:
    """Some projects meet an objection: answered, upheld, or not answered yet."""
    if scene.plot not in ("objection", "upheld", "paused"):
        return project
    number = scene.dice.randrange(len(TEXTS["objections"]))
    objecting = scene.cast.account_of(scene.cast.representatives[scene.code][0])
    by = scene.dice.choice([scene.officer, objecting])
    project = actions.object_to_project(project, by=by, text=TEXTS["objections"][number])
    if scene.plot == "paused":
        return project
    yield scene.dice.randrange(1, 4)
    upheld = scene.plot == "upheld"
    answer = TEXTS["upheld"] if upheld else TEXTS["answers"][number]
    return actions.answer_objection(project, by=scene.subdistrict, answer=answer, upheld=upheld)


def _photograph(scene: Scene, project: MicroProject, kind: PhotoKind) -> MicroProject:
    caption = scene.place + TEXTS["captions"][kind]
    picture = drawing(scene.text["picture"], kind, scene.place)
    return actions.add_photo(project, by=scene.officer, kind=kind, photo=picture, caption=caption)


def _take_back(scene: Scene, project: MicroProject) -> MicroProject:
    """Somebody is on the picture who did not agree; another one is taken."""
    photo, reason = project.photos.latest("pk"), TEXTS["photo_removed"]
    project = actions.remove_photo(project, by=scene.officer, photo=photo, reason=reason)
    return _photograph(scene, project, PhotoKind.BEFORE)


def _work(scene: Scene, project: MicroProject, photographed: bool) -> Any:
    """Reports once a month until the work is done; a silent one forgets its last report."""
    begun, last = clock.today(), scene.season.last
    ends = begun + timedelta(days=scene.dice.randrange(*DURATION[scene.text["kind"]]))
    if scene.plot in ENDS:
        days = ENDS[scene.plot]
        ends = last - timedelta(days=days) if days < 0 else scene.season.theatre.before(last, days)
    while True:
        yield scene.dice.randrange(25, 29)
        if scene.plot == "silent" and clock.today() > last - timedelta(days=35):
            return project
        done = (clock.today() - begun).days / (ends - begun).days
        project = _report(scene, project, min(round(done * 20) * 5, 95), photographed)
        if clock.today() >= ends - timedelta(days=16):
            yield ends
            return project


def _report(scene: Scene, project: MicroProject, percent: int, photographed: bool) -> MicroProject:
    notes = TEXTS["progress"][scene.text["kind"]]
    photographed = photographed and percent < 60 and not project.photos.filter(kind=PhotoKind.PROGRESS).exists()
    photos = [drawing(scene.text["picture"], PhotoKind.PROGRESS, scene.place)] if photographed else []
    note = notes[min(percent * len(notes) // 100, len(notes) - 1)]
    return actions.report_progress(project, by=scene.officer, percent=percent, note=note, photos=photos)


def _finish(scene: Scene, project: MicroProject, photographed: bool) -> Story:
    """Accepted, evaluated by those it is for, disclosed."""
    project = _accept(scene, project)
    if photographed:
        project = _photograph(scene, project, PhotoKind.AFTER)
    if scene.plot == "ends_accepted":
        return
    yield scene.dice.randrange(5, 10)
    rating = scene.dice.choices(["satisfied", "basically_satisfied", "unsatisfied"], [7, 3, 1])[0]
    note = scene.dice.choice(TEXTS["evaluations"][rating])
    project = actions.evaluate_project(project, by=scene.officer, rating=rating, note=note)
    if scene.plot == "ends_evaluated":
        return
    yield scene.dice.randrange(4, 12)
    facts = {"title": project.title, "cost": project.cost, "people": project.people}
    text = scene.dice.choice(TEXTS["public"]).format(**facts)
    actions.disclose_project(project, by=scene.officer, public_text=text)


def _accept(scene: Scene, project: MicroProject) -> MicroProject:
    over = scene.plot == "over_budget"
    share = 1.06 if over else 0.9 + scene.dice.random() / 10
    cost = round(project.budget * share / 100) * 100
    return actions.accept_project(
        project, by=scene.subdistrict, accepted_on=clock.today(), cost=cost,
        reason=TEXTS["over_budget"] if over else "",
    )  # fmt: skip


class Proposals:
    """Begins the projects of the programme in time for their councils, and those that a topic turned into."""

    def __init__(self, season: Season):
        self.season = season
        self._texts = {text["key"]: text for text in WISHES["projects"]}

    def from_topic(self, text: dict[str, Any], topic: Topic) -> None:
        """What a meeting made a micro-project of is brought in some days later."""
        for wish in WISHES["projects"]:
            if wish.get("topic") == text["key"] and topic.outcome == "micro_project":
                scene = self._scene(topic.station.code, wish["key"], "")
                scene.topic, scene.concerns = topic, list(topic.concerns.exclude(state=ConcernState.CLOSED))
                self.season.theatre.enter(project_story(scene), clock.today() + timedelta(days=2))

    def enter_all(self) -> None:
        for scene, day in [*self._for_councils(), *self._loose()]:
            self.season.theatre.enter(project_story(scene), day)

    def _for_councils(self) -> Iterator[tuple[Scene, date]]:
        for sitting in self.season.sittings:
            planned = self.season.days_before(sitting, 10)
            for wish in sitting.projects.split():
                key, _colon, plot = wish.partition(":")
                scene = self._scene(sitting.station, key, plot)
                days = scene.dice.randrange(17, 30)
                yield scene, add_workdays_back(self.season.theatre.calendar, planned, days)

    def _loose(self) -> Iterator[tuple[Scene, date]]:
        for code, key, plot, days in LOOSE:
            yield self._scene(code, key, plot), self.season.theatre.before(self.season.last, days)

    def _scene(self, code: str, key: str, plot: str) -> Scene:
        text = self._texts[key]
        place = self.season.place_of(text)
        return Scene(self.season, self.season.theatre.dice(f"{self.season.last}{code}{key}"), text, plot, code, place)
