"""What is typed about a meeting before and after it takes place."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.forms import MoveForm, OneOfField, ReasonForm, SeveralField
from core.text_fields import LineField
from deliberations.enums import UPCOMING, AttendanceStatus
from deliberations.models import AgendaItem, Meeting, Topic
from stations.forms import StationField, TimeInput
from stations.models import Representative, Station


def agenda_candidates(station: Station | int, meeting: Meeting | None = None) -> Any:
    """The topics of a station that wait for a meeting, and those this meeting has already (rule 10)."""
    elsewhere = AgendaItem.objects.filter(meeting__state__in=UPCOMING)
    if meeting:
        elsewhere = elsewhere.exclude(meeting=meeting)
    ready = Topic.objects.ready_for_agenda().filter(station=station)
    return ready.exclude(pk__in=elsewhere.values("topic_id")).order_by("pk")


def usual_start() -> datetime:
    """A week from today at three in the afternoon: time enough for the notice."""
    day = timezone.localtime(clock.now()) + timedelta(days=7)
    return day.replace(hour=15, minute=0, second=0, microsecond=0)


class ChangeMeetingForm(MoveForm):
    """Time, place and agenda of a meeting (rule 10)."""

    starts_at = forms.DateTimeField(label=_("Date and time"), widget=TimeInput)
    place = LineField(label=_("Place"), max_length=120)
    topics = SeveralField(
        Topic.objects.none(),
        label=_("Agenda"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Adopted topics that wait for a meeting; at least one before notice is given."),
    )

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any):
        if meeting:
            agenda = meeting.agenda.values_list("topic", flat=True)
            kwargs["initial"] = {
                "starts_at": meeting.starts_at,
                "place": meeting.place,
                "topics": list(agenda),
            }
        super().__init__(*args, **kwargs)
        if meeting:
            field: Any = self.fields["topics"]
            field.queryset = agenda_candidates(meeting.station_id, meeting)


class MeetingForm(ChangeMeetingForm):
    """A new meeting, with a start and a place filled in (rule 10)."""

    station = StationField()
    field_order = ["station", "starts_at", "place", "topics"]

    def __init__(self, *args: Any, stations: list[Station], station: Station, **kwargs: Any):
        known = {"station": station, "starts_at": usual_start(), "place": str(station)}
        super().__init__(*args, initial=known, **kwargs)
        choice: Any = self.fields["station"]
        choice.offer(stations, station)
        topics: Any = self.fields["topics"]
        topics.queryset = agenda_candidates(station)


class CorrectAttendanceForm(ReasonForm):
    """The attendance of one representative as it should be (rule 37)."""

    representative = forms.ModelChoiceField(Representative.objects.none(), label=_("Representative"))
    status = OneOfField(label=_("Attendance"), choices=AttendanceStatus, widget=forms.RadioSelect)
    field_order = ["representative", "status", "reason"]

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["representative"]
        field.queryset = Representative.objects.filter(attendance__meeting=meeting)
