"""The record of a meeting in one form: who was there, and what was promised on each topic (rules 10, 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.amounts import PEOPLE, AmountField
from core.forms import MoveForm, OneOfField
from core.text_fields import LineField, TextField
from deliberations.actions.commitments import missing_facts
from deliberations.enums import AttendanceStatus
from deliberations.models import Meeting, Topic
from deliberations.queries.topics import expected_at
from stations.filters import DateInput
from stations.models import Representative

FACTS = ("measure", "due_on", "responsible")
#: Rows for delegates of departments that nobody expected, or for a second one of the same department.
OTHER_DELEGATES = 3


@dataclass
class AttendanceRow:
    """One representative: a choice of three, and the reason for leave."""

    representative: Representative
    prefix: str


@dataclass
class CommitmentRow:
    """One department on one topic; without a department it is chosen in the row itself."""

    topic: Topic
    department: Department | None
    prefix: str


@dataclass
class DelegateRow:
    """Who came for one department; without a department it is chosen in the row itself."""

    department: Department | None
    prefix: str


class HoldForm(MoveForm):
    """Attendance by radio, preset to nothing; commitments per topic and department; delegates; residents; minutes."""

    residents_present = AmountField(PEOPLE, label=_("Residents present"), required=False, max_value=100_000)
    note = TextField(label=_("Minutes"), required=False, max_length=20000, rows=8)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.topics = list(meeting.topics.ready_for_agenda().order_by("agenda_items__position"))
        self.people = [AttendanceRow(who, f"attendance-{who.pk}") for who in expected_at(meeting)]
        self.all_departments = {one.pk: one for one in Department.objects.filter(is_active=True)}
        touched = Topic.departments.through.objects.filter(topic__in=self.topics)
        pairs = list(touched.order_by("pk").values_list("topic", "department"))
        self.promises = [row for topic in self.topics for row in self._rows_of(topic, pairs)]
        self.sent = list(self._rows_of_delegates(pairs))
        self._add_fields()

    def _known(self, pk: int) -> Department:
        # A department that is no longer active may still be named by an older topic.
        if pk not in self.all_departments:
            self.all_departments[pk] = Department.objects.get(pk=pk)
        return self.all_departments[pk]

    def _rows_of(self, topic: Topic, pairs: list[tuple[int, int]]) -> Iterator[CommitmentRow]:
        for _topic, pk in [pair for pair in pairs if pair[0] == topic.pk]:
            yield CommitmentRow(topic, self._known(pk), f"promise-{topic.pk}-{pk}")
        yield CommitmentRow(topic, None, f"promise-{topic.pk}-other")

    def _rows_of_delegates(self, pairs: list[tuple[int, int]]) -> Iterator[DelegateRow]:
        for pk in dict.fromkeys(department for _topic, department in pairs):
            yield DelegateRow(self._known(pk), f"delegate-{pk}")
        for number in range(1, OTHER_DELEGATES + 1):
            yield DelegateRow(None, f"delegate-other-{number}")

    def _add_fields(self) -> None:
        for row in self.people:
            self.fields[f"{row.prefix}-status"] = OneOfField(
                label=str(row.representative), choices=AttendanceStatus, widget=forms.RadioSelect
            )
            self.fields[f"{row.prefix}-reason"] = LineField(
                label=gettext("Reason of %s for leave") % row.representative, required=False, max_length=200
            )
        for promise in self.promises:
            self._add_promise(promise)
        for delegate in self.sent:
            if delegate.department is None:
                self._add_department(delegate)
            self.fields[delegate.prefix] = LineField(
                label=str(delegate.department or gettext("Delegate")), required=False, max_length=60
            )

    def _add_department(self, row: CommitmentRow | DelegateRow) -> None:
        choices = [("", "---------"), *((pk, str(one)) for pk, one in self.all_departments.items())]
        self.fields[f"{row.prefix}-department"] = forms.TypedChoiceField(
            label=_("Department"), choices=choices, required=False, coerce=int, empty_value=None
        )

    def _add_promise(self, row: CommitmentRow) -> None:
        if row.department is None:
            self._add_department(row)
        self.fields[f"{row.prefix}-measure"] = TextField(
            label=_named(row, gettext("Measure")),
            required=False,
            max_length=1000,
            rows=2,
        )
        self.fields[f"{row.prefix}-due_on"] = forms.DateField(
            label=_named(row, gettext("Promised for")), required=False, widget=DateInput
        )
        self.fields[f"{row.prefix}-responsible"] = LineField(
            label=_named(row, gettext("Responsible person")), required=False, max_length=60
        )

    # What the page shows.

    def attendance(self) -> list[dict[str, Any]]:
        """The representatives with their fields, in the order of the list."""
        return [
            {
                "who": row.representative,
                "status": self[f"{row.prefix}-status"],
                "reason": self[f"{row.prefix}-reason"],
            }
            for row in self.people
        ]

    def topic_rows(self) -> list[dict[str, Any]]:
        """The topics, each with one row per department and one for a department not expected."""
        return [
            {"topic": topic, "rows": [self._shown(row) for row in self.promises if row.topic == topic]}
            for topic in self.topics
        ]

    def _shown(self, row: CommitmentRow) -> dict[str, Any]:
        chosen = None if row.department else self[f"{row.prefix}-department"]
        facts = {name: self[f"{row.prefix}-{name}"] for name in FACTS}
        return {"department": row.department, "chosen": chosen, "touched": self._touched(row), **facts}

    def _touched(self, row: CommitmentRow) -> bool:
        return any(self[f"{row.prefix}-{name}"].data for name in FACTS)

    def delegates(self) -> list[Any]:
        """A field for the name of each invited department's delegate."""
        return [self[row.prefix] for row in self.sent if row.department]

    def other_delegates(self) -> list[dict[str, Any]]:
        """Rows for delegates of other departments, or for a second one of the same."""
        return [
            {"name": self[row.prefix], "department": self[f"{row.prefix}-department"]}
            for row in self.sent
            if row.department is None
        ]

    def other_delegates_touched(self) -> bool:
        """Whether anything was entered there: the page then shows the rows unfolded."""
        return any(row["name"].data or row["department"].data for row in self.other_delegates())

    # What the action takes.

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        self._attended = [row for row in self.people if given.get(f"{row.prefix}-status")]
        self._promised = [row for row in self.promises if self._wanted(row)]
        for row in self._attended:
            self._check_reason(row)
        for promise in self._promised:
            self._check_promise(promise)
        for delegate in self.sent:
            self._check_delegate(delegate)
        return {
            "attendance": [self._attendance(row) for row in self._attended],
            "commitments": [self._commitment(row) for row in self._promised],
            "delegates": [self._delegate(row) for row in self.sent if given.get(row.prefix)],
            "residents_present": given.get("residents_present"),
            "note": given.get("note", ""),
        }

    def _wanted(self, row: CommitmentRow) -> bool:
        """A row counts once anything is entered in it; left empty, the department stays unclear (rule 11)."""
        return any(self[f"{row.prefix}-{name}"].data for name in (*FACTS, "department") if self._has(row, name))

    def _has(self, row: CommitmentRow, name: str) -> bool:
        return f"{row.prefix}-{name}" in self.fields

    def _check_reason(self, row: AttendanceRow) -> None:
        on_leave = self.cleaned_data[f"{row.prefix}-status"] == AttendanceStatus.LEAVE
        if on_leave and not self.cleaned_data.get(f"{row.prefix}-reason"):
            self.add_error(f"{row.prefix}-reason", gettext("Leave has a reason: enter it."))

    def _check_promise(self, row: CommitmentRow) -> None:
        facts = self._facts(row)
        for name, message in missing_facts(**facts).items():
            if f"{row.prefix}-{name}" not in self.errors:
                self.add_error(f"{row.prefix}-{name}", message)
        if self._has(row, "department") and not self.cleaned_data.get(f"{row.prefix}-department"):
            self.add_error(f"{row.prefix}-department", gettext("Choose the department that commits itself."))

    def _check_delegate(self, row: DelegateRow) -> None:
        """A name alone or a department alone is half a delegate."""
        if row.department:
            return
        name, department = self[row.prefix].data, self[f"{row.prefix}-department"].data
        if name and not department:
            self.add_error(f"{row.prefix}-department", gettext("Choose the department that the delegate came for."))
        if department and not name:
            self.add_error(row.prefix, gettext("Enter the name of the delegate."))

    def _facts(self, row: CommitmentRow) -> dict[str, Any]:
        given = {name: self.cleaned_data.get(f"{row.prefix}-{name}") for name in FACTS}
        return given | {name: given[name] or "" for name in ("measure", "responsible")}

    def _attendance(self, row: AttendanceRow) -> dict[str, Any]:
        return {
            "representative": row.representative,
            "status": self.cleaned_data[f"{row.prefix}-status"],
            "reason": self.cleaned_data.get(f"{row.prefix}-reason") or "",
        }

    def _commitment(self, row: CommitmentRow) -> dict[str, Any]:
        chosen = self.cleaned_data.get(f"{row.prefix}-department")
        department = row.department or self.all_departments.get(chosen)
        return {"topic": row.topic, "department": department, **self._facts(row)}

    def _delegate(self, row: DelegateRow) -> dict[str, Any]:
        chosen = self.cleaned_data.get(f"{row.prefix}-department")
        return {"department": row.department or self.all_departments.get(chosen), "name": self.cleaned_data[row.prefix]}

    def _show(self, refusal: ValidationError) -> None:
        """Brings `commitments.2.due_on` of the action back to the field in which it was typed."""
        if hasattr(refusal, "error_dict"):
            refusal.error_dict = {self._field_of(name): e for name, e in refusal.error_dict.items()}
        super()._show(refusal)

    def _field_of(self, name: str) -> str:
        noun, _dot, rest = name.partition(".")
        number, _dot, field = rest.partition(".")
        rows: Any = {"attendance": self._attended, "commitments": self._promised}.get(noun, [])
        return f"{rows[int(number)].prefix}-{field}" if number and rows else name


def _named(row: CommitmentRow, fact: str) -> str:
    """A label that names its row, for the summary of errors; the page itself shows the fact alone."""
    return f"{row.department or gettext('Another department')} · {fact}"
