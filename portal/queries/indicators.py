"""The published indicators of the district, each with its rows: figure and rows cannot differ (domain §2)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.workdays import DAY
from deliberations.enums import PASSED_VOTE, LookBackResult, Proposer, TopicState
from deliberations.models import Council, Meeting, MicroProject, Topic
from stations.models import Station
from suggestions.enums import Instrument, SuggestionState
from suggestions.models import Round, Suggestion

Text = str | Promise
CONFIRMED = (TopicState.CONFIRMED, TopicState.DISCLOSED, TopicState.ARCHIVED)
BETWEEN_SESSIONS = (Instrument.BETWEEN_SESSIONS, Instrument.CONTACT_LETTER)
SHORTLISTED_SHARE = "representative_projects_shortlisted_share"
NO_CASES = _("There is no case yet of which this could be a share.")


@dataclass(frozen=True)
class Period:
    """The days that are reported on, both ends included; without an end, up to today."""

    first: date | None = None
    last: date | None = None

    def of(self, moment: str) -> Q:
        """What happened in the period, by a moment of it; as bounds, so that an index can serve."""
        inside = Q(**{f"{moment}__isnull": False})
        if self.first:
            inside &= Q(**{f"{moment}__gte": clock.midnight(self.first)})
        if self.last and self.last < date.max:
            inside &= Q(**{f"{moment}__lt": clock.midnight(self.last + DAY)})
        return inside

    def on(self, day: str) -> Q:
        """What happened in the period, by a day of it."""
        inside = Q(**{f"{day}__isnull": False})
        if self.first:
            inside &= Q(**{f"{day}__gte": self.first})
        return inside & Q(**{f"{day}__lte": self.last}) if self.last else inside


@dataclass(frozen=True)
class Share:
    """A part of a whole that is named, so that no percentage stands without its denominator."""

    of: Text
    numerator: int
    denominator: int

    @property
    def percent(self) -> float | None:
        """To one place; None without cases, and where the numerator is no part of the denominator."""
        if not 0 <= self.numerator <= self.denominator or not self.denominator:
            return None
        return round(100 * self.numerator / self.denominator, 1)


@dataclass(frozen=True)
class Indicator:
    """One published figure: what it counts, out of what, as of when."""

    code: str
    name: Text
    definition: Text
    unit: Text
    as_of: date
    value: float | None
    numerator: int
    denominator: int | None = None
    shares: list[Share] = field(default_factory=list)
    note: Text = ""


@dataclass(frozen=True)
class Definition:
    """What an indicator counts: its words, and the rows behind it."""

    code: str
    name: Text
    definition: Text
    unit: Text
    rows: Callable[[Period], QuerySet[Any]]
    #: The moment of a row by which it falls into a period.
    moment: str


def _stations(period: Period) -> QuerySet[Any]:
    return Station.objects.filter(Q(founded_on=None) | Q(founded_on__lte=period.last or clock.today()))


def _meetings_held(period: Period) -> QuerySet[Any]:
    return Meeting.objects.took_place().filter(period.of("starts_at"))


def _problems_resolved(period: Period) -> QuerySet[Any]:
    return Topic.objects.filter(period.of("confirmed_at"), livelihood=True, state__in=CONFIRMED)


def _suggestions(period: Period) -> QuerySet[Any]:
    return Suggestion.objects.filter(period.of("registered_at"), instrument__in=BETWEEN_SESSIONS)


def _implemented() -> Q:
    """Closed, the implementation reported in the last round, and no look-back that found nothing done."""
    later = Round.objects.filter(suggestion=OuterRef("suggestion"), number__gt=OuterRef("number"))
    last_reported = Round.objects.filter(~Exists(later), report__isnull=False)
    return (
        Q(state=SuggestionState.CLOSED)
        & ~Q(look_back_result=LookBackResult.NOT_DONE)
        & Q(pk__in=last_reported.values("suggestion_id"))
    )


def _councils_held(period: Period) -> QuerySet[Any]:
    return Council.objects.held().filter(period.of("starts_at"))


def _by_representatives(period: Period) -> Q:
    return period.of("proposed_at") & Q(proposer=Proposer.REPRESENTATIVE)


#: Which micro-projects an indicator counts.
PROJECTS: dict[str, Callable[[Period], Q]] = {
    "micro_projects_proposed": lambda period: period.of("proposed_at"),
    "micro_projects_shortlisted": lambda period: period.of("shortlisted_at"),
    "micro_projects_passed": lambda period: period.on("passed_on") & Q(state__in=PASSED_VOTE),
    "micro_projects_accepted": lambda period: period.on("accepted_on"),
    SHORTLISTED_SHARE: lambda period: _by_representatives(period) & Q(shortlisted_at__isnull=False),
}


def _projects(code: str) -> Callable[[Period], QuerySet[Any]]:
    return lambda period: MicroProject.objects.filter(PROJECTS[code](period))


DEFINITIONS = (
    Definition(
        "stations", _("Liaison stations"), _("Stations that had opened by the end of the period."),
        pgettext_lazy("unit", "stations"), _stations, "founded_on",
    ),
    Definition(
        "meetings_held", _("Deliberation meetings held"),
        _("Deliberation meetings that took place in the period; cancelled and annulled ones do not count."),
        pgettext_lazy("unit", "meetings"), _meetings_held, "starts_at",
    ),
    Definition(
        "problems_resolved", _("Livelihood problems resolved"),
        _("Livelihood topics confirmed as resolved by a look-back in the period and not reopened since."),
        pgettext_lazy("unit", "problems"), _problems_resolved, "confirmed_at",
    ),
    Definition(
        "suggestions_and_letters", _("Suggestions and contact letters between sessions"),
        _("Suggestions between sessions and contact letters registered in the period."),
        pgettext_lazy("unit", "documents"), _suggestions, "registered_at",
    ),
    Definition(
        "suggestions_livelihood", _("… of them on livelihood matters"),
        _("Those of them that are marked as a livelihood matter; the denominator is all of them."),
        pgettext_lazy("unit", "documents"), lambda period: _suggestions(period).filter(livelihood=True),
        "registered_at",
    ),
    Definition(
        "suggestions_implemented", _("… of them implemented"),
        _(
            "Those of them that are closed with the implementation reported in the last round, and where no "
            "look-back found the opposite. Shown out of all, and out of those on livelihood matters."
        ),
        pgettext_lazy("unit", "documents"), lambda period: _suggestions(period).filter(_implemented()), "registered_at",
    ),
    Definition(
        "councils_held", _("Livelihood councils held"),
        _("Livelihood councils that met in the period and closed the vote on every project of their list."),
        pgettext_lazy("unit", "councils"), _councils_held, "starts_at",
    ),
    Definition(
        "micro_projects_proposed", _("Micro-projects proposed"),
        _("Micro-projects proposed in the period, by whomever."),
        pgettext_lazy("unit", "projects"), _projects("micro_projects_proposed"), "proposed_at",
    ),
    Definition(
        "micro_projects_shortlisted", _("Micro-projects shortlisted"),
        _("Micro-projects put on the shortlist in the period, whenever they were proposed."),
        pgettext_lazy("unit", "projects"), _projects("micro_projects_shortlisted"), "shortlisted_at",
    ),
    Definition(
        "micro_projects_passed", _("Micro-projects passed by vote"),
        _(
            "Micro-projects that a livelihood council passed in the period; those that an objection ended "
            "afterwards do not count."
        ),
        pgettext_lazy("unit", "projects"), _projects("micro_projects_passed"), "passed_on",
    ),
    Definition(
        "micro_projects_accepted", _("Micro-projects accepted"),
        _("Micro-projects whose work was accepted in the period."),
        pgettext_lazy("unit", "projects"), _projects("micro_projects_accepted"), "accepted_on",
    ),
    Definition(
        SHORTLISTED_SHARE, _("Representatives' own micro-projects shortlisted"),
        _(
            "Micro-projects that representatives proposed in the period and that were shortlisted since, out of "
            "all that they proposed in the period."
        ),
        "%", _projects(SHORTLISTED_SHARE), "proposed_at",
    ),
)  # fmt: skip
BY_CODE = {definition.code: definition for definition in DEFINITIONS}


def rows_behind(code: str, period: Period) -> QuerySet[Any]:
    """The rows that an indicator counts; of a share, those of the numerator."""
    return BY_CODE[code].rows(period)


def indicators(period: Period) -> list[Indicator]:
    """All indicators of the period, in the order in which the district publishes them; six queries."""
    alone = ("stations", "meetings_held", "problems_resolved", "councils_held")
    counted = {code: rows_behind(code, period).count() for code in alone}
    counted |= _count_suggestions(period) | _count_projects(period)
    return [_indicator(definition, counted) for definition in DEFINITIONS]


def _count_suggestions(period: Period) -> dict[str, int]:
    return _suggestions(period).aggregate(
        suggestions_and_letters=Count("pk"),
        suggestions_livelihood=Count("pk", filter=Q(livelihood=True)),
        suggestions_implemented=Count("pk", filter=_implemented()),
    )


def _count_projects(period: Period) -> dict[str, int]:
    counts = {code: Count("pk", filter=counted(period)) for code, counted in PROJECTS.items()}
    return MicroProject.objects.aggregate(by_representatives=Count("pk", filter=_by_representatives(period)), **counts)


def _indicator(definition: Definition, counted: dict[str, int]) -> Indicator:
    code, number = definition.code, counted[definition.code]
    shares = _shares(code, counted)
    # A share of nothing is no figure, not nought.
    value = shares[0].percent if definition.unit == "%" else number
    return Indicator(
        code, definition.name, definition.definition, definition.unit, clock.today(),
        value=value,
        numerator=number,
        denominator=shares[0].denominator if shares else None,
        shares=shares,
        note=NO_CASES if value is None else "",
    )  # fmt: skip


def _shares(code: str, counted: dict[str, int]) -> list[Share]:
    """Both denominators where the published figure does not say which one is meant (domain §2)."""
    number, everything = counted[code], counted["suggestions_and_letters"]
    if code == "suggestions_livelihood":
        return [Share(_("of all"), number, everything)]
    if code == "suggestions_implemented":
        livelihood = counted["suggestions_livelihood"]
        return [
            Share(_("of all"), number, everything),
            Share(_("of those on livelihood matters"), number, livelihood),
        ]
    if code == SHORTLISTED_SHARE:
        return [Share(_("of all that they proposed"), number, counted["by_representatives"])]
    return []
