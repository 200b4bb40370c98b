"""Suggestions with everybody who has a part in them, played through the actions up to any state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Department, User
from core import clock
from stations.enums import Role
from stations.models import Representative, Station
from suggestions import actions, reference
from suggestions.enums import Instrument, OutcomeClass, Stage, SuggestionState
from suggestions.models import EvaluationScheme, Suggestion
from tests.factories import deliberations
from tests.factories.accounts import DepartmentFactory, UserFactory
from tests.factories.stations import (
    RepresentativeFactory,
    StationFactory,
    appoint,
    committee,
    handler_of,
    officer_of,
)

GOOD_REPLY = {"sponsor_contact": 9, "on_time": 10, "to_the_point": 8, "measures_and_timetable": 9}
POOR_REPLY = {"sponsor_contact": 4, "on_time": 10, "to_the_point": 3, "measures_and_timetable": 4}
GOOD_IMPLEMENTATION = {"on_schedule": 13, "measures_taken": 13, "real_effect": 22, "feedback": 4}
POOR_IMPLEMENTATION = {"on_schedule": 5, "measures_taken": 8, "real_effect": 6, "feedback": 3}

TEXT = {
    "title": "关于在坪山中心小学门口增设护学岗和过街红绿灯的建议",
    "situation": "早晚高峰时段校门口车流密集，家长和学生横穿马路，近一个月发生两起剐蹭。",
    "proposal": "增设过街红绿灯一处，上下学时段由交警和社区联合设护学岗。",
}


def load_suggestions_reference() -> None:
    """Clocks, number templates and the scheme, as the reference files have them."""
    reference.load()
    deliberations.load_reference()


class SuggestionFactory(DjangoModelFactory):
    """A bare row for lists: a draft, or registered. Cases that go further are played by `Case`."""

    class Meta:
        model = Suggestion

    class Params:
        registered = factory.Trait(
            state=SuggestionState.REGISTERED,
            number=factory.Sequence(lambda n: f"闭2019-{n:05}"),
            submitted_at=factory.LazyFunction(clock.now),
            registered_at=factory.LazyFunction(clock.now),
            assign_due_on=factory.LazyFunction(lambda: clock.today() + timedelta(days=5)),
            due_on=factory.SelfAttribute("assign_due_on"),
        )

    instrument = Instrument.BETWEEN_SESSIONS
    year = factory.LazyFunction(lambda: clock.today().year)
    title = TEXT["title"]
    situation = TEXT["situation"]
    proposal = TEXT["proposal"]
    sponsor = factory.SubFactory(RepresentativeFactory)
    station = factory.SelfAttribute("sponsor.home_station")
    author = factory.SubFactory(UserFactory)
    facts_checked = True
    exclusions_checked = True


@dataclass
class Case:
    """One suggestion and its people: sponsor, co-sponsor, committee, officer, two departments."""

    station: Station = field(default_factory=StationFactory)
    sponsor: Representative = field(init=False)
    co_sponsor: Representative = field(init=False)
    lead: Department = field(default_factory=DepartmentFactory)
    helping: Department = field(default_factory=DepartmentFactory)
    suggestion: Suggestion = field(init=False)

    def __post_init__(self) -> None:
        if not EvaluationScheme.objects.exists():
            load_suggestions_reference()
        self.sponsor = RepresentativeFactory(home_station=self.station, with_account=True)
        self.co_sponsor = RepresentativeFactory(with_account=True)
        self.committee = committee()
        self.handler = handler_of(self.lead)
        self.helper = handler_of(self.helping)
        self.officer = officer_of(self.station)

    @property
    def sponsor_user(self) -> User:
        return self.sponsor.user

    def people(self) -> dict[str, User]:
        """Every kind of person, named as the permission table names them."""
        elsewhere = StationFactory()
        return {
            "sponsor": self.sponsor.user,
            "co-sponsor": self.co_sponsor.user,
            "representative here": RepresentativeFactory(home_station=self.station, with_account=True).user,
            "representative elsewhere": RepresentativeFactory(home_station=elsewhere, with_account=True).user,
            "officer here": self.officer,
            "officer elsewhere": officer_of(elsewhere),
            "subdistrict here": appoint(UserFactory(), Role.SUBDISTRICT, self.station.subdistrict),
            "subdistrict elsewhere": appoint(UserFactory(), Role.SUBDISTRICT, elsewhere.subdistrict),
            "lead department": self.handler,
            "co-handling department": self.helper,
            "other department": handler_of(DepartmentFactory()),
            "committee": self.committee,
            "leadership": appoint(UserFactory(), Role.LEADERSHIP),
            "administrator": appoint(UserFactory(), Role.ADMINISTRATOR),
            "nobody": UserFactory(),
        }

    # Each step leads from the state before to the one it is named after.

    def draft(self, **given: Any) -> Suggestion:
        known = {
            "sponsor": self.sponsor, "instrument": Instrument.BETWEEN_SESSIONS, "facts_checked": True,
            "exclusions_checked": True, **TEXT,
        }  # fmt: skip
        self.suggestion = actions.draft_suggestion(by=self.sponsor.user, **known | given)
        return self.suggestion

    def discarded(self) -> Suggestion:
        return self._then(actions.discard_suggestion, by=self.sponsor.user)

    def submitted(self) -> Suggestion:
        return self._then(actions.submit_suggestion, by=self.sponsor.user)

    def returned(self) -> Suggestion:
        return self._then(actions.return_for_revision, by=self.committee, reason="一事一议，请拆分。")

    def rejected(self) -> Suggestion:
        return self._then(actions.reject_suggestion, by=self.committee, reason="属于仲裁事项。")

    def registered(self) -> Suggestion:
        return self._then(actions.register_suggestion, by=self.committee)

    def assigned(self, **given: Any) -> Suggestion:
        letter = self.suggestion.instrument == Instrument.CONTACT_LETTER
        known = {"lead": self.lead, "co_handling": [] if letter else [self.helping]}
        return self._then(actions.assign_suggestion, by=self.committee, **known | given)

    def return_requested(self) -> Suggestion:
        return self._then(
            actions.request_return,
            by=self.handler,
            reason="不属于本单位职责。",
            proper_department=self.helping,
        )

    def accepted(self) -> Suggestion:
        return self._then(actions.accept_suggestion, by=self.handler)

    def contacted(self) -> Suggestion:
        return self._then(actions.log_contact, by=self.handler, contacted_on=clock.today(), way="phone")

    def replied(self, **given: Any) -> Suggestion:
        self.contacted()
        promise = clock.today() + timedelta(days=60)
        known = {
            "outcome_class": OutcomeClass.B,
            "text": "已列入计划。",
            "signed_by": "李局长",
            "promised_on": promise,
        }
        if given.get("outcome_class") in ("A", "D"):
            known["promised_on"] = None
        return self._then(actions.reply_to_suggestion, by=self.handler, **known | given)

    def implementing(self, items: dict[str, int] = GOOD_REPLY) -> Suggestion:
        return self._then(actions.score_reply, by=self.sponsor.user, items=items)

    def unsatisfied(self, items: dict[str, int] = POOR_REPLY) -> Suggestion:
        return self._then(actions.score_reply, by=self.sponsor.user, items=items, reason="没有针对性。")

    def reported(self) -> Suggestion:
        return self._then(
            actions.report_implementation, by=self.handler, text="红绿灯已安装启用。", done_on=clock.today()
        )

    def closed(self, items: dict[str, int] = GOOD_IMPLEMENTATION) -> Suggestion:
        return self._then(actions.score_implementation, by=self.sponsor.user, items=items)

    def let_down(self, items: dict[str, int] = POOR_IMPLEMENTATION) -> Suggestion:
        """The implementation is scored unsatisfied."""
        return self._then(actions.score_implementation, by=self.sponsor.user, items=items, reason="红绿灯没有启用。")

    def _then(self, action: Callable[..., Suggestion], **given: Any) -> Suggestion:
        self.suggestion = action(self.suggestion, **given)
        return self.suggestion


def stored_days(suggestion: Suggestion) -> dict[str, date | None]:
    """The days that the suggestion keeps for its moves."""
    names = ("return_due_on", "extension_due_on", "report_opens_on", "implementation_opens_on", "score_due_on")
    return {name: getattr(suggestion, name) for name in names}


def days_in_the_rows(suggestion: Suggestion) -> dict[str, date | None]:
    """The same days as assignment, round, reply and report say them, as far as a move still waits for them."""
    current, lead, state = suggestion.current_round(), suggestion.lead_assignment(), suggestion.state
    days: dict[str, date | None] = dict.fromkeys(stored_days(suggestion))
    if state in ("assigned", "return_requested", "accepted") and current.number == 1:
        days["extension_due_on"] = current.reply_due_on
        days["return_due_on"] = None if hasattr(lead, "return_request") else lead.return_due_on
    if state in ("replied", "implementing", "reported"):
        days["implementation_opens_on"] = current.reply.implementation_opens_on
    if state == "replied":
        days["score_due_on"] = current.reply.score_due_on
        if current.reply.outcome_class != OutcomeClass.D:
            days["report_opens_on"] = current.reply.score_due_on + timedelta(days=1)
    if state == "implementing":
        days["report_opens_on"] = timezone.localdate(current.evaluations.get(stage=Stage.REPLY).at)
    if state == "reported":
        reported_on = timezone.localdate(current.report.reported_at)
        days["implementation_opens_on"] = min(current.reply.implementation_opens_on, reported_on)
        days["score_due_on"] = current.report.score_due_on
    return days


#: The way to each state, through the steps of a case.
PATHS = {
    "draft": (),
    "discarded": ("discarded",),
    "submitted": ("submitted",),
    "returned": ("submitted", "returned"),
    "rejected": ("submitted", "rejected"),
    "registered": ("submitted", "registered"),
    "assigned": ("submitted", "registered", "assigned"),
    "return_requested": ("submitted", "registered", "assigned", "return_requested"),
    "accepted": ("submitted", "registered", "assigned", "accepted"),
    "replied": ("submitted", "registered", "assigned", "accepted", "replied"),
    "implementing": ("submitted", "registered", "assigned", "accepted", "replied", "implementing"),
    "reported": ("submitted", "registered", "assigned", "accepted", "replied", "implementing", "reported"),
    "closed": (
        "submitted",
        "registered",
        "assigned",
        "accepted",
        "replied",
        "implementing",
        "reported",
        "closed",
    ),
}


def case_in(state: str, case: Case | None = None, **draft: Any) -> Case:
    """A case whose suggestion has come to the state."""
    case = case or Case()
    case.draft(**draft)
    for step in PATHS[state]:
        getattr(case, step)()
    return case
