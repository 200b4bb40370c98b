"""Micro-projects in every state, and councils with members who vote."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from accounts.models import User
from core import clock
from deliberations import actions
from deliberations.enums import (
    Choice,
    CouncilState,
    MemberKind,
    ProjectKind,
    ProjectState,
    Proposer,
    Rating,
    Secrecy,
)
from deliberations.models import Council, CouncilItem, CouncilMember, MicroProject, ProjectPhoto
from stations.models import Station
from tests.factories import deliberations, stations
from tests.factories.accounts import UserFactory
from tests.factories.stations import RepresentativeFactory, StationFactory, officer_of


def next_day(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


class MicroProjectFactory(DjangoModelFactory):
    """A micro-project just proposed; traits are named after the later states."""

    class Meta:
        model = MicroProject
        skip_postgeneration_save = True

    class Params:
        checked = factory.Trait(state=ProjectState.CHECKED, checked_at=factory.LazyFunction(clock.now))
        shortlisted = factory.Trait(
            checked=True, state=ProjectState.SHORTLISTED, shortlisted_at=factory.LazyFunction(clock.now)
        )
        voting = factory.Trait(shortlisted=True, state=ProjectState.VOTING)
        passed = factory.Trait(shortlisted=True, state=ProjectState.PASSED, passed_on=factory.LazyFunction(clock.today))
        on_notice = factory.Trait(
            passed=True, state=ProjectState.ON_NOTICE, notice_from=factory.LazyFunction(clock.today),
            notice_until=factory.LazyFunction(lambda: clock.today() + timedelta(days=7)),
        )  # fmt: skip
        notice_over = factory.Trait(
            on_notice=True, notice_from=factory.LazyFunction(lambda: clock.today() - timedelta(days=8)),
            notice_until=factory.LazyFunction(lambda: clock.today() - timedelta(days=1)),
        )  # fmt: skip
        confirmed = factory.Trait(
            notice_over=True, state=ProjectState.CONFIRMED, confirmed_at=factory.LazyFunction(clock.now),
            report_due_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=30)),
        )  # fmt: skip
        under_way = factory.Trait(confirmed=True, state=ProjectState.UNDER_WAY, percent=40)
        accepted = factory.Trait(
            under_way=True, state=ProjectState.ACCEPTED, percent=100, report_due_on=None,
            accepted_on=factory.LazyFunction(clock.today), cost=175_000,
        )  # fmt: skip
        evaluated = factory.Trait(
            accepted=True, state=ProjectState.EVALUATED, rating=Rating.SATISFIED,
            evaluated_at=factory.LazyFunction(clock.now), evaluation_note="居民普遍满意。",
        )  # fmt: skip
        disclosed = factory.Trait(
            evaluated=True, state=ProjectState.DISCLOSED, disclosed_at=factory.LazyFunction(clock.now),
            public_text="凉亭已经建成。",
        )  # fmt: skip
        declined = factory.Trait(state=ProjectState.DECLINED, decline_reason="属于物业公司职责。")
        failed = factory.Trait(shortlisted=True, state=ProjectState.FAILED)

    station = factory.SubFactory(StationFactory)
    notice_until = None
    confirm_opens_on = factory.LazyAttribute(lambda project: next_day(project.notice_until))
    kind = ProjectKind.WORKS
    title = factory.Sequence(lambda n: f"社区公园加建凉亭{n}")
    need = "公园没有遮阳避雨的地方，老人活动不便。"
    benefit = "加建凉亭一座、座椅四组。"
    people = 800
    budget = 180_000
    proposer = Proposer.COMMUNITY


class CouncilMemberFactory(DjangoModelFactory):
    """A resident who sits in the council; with an account of the own."""

    class Meta:
        model = CouncilMember

    station = factory.SubFactory(StationFactory)
    kind = MemberKind.RESIDENT
    name = factory.Sequence(lambda n: f"议事员{n}")
    user = factory.SubFactory(UserFactory, name=factory.SelfAttribute("..name"))
    starts_on = stations.LONG_AGO


class CouncilFactory(DjangoModelFactory):
    """A council planned for a week from now; later states are reached through the actions, by `Session`."""

    class Meta:
        model = Council
        skip_postgeneration_save = True

    class Params:
        notified = factory.Trait(state=CouncilState.NOTIFIED, notified_at=factory.LazyFunction(clock.now))
        begun = factory.Trait(notified=True, starts_at=factory.LazyFunction(lambda: clock.now() - timedelta(hours=1)))

    station = factory.SubFactory(StationFactory)
    starts_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=7))
    place = "社区党群服务中心"
    notice_due_on = factory.LazyAttribute(lambda council: council.starts_at.date() - timedelta(days=3))

    @factory.post_generation
    def projects(self: Any, create: bool, given: Any, **kwargs: Any) -> None:
        for position, project in enumerate(given or [], 1):
            CouncilItem.objects.create(council=self, project=project, position=position)


def load_reference() -> None:
    """Everything that a council needs to find in the tables."""
    stations.load_clocks()
    deliberations.load_reference()


class Session:
    """A council of some members, played through the actions as its people would."""

    def __init__(self, members: int = 3, *, projects: int = 1, secret: bool = False, station: Station | None = None):
        load_reference()
        self.station = station or StationFactory()
        self.officer: User = officer_of(self.station)
        self.members = [CouncilMemberFactory(station=self.station) for _ in range(members)]
        self.projects = [MicroProjectFactory(station=self.station, shortlisted=True) for _ in range(projects)]
        self.council: Council = CouncilFactory(
            station=self.station, begun=True, secrecy=Secrecy.SECRET if secret else Secrecy.OPEN, projects=self.projects
        )

    @property
    def project(self) -> MicroProject:
        return self.projects[0]

    @property
    def item(self) -> CouncilItem:
        return CouncilItem.objects.get(council=self.council, project=self.project)

    def open(self, present: int | None = None, recusals: Any = ()) -> "Session":
        there = self.members if present is None else self.members[:present]
        self.council = actions.open_council(self.council, by=self.officer, present=there, recusals=recusals)
        return self

    def cast(self, member: int, choice: Choice, receipt: str = "", project: int = 0) -> str:
        who, what = self.members[member].user, self.projects[project].pk
        return actions.cast_ballot(self.council.pk, by=who, project=what, choice=choice, receipt=receipt)

    def paper(self, members: list[int], in_favour: int = 0, against: int = 0, abstained: int = 0) -> None:
        whose = [self.members[member] for member in members]
        actions.enter_paper_count(
            self.council, by=self.officer, project=self.project, members=whose,
            in_favour=in_favour, against=against, abstained=abstained,
        )  # fmt: skip

    def close_item(self, project: int = 0) -> Any:
        actions.close_item(self.council, by=self.officer, project=self.projects[project])
        return CouncilItem.objects.get(council=self.council, project=self.projects[project]).result

    def close(self) -> Council:
        self.council = actions.close_council(self.council, by=self.officer)
        return self.council

    def voted(self, *choices: Choice) -> "Session":
        """Opened, voted on by the members in turn, and closed."""
        self.open()
        for member, choice in enumerate(choices):
            self.cast(member, choice)
        for number in range(len(self.projects)):
            self.close_item(number)
        self.close()
        return self


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", name: str = "photo.jpg", **more: Any) -> Any:
    """An uploaded picture file."""
    out = BytesIO()
    Image.new("RGB", (width, height), (180, 40, 40)).save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")


def photo_of(project: MicroProject, **more: Any) -> ProjectPhoto:
    """A picture of a project, with files."""
    actions.add_photo(project, by=officer_of(project.station), kind="before", photo=picture(), **more)
    return project.photos.latest("pk")


def proposing_representative(station: Station) -> Any:
    """A representative at home in the station, with an account."""
    return RepresentativeFactory(home_station=station, with_account=True)
