"""Stories of livelihood councils: members, notice, votes on phones and on paper, results."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import Choice, MemberKind
from deliberations.models import Council, CouncilItem, CouncilMember, MicroProject, Seat
from portal.demo.cast import HOME_DEPARTMENT, HOME_STATION, Cast
from portal.demo.programme import TEXTS, WISHES, Season, Sitting
from portal.demo.theatre import Story, Theatre


def members_story(cast: Cast, code: str) -> Story:
    """Who sits in the council of a station; some months later a member leaves, and another one comes."""
    station, officer = cast.stations[code], cast.officers[code]
    sits: dict[str, Any] = {"by": officer, "station": station, "starts_on": clock.today()}
    for representative in cast.representatives[code]:
        actions.join_council(**sits, kind=MemberKind.REPRESENTATIVE, representative=representative)
    names = WISHES["members"][code]
    for kind in (MemberKind.RESIDENT, MemberKind.COMMUNITY):
        for name in names[kind]:
            member = actions.join_council(**sits, kind=kind, name=name)
    if code == HOME_STATION:
        # The demo department lives here: a second phone to vote with.
        neighbour = cast.handlers[HOME_DEPARTMENT]
        actions.join_council(**sits, kind=MemberKind.RESIDENT, name=neighbour.name, user=neighbour)
    for number, name in enumerate(names.get("newcomer", [])):
        yield 200 - 40 * number
        actions.leave_council(member, by=officer, ends_on=clock.today(), reason=TEXTS["leave"][number])
        sits["starts_on"] = clock.today() + timedelta(days=1)
        actions.join_council(**sits, kind=member.kind, name=name)


@dataclass
class Scene:
    """What the story of one council needs at hand."""

    season: Season
    dice: Random
    sitting: Sitting

    @property
    def cast(self) -> Cast:
        return self.season.cast

    @property
    def officer(self) -> User:
        return self.cast.officers[self.sitting.station]

    @property
    def starts_at(self) -> datetime:
        return self.season.sittings[self.sitting]

    def plot_of(self, project: MicroProject) -> str:
        """How the vote on the project is to end."""
        return self.season.plots.get(project.pk, "")

    def second_person(self) -> User:
        """Somebody else than the officer, who confirms a count."""
        sitting = [self.cast.account_of(one) for one in self.cast.representatives[self.sitting.station]]
        return self.dice.choice([*self.cast.committee[1:], self.cast.subdistrict_of(self.sitting.station), sitting[0]])


def council_story(scene: Scene) -> Story:
    """A council from its plan to its minutes; one is found in the middle of its votes."""
    council = _plan(scene)
    if scene.sitting.has("planned"):
        return
    yield scene.season.days_before(scene.sitting, 4)
    if scene.sitting.has("changed"):
        council = actions.change_council(
            council, by=scene.officer, starts_at=council.starts_at, place=TEXTS["change_place"],
            secrecy=council.secrecy, projects=_listed(scene),
        )  # fmt: skip
    council = actions.notify_council(council, by=scene.officer)
    if scene.sitting.has("notified"):
        return
    if scene.sitting.has("cancelled"):
        yield 2
        actions.cancel_council(council, by=scene.officer, reason=scene.dice.choice(TEXTS["cancel_reasons"]))
        return
    yield scene.starts_at + timedelta(minutes=5)
    council = _open(scene, council)
    yield from _vote_on_all(scene, council)
    if not scene.sitting.has("running"):
        yield from _wind_up(scene, council)


def _listed(scene: Scene) -> list[MicroProject]:
    """Everything on the shortlist of the station; what will lack its quorum comes last."""
    station = scene.cast.stations[scene.sitting.station]
    ready = MicroProject.objects.ready_for_vote().filter(station=station).order_by("pk")
    return sorted(ready, key=lambda project: (scene.plot_of(project) == "no_quorum", _turn(scene, project)))


def _turn(scene: Scene, project: MicroProject) -> int:
    """The running council has closed the votes on a project that passed and on one that failed."""
    if not scene.sitting.has("running"):
        return 0
    return 1 if scene.plot_of(project) == "failed" else 2 * (scene.plot_of(project) != "first")


def _plan(scene: Scene) -> Council:
    return actions.plan_council(
        by=scene.officer,
        station=scene.cast.stations[scene.sitting.station],
        starts_at=scene.starts_at,
        place=scene.dice.choice(TEXTS["places"]),
        secrecy=scene.sitting.secrecy,
        projects=_listed(scene),
    )


def _open(scene: Scene, council: Council) -> Council:
    """Most members come; who has an interest in the first project says so at once."""
    members = list(CouncilMember.objects.on(council.day).filter(station=council.station).order_by("pk"))
    quiet = [member for member in members if member.user_id is None]
    away = quiet[: 1 if scene.sitting.has("late") else scene.dice.randrange(0, 3)]
    present = [member for member in members if member not in away]
    recusals = [_recusal(scene, council, quiet[-1], 0)] if scene.sitting.has("recused") else []
    return actions.open_council(council, by=scene.officer, present=present, recusals=recusals)


def _recusal(scene: Scene, council: Council, member: CouncilMember, position: int) -> dict[str, Any]:
    project = council.items.select_related("project")[position].project
    return {"project": project, "member": member, "reason": scene.dice.choice(TEXTS["recusal_reasons"])}


def _vote_on_all(scene: Scene, council: Council) -> Story:
    for number, item in enumerate(council.items.select_related("project__station")):
        yield clock.now() + timedelta(minutes=7)
        if scene.sitting.has("running") and number == 2:
            _half_a_vote(scene, council, item.project)
            return
        _come_and_go(scene, council, number, item.project)
        if scene.plot_of(item.project) == "no_quorum":
            # Heard again at the next council, where more members are there.
            scene.season.plots[item.project.pk] = ""
        else:
            _vote(scene, council, item)
        council = actions.close_item(council, by=scene.officer, project=item.project)


def _come_and_go(scene: Scene, council: Council, number: int, project: MicroProject) -> None:
    """Somebody comes late, several leave early, and one remembers an interest in the second project."""
    members = [seat.member for seat in council.seats.select_related("member")]
    if scene.sitting.has("late") and number == 1:
        actions.record_presence(council, by=scene.officer, present=members)
    if scene.sitting.has("recused") and number == 1:
        actions.recuse_member(council, by=scene.officer, **_recusal(scene, council, members[-2], number))
    if scene.plot_of(project) == "no_quorum":
        actions.record_presence(council, by=scene.officer, present=members[: len(members) // 2])


def _voters(item: CouncilItem) -> list[Seat]:
    recused = item.recusals.values("seat")
    present = item.council.seats.filter(present=True).exclude(pk__in=recused)
    return list(present.select_related("member", "user"))


def _vote(scene: Scene, council: Council, item: CouncilItem) -> None:
    """Who has an account votes on the phone, everybody else on paper."""
    voters = _voters(item)
    choices = _choices(scene.dice, scene.plot_of(item.project), len(voters))
    papers: list[tuple[CouncilMember, Choice]] = []
    for seat, choice in zip(voters, choices, strict=True):
        if seat.user is None:
            papers.append((seat.member, choice))
        else:
            _on_the_phone(scene, council, item.project, seat.user, choice)
    _on_paper(scene, council, item.project, papers)


def _choices(dice: Random, plot: str, voters: int) -> list[Choice]:
    """So many votes that the project passes as it should: most clearly, some barely, some not."""
    in_favour = {
        "failed": voters // 2 - dice.randrange(0, 3),
        "tie": voters // 2,
        "moved_up": voters // 2 + 1,
    }.get(plot, voters - dice.randrange(0, (voters - 1) // 3 + 1))
    others = [Choice.AGAINST] * (voters - in_favour)
    if plot == "tie":
        others = [Choice.AGAINST] * in_favour + [Choice.ABSTAIN] * (voters - 2 * in_favour)
    elif len(others) > 1:
        others[-1] = Choice.ABSTAIN
    choices = [Choice.FOR] * in_favour + others
    dice.shuffle(choices)
    return choices


def _on_the_phone(scene: Scene, council: Council, project: MicroProject, who: User, choice: Choice) -> None:
    receipt = ""
    if scene.sitting.has("recast"):
        first = Choice.AGAINST if choice == Choice.FOR else Choice.FOR
        receipt = actions.cast_ballot(council.pk, by=who, project=project.pk, choice=first)
    actions.cast_ballot(council.pk, by=who, project=project.pk, choice=choice, receipt=receipt)


def _on_paper(
    scene: Scene, council: Council, project: MicroProject, papers: list[tuple[CouncilMember, Choice]]
) -> None:
    """The officer counts, somebody else confirms; a miscount is thrown out and counted anew."""
    if scene.sitting.has("paper_rejected") and project == council.items.select_related("project")[0].project:
        _enter(scene, council, project, papers[:-1])
        reason = TEXTS["reject_reason"]
        actions.reject_paper_count(council, by=scene.second_person(), project=project, reason=reason)
    _enter(scene, council, project, papers)
    actions.confirm_paper_count(council, by=scene.second_person(), project=project)


def _enter(scene: Scene, council: Council, project: MicroProject, papers: list[tuple[CouncilMember, Choice]]) -> None:
    choices = [choice for _member, choice in papers]
    actions.enter_paper_count(
        council, by=scene.officer, project=project, members=[member for member, _choice in papers],
        in_favour=choices.count(Choice.FOR), against=choices.count(Choice.AGAINST),
        abstained=choices.count(Choice.ABSTAIN),
    )  # fmt: skip


def _half_a_vote(scene: Scene, council: Council, project: MicroProject) -> None:
    """One phone has voted, the papers wait to be confirmed; the demo representative has the vote still to give."""
    item = CouncilItem.objects.select_related("council").get(council=council, project=project)
    voters = _voters(item)
    colleague = scene.cast.account_of(scene.cast.representatives[scene.sitting.station][1])
    actions.cast_ballot(council.pk, by=colleague, project=project.pk, choice=Choice.FOR)
    papers = [seat.member for seat in voters if seat.user is None]
    choices = _choices(scene.dice, "", len(papers))
    _enter(scene, council, project, list(zip(papers, choices, strict=True)))


def _wind_up(scene: Scene, council: Council) -> Story:
    yield clock.now() + timedelta(minutes=10)
    results = [item.result for item in council.items.select_related("result")]
    facts = {
        "members": results[0].members, "present": results[0].present, "projects": len(results),
        "passed": sum(result.passed for result in results),
    }  # fmt: skip
    note = "\n".join(TEXTS["minutes"]).format(**facts)
    council = actions.close_council(council, by=scene.officer, note=note)
    if scene.sitting.has("closed"):
        return
    yield scene.dice.randrange(2, 5)
    council = actions.confirm_council_minutes(council, by=scene.officer, note=note)
    if scene.sitting.has("overridden"):
        yield 1
        moved = next(
            item for item in council.items.select_related("project") if scene.plot_of(item.project) == "moved_up"
        )
        reason = scene.dice.choice(TEXTS["override"])
        actions.override_ranking(council, by=scene.cast.committee[0], project=moved.project, rank=1, reason=reason)


def seat_members(theatre: Theatre, cast: Cast, first: Any) -> None:
    """Lets the councils of all stations that have one begin."""
    for code in WISHES["members"]:
        theatre.enter(members_story(cast, code), first)


def enter_all(season: Season) -> None:
    """Lets every council of the programme be planned on its day."""
    for number, sitting in enumerate(season.sittings):
        scene = Scene(season, season.theatre.dice(f"{season.last}council{number}"), sitting)
        season.theatre.enter(council_story(scene), season.days_before(sitting, 10))
