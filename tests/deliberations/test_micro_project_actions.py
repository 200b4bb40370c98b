"""A micro-project before the vote: proposed, checked, shortlisted, declined (rules 15, 16)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from core import clock
from core.events import Event
from core.workflow import IllegalMove
from deliberations import actions
from deliberations.enums import Exclusion, ProjectKind, ProjectState, Proposer
from deliberations.models import CeilingWarning, MicroProject, ProjectCeiling
from deliberations.queries.micro_projects import envelopes
from stations.enums import ConcernState, Route
from stations.models import Station
from tests.deliberations.refusals import refusal_of
from tests.factories.councils import CouncilFactory, MicroProjectFactory, load_reference, proposing_representative
from tests.factories.deliberations import TopicFactory
from tests.factories.stations import ConcernFactory, StationFactory

KNOWN: dict[str, Any] = {
    "kind": ProjectKind.WORKS,
    "title": "小区门口加装遮雨连廊",
    "need": "雨天老人出入不便。",
    "benefit": "加装连廊二十米。",
    "people": 600,
    "budget": 180_000,
}


@pytest.fixture(autouse=True)
def reference(db: None) -> None:
    load_reference()


def propose(station: Station, by: User, **given: Any) -> MicroProject:
    return actions.propose_project(by=by, station=station, **KNOWN | {"proposer": Proposer.RESIDENT} | given)


def revise(project: MicroProject, by: User, **given: Any) -> MicroProject:
    return actions.revise_project(project, by=by, **KNOWN | given)


def passed(station: Station, budget: int, **more: Any) -> MicroProject:
    """One whose money is spoken for."""
    return MicroProjectFactory(station=station, confirmed=True, budget=budget, **more)


def warnings() -> list[tuple[str, int, int]]:
    return list(CeilingWarning.objects.values_list("ceiling__code", "amount", "reached"))


# Who proposed it, and what it grew from.


def test_a_project_is_proposed(station: Station, officer: User) -> None:
    project = propose(station, officer)

    assert (project.state, project.proposer, project.representative) == (ProjectState.PROPOSED, Proposer.RESIDENT, None)
    assert Event.objects.of(project).get().facts == {"budget": 180_000, "proposer": "resident"}


def test_who_proposed_it_is_kept(station: Station, officer: User) -> None:
    representative = proposing_representative(station)
    project = propose(station, officer, proposer=Proposer.REPRESENTATIVE, representative=representative)

    project = revise(project, officer, title="另一个题目")

    assert (project.title, project.proposer, project.representative) == (
        "另一个题目",
        Proposer.REPRESENTATIVE,
        representative,
    )


def test_a_representative_is_named_where_one_proposed_it(station: Station, officer: User) -> None:
    representative = proposing_representative(station)

    assert list(refusal_of(lambda: propose(station, officer, proposer="representative"))) == ["representative"]
    assert propose(station, officer, representative=representative).representative is None


def test_concerns_are_routed_to_it(station: Station, officer: User) -> None:
    new, routed = ConcernFactory(station=station), ConcernFactory(station=station, routed=True)

    project = propose(station, officer, concerns=[new, routed])

    assert set(project.concerns.all()) == {new, routed}
    new.refresh_from_db()
    routed.refresh_from_db()
    assert (new.state, new.route) == (ConcernState.ROUTED, Route.MICRO_PROJECT)
    assert routed.route == Route.COMMUNITY


def test_a_representative_proposes_and_leaves_the_routing_to_the_officer(station: Station, officer: User) -> None:
    concern, representative = ConcernFactory(station=station), proposing_representative(station)

    project = propose(
        station, representative.user, proposer="representative", representative=representative, concerns=[concern]
    )

    concern.refresh_from_db()
    assert (list(project.concerns.all()), concern.state) == ([concern], ConcernState.RECEIVED)


@pytest.mark.parametrize("more", [{"closed": True}, {"station": None}], ids=["closed", "of another station"])
def test_a_concern_that_does_not_fit_is_refused(station: Station, officer: User, more: dict[str, Any]) -> None:
    concern = ConcernFactory(**{"station": station} | {k: v or StationFactory() for k, v in more.items()})

    assert list(refusal_of(lambda: propose(station, officer, concerns=[concern]))) == ["concerns"]
    assert MicroProject.objects.count() == 0


def test_a_topic_of_another_station_is_refused(station: Station, officer: User) -> None:
    topic = TopicFactory(station=station)

    assert list(refusal_of(lambda: propose(station, officer, topic=TopicFactory()))) == ["topic"]
    assert propose(station, officer, topic=topic).topic == topic


@pytest.mark.parametrize("budget", [-1, 100_000_001, 10**12])
def test_a_budget_that_cannot_be_is_refused_at_the_field(station: Station, officer: User, budget: int) -> None:
    assert list(refusal_of(lambda: propose(station, officer, budget=budget))) == ["budget"]


# Ceilings.


@pytest.mark.parametrize(
    ("kind", "ceiling"),
    [(ProjectKind.SERVICE, 200_000), (ProjectKind.GOODS, 200_000), (ProjectKind.WORKS, 500_000)],
)
def test_the_ceiling_of_a_kind_warns_at_the_field(
    station: Station, officer: User, kind: ProjectKind, ceiling: int
) -> None:
    assert propose(station, officer, kind=kind, budget=ceiling).budget == ceiling

    refusal = refusal_of(lambda: propose(station, officer, kind=kind, budget=ceiling + 1))

    assert list(refusal) == ["budget"]
    assert f"{ceiling:,}" in refusal["budget"][0]
    assert f"{ceiling + 1:,}" in refusal["budget"][0]
    assert (MicroProject.objects.count(), warnings()) == (1, [])


def test_who_goes_on_says_why_and_that_is_kept(station: Station, officer: User) -> None:
    project = propose(station, officer, budget=600_000, ceiling_reason="两个小区合建")

    warning = CeilingWarning.objects.get()
    assert (warning.project, warning.reason, warning.by) == (project, "两个小区合建", officer)
    assert warnings() == [("works", 500_000, 600_000)]


def test_the_same_amount_is_not_asked_about_twice(station: Station, officer: User) -> None:
    project = propose(station, officer, budget=600_000, ceiling_reason="两个小区合建")

    revise(project, officer, budget=600_000)
    revise(project, officer, budget=550_000)
    assert list(refusal_of(lambda: revise(project, officer, budget=600_001))) == ["budget"]
    revise(project, officer, budget=600_001, ceiling_reason="材料涨价")

    assert warnings() == [("works", 500_000, 600_000), ("works", 500_000, 600_001)]


def test_the_year_of_a_community_warns(station: Station, officer: User) -> None:
    passed(station, 1_500_000)
    passed(station, 900_000, cost=400_000)
    passed(StationFactory(), 1_900_000)
    passed(station, 1_900_000, passed_on=date(clock.today().year - 1, 12, 31))
    MicroProjectFactory(station=station, failed=True, budget=1_900_000)

    assert propose(station, officer, budget=100_000).budget == 100_000
    assert list(refusal_of(lambda: propose(station, officer, budget=100_001))) == ["budget"]
    propose(station, officer, budget=100_001, ceiling_reason="区里追加")

    assert warnings() == [("community_year", 2_000_000, 2_000_001)]


def test_two_ceilings_are_two_warnings(station: Station, officer: User) -> None:
    passed(station, 1_900_000)

    assert len(refusal_of(lambda: propose(station, officer, budget=600_000))["budget"]) == 2
    propose(station, officer, budget=600_000, ceiling_reason="区里追加")

    assert warnings() == [("works", 500_000, 600_000), ("community_year", 2_000_000, 2_500_000)]


def test_the_shortlist_asks_again_when_the_year_has_filled_up(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, checked=True)
    passed(station, 1_900_000)

    assert list(refusal_of(lambda: actions.shortlist_project(project, by=officer))) == ["ceiling_reason"]
    project = actions.shortlist_project(project, by=officer, ceiling_reason="区里追加")

    assert (project.state, warnings()) == (ProjectState.SHORTLISTED, [("community_year", 2_000_000, 2_080_000)])


def test_a_ceiling_is_data(station: Station, officer: User) -> None:
    ProjectCeiling.objects.filter(code="works").update(amount=100_000)
    load_reference()

    assert list(refusal_of(lambda: propose(station, officer))) == ["budget"]


def test_the_envelope_of_a_community(station: Station) -> None:
    passed(station, 1_500_000)
    passed(station, 700_000)
    other = StationFactory()

    here, there = envelopes([station, other], clock.today().year)

    assert (here.used, here.left, here.over, here.percent) == (2_200_000, 0, 200_000, 100)
    assert (there.used, there.left, there.over, there.percent) == (0, 2_000_000, 0, 0)


# Check, shortlist, decline.


def test_what_the_check_finds_needs_its_reason(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)
    found = [Exclusion.DEPARTMENT, Exclusion.PROPERTY_COMPANY]

    assert list(refusal_of(lambda: actions.check_project(project, by=officer, exclusions=found))) == ["reason"]
    project = actions.check_project(project, by=officer, exclusions=found, reason="物业公司应当维修")

    assert project.exclusions == ["property_company", "department"]
    assert (project.state, project.check_note) == (ProjectState.CHECKED, "物业公司应当维修")


def test_what_was_weeded_out_is_not_shortlisted(station: Station, officer: User) -> None:
    project = actions.check_project(
        MicroProjectFactory(station=station), by=officer, exclusions=["duplicate"], reason="区级项目已列入"
    )

    with pytest.raises(IllegalMove):
        actions.shortlist_project(project, by=officer)
    assert actions.decline_project(project, by=officer, reason="重复").state == ProjectState.DECLINED


def test_a_clean_project_is_shortlisted(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station)
    at = timezone.make_aware(datetime(2019, 3, 4, 9))

    with clock.at(at):
        project = actions.shortlist_project(actions.check_project(project, by=officer), by=officer)

    assert (project.state, project.checked_at, project.shortlisted_at) == (ProjectState.SHORTLISTED, at, at)


def test_a_project_on_the_list_of_a_council_is_not_declined(station: Station, officer: User) -> None:
    project = MicroProjectFactory(station=station, shortlisted=True)
    council = CouncilFactory(station=station, projects=[project])

    refusal_of(lambda: actions.decline_project(project, by=officer, reason="不做了"))
    actions.cancel_council(council, by=officer, reason="台风")

    assert actions.decline_project(project, by=officer, reason="不做了").decline_reason == "不做了"


@pytest.mark.parametrize(
    "state", [state for state in ProjectState if state not in ("proposed", "checked", "shortlisted")]
)
def test_nothing_is_revised_or_declined_once_it_was_voted_on(
    station: Station, officer: User, state: ProjectState
) -> None:
    project = MicroProjectFactory(station=station, state=state)

    for move in (lambda: revise(project, officer), lambda: actions.decline_project(project, by=officer, reason="不做")):
        with pytest.raises(IllegalMove):
            move()
