"""What is typed about a livelihood council (rule 17)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.amounts import PLACE, AmountField
from core.forms import MoveForm, OneOfField, ReasonForm, SeveralField
from core.text_fields import LineField, TextField
from deliberations.enums import COUNCIL_AHEAD, Choice, MemberKind, Secrecy
from deliberations.forms.meetings import usual_start
from deliberations.models import Council, CouncilItem, CouncilMember, MicroProject
from stations.filters import DateInput
from stations.forms import StationField, TimeInput
from stations.models import Representative, Station
from stations.queries import representatives_of


def list_candidates(station: Station | int, council: Council | None = None) -> Any:
    """The shortlisted projects of a station that wait for a council, and those this council has already."""
    elsewhere = CouncilItem.objects.filter(council__state__in=COUNCIL_AHEAD)
    if council:
        elsewhere = elsewhere.exclude(council=council)
    ready = MicroProject.objects.ready_for_vote().filter(station=station)
    return ready.exclude(pk__in=elsewhere.values("project_id")).order_by("pk")


class ChangeCouncilForm(MoveForm):
    """Time, place, way of voting and list of a council (rule 17)."""

    starts_at = forms.DateTimeField(label=_("Date and time"), widget=TimeInput)
    place = LineField(label=_("Place"), max_length=120)
    secrecy = OneOfField(
        label=_("Way of voting"),
        choices=Secrecy,
        widget=forms.RadioSelect,
        initial=Secrecy.OPEN,
        help_text=_("Chosen before the council opens. Of a secret vote nobody ever learns who chose what."),
    )
    projects = SeveralField(
        MicroProject.objects.none(),
        label=_("Projects to vote on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shortlisted projects that wait for a council; at least one before notice is given."),
    )

    def __init__(self, *args: Any, council: Council | None = None, **kwargs: Any):
        if council:
            chosen = list(council.items.values_list("project", flat=True))
            names = ("starts_at", "place", "secrecy")
            kwargs["initial"] = {name: getattr(council, name) for name in names} | {"projects": chosen}
        super().__init__(*args, **kwargs)
        if council:
            field: Any = self.fields["projects"]
            field.queryset = list_candidates(council.station_id, council)


class CouncilForm(ChangeCouncilForm):
    """A new council, with a start and a place filled in (rule 17)."""

    station = StationField()
    field_order = ["station", "starts_at", "place", "secrecy", "projects"]

    def __init__(self, *args: Any, stations: list[Station], station: Station, **kwargs: Any):
        known = {"station": station, "starts_at": usual_start(), "place": str(station)}
        super().__init__(*args, initial=known, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        projects: Any = self.fields["projects"]
        projects.queryset = list_candidates(station)


class OfCouncil(MoveForm):
    """A form about a council that runs."""

    def __init__(self, *args: Any, council: Council, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.council = council

    def offer(self, name: str, queryset: Any) -> None:
        """Fills a field with what may be chosen."""
        field: Any = self.fields[name]
        field.queryset = queryset

    def offer_open_projects(self) -> None:
        """Only projects of the list whose vote is open; of one closed since this was opened the action says so."""
        listed = MicroProject.objects.filter(council_items__council=self.council)
        if not self.is_bound:
            listed = listed.filter(council_items__closed_at=None)
        self.offer("project", listed.order_by("council_items__position"))


#: So many recusals can be entered with the opening; more, one at a time, while the council runs.
RECUSAL_ROWS = 4


class OpenCouncilForm(OfCouncil):
    """Who is there, and who is recused from which project and why: frozen with the opening (rule 17)."""

    present = SeveralField(
        CouncilMember.objects.none(),
        label=_("Members present"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        members = CouncilMember.objects.on(self.council.day).filter(station=self.council.station_id)
        self.offer("present", members.order_by("pk"))
        people = [("", "---------"), *((member.pk, member.name) for member in members)]
        items = self.council.items.select_related("project")
        projects = [("", "---------"), *((item.project_id, item.project.title) for item in items)]
        for row in range(RECUSAL_ROWS):
            self.fields[f"recusal-{row}-member"] = OneOfField(label=_("Member"), choices=people, required=False)
            self.fields[f"recusal-{row}-project"] = OneOfField(label=_("Project"), choices=projects, required=False)
            self.fields[f"recusal-{row}-reason"] = LineField(label=_("Reason"), max_length=200, required=False)

    def recusals(self) -> list[list[Any]]:
        """The bound fields of each row."""
        return [
            [self[f"recusal-{row}-{name}"] for name in ("member", "project", "reason")] for row in range(RECUSAL_ROWS)
        ]

    def recusals_touched(self) -> bool:
        """Something was entered in one of the rows, so that they are shown open."""
        return any(bound.data for row in self.recusals() for bound in row)

    def clean(self) -> dict[str, Any]:
        rows = [self._row(row) for row in range(RECUSAL_ROWS)]
        return {"present": self.cleaned_data.get("present", []), "recusals": [row for row in rows if row]}

    def _row(self, row: int) -> dict[str, Any] | None:
        given = {name: self.cleaned_data.get(f"recusal-{row}-{name}") for name in ("member", "project", "reason")}
        if not any(given.values()):
            return None
        for name, value in given.items():
            if not value and f"recusal-{row}-{name}" not in self.errors:
                self.add_error(
                    f"recusal-{row}-{name}", gettext("A recusal names the member, the project and the reason.")
                )
        if not all(given.values()):
            return None
        return {
            "member": CouncilMember.objects.get(pk=given["member"]),
            "project": MicroProject.objects.get(pk=given["project"]),
            "reason": given["reason"],
        }


class ItemForm(OfCouncil):
    """One project of the list whose vote is open."""

    project = forms.ModelChoiceField(MicroProject.objects.none(), label=_("Project"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offer_open_projects()


class CloseItemForm(ItemForm):
    """The vote to close, each with how many have not voted yet: its end cannot be taken back (rule 17)."""

    def __init__(self, *args: Any, running: Sequence[dict[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.running = running
        self.missing = {row["item"].project_id: row["missing"] for row in running}
        field: Any = self.fields["project"]
        field.label_from_instance = self._with_those_missing

    def _with_those_missing(self, project: MicroProject) -> str:
        missing = self.missing.get(project.pk, 0)
        said = ngettext("%(number)s has not voted", "%(number)s have not voted", missing) % {"number": missing}
        return f"{project} ({said})" if missing else str(project)


class NoteForm(MoveForm):
    """The minutes of a council."""

    note = TextField(label=_("Minutes"), max_length=20000, required=False, rows=8)


class ConfirmNoteForm(NoteForm):
    """The minutes as they are confirmed."""

    def __init__(self, *args: Any, council: Council, **kwargs: Any):
        super().__init__(*args, initial={"note": council.note}, **kwargs)
        self.fields["note"].required = True


class OverrideForm(OfCouncil):
    """A project's place against the result, and why (rule 17)."""

    project = forms.ModelChoiceField(MicroProject.objects.none(), label=_("Project"), empty_label=None)
    rank = AmountField(PLACE, label=_("New place"), min_value=1, max_value=1000)
    reason = TextField(label=_("Reason"), rows=3, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        ranked = MicroProject.objects.filter(council_items__council=self.council, council_items__rank__isnull=False)
        self.offer("project", ranked.order_by("council_items__rank"))


class BallotForm(MoveForm):
    """What a member says to a project (rule 17)."""

    choice = OneOfField(label=_("Your vote"), choices=Choice, widget=forms.HiddenInput)


class MemberForm(MoveForm):
    """A new member of a council (rule 17)."""

    conditional = ("representative", "name", "user")
    station = StationField()
    kind = OneOfField(label=_("Sits for"), choices=MemberKind, widget=forms.RadioSelect)
    representative = forms.ModelChoiceField(
        Representative.objects.none(),
        label=_("Representative"),
        required=False,
        help_text=_("Votes with the own account."),
    )
    name = LineField(
        label=_("Name"), max_length=60, required=False, help_text=_("Of a resident or of a community body's delegate.")
    )
    user = LineField(
        label=_("User name of the account"),
        max_length=150,
        required=False,
        help_text=_("Where the member has one and shall vote on the phone; without one the member votes on paper."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DateInput, initial=clock.today)

    def __init__(self, *args: Any, stations: list[Station], station: Station, **kwargs: Any):
        super().__init__(*args, initial={"station": station}, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        people: Any = self.fields["representative"]
        people.queryset = representatives_of(station)

    def clean_user(self) -> User | None:
        name = self.cleaned_data["user"]
        if not name:
            return None
        found = User.objects.filter(username=name, is_active=True).first()
        if found is None:
            raise ValidationError(
                gettext("There is no such account. Leave it empty, or ask the administrator for one.")
            )
        return found


class LeaveForm(ReasonForm):
    """The last day of a member, and why."""

    ends_on = forms.DateField(label=_("Last day"), widget=DateInput, initial=clock.today)
    field_order = ["ends_on", "reason"]
