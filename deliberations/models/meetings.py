"""Deliberation meetings (代表议事会): agenda, attendance, who came for the departments (rules 8, 10)."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.addresses import address
from core.choices import Labelled
from core.names import NameField
from deliberations.enums import TOOK_PLACE, UPCOMING, AttendanceStatus, MeetingState
from deliberations.models.convened import Convened
from deliberations.models.topics import Topic
from stations.duties import duties_of
from stations.models import Representative, Station

TONES: dict[str, str] = {
    MeetingState.PLANNED: "warn",
    MeetingState.NOTIFIED: "info",
    MeetingState.HELD: "warn",
    MeetingState.CONFIRMED: "good",
    MeetingState.DISCLOSED: "good",
    MeetingState.CANCELLED: "neutral",
}
ATTENDANCE_TONES: dict[str, str] = {
    AttendanceStatus.PRESENT: "good",
    AttendanceStatus.LEAVE: "warn",
    AttendanceStatus.ABSENT: "bad",
}


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Deliberation meetings, and who may see which."""

    def visible_to(self, user: Any) -> "MeetingQuerySet":
        """The people of the station; who attended or leads a topic; departments; the committee.

        A department sees a meeting with a topic that touches it from the notice on.
        """
        duties = duties_of(user)
        if duties.reads_everything:
            return self
        seen = duties.own_places
        if duties.representative_id is not None:
            who = duties.representative_id
            leading = Topic.co_leads.through.objects.filter(representative_id=who).values("topic_id")
            led = AgendaItem.objects.filter(Q(topic__lead=who) | Q(topic__in=leading))
            attended = Attendance.objects.filter(representative=who)
            seen |= Q(pk__in=attended.values("meeting_id")) | Q(pk__in=led.values("meeting_id"))
        if duties.departments:
            touched = Topic.departments.through.objects.filter(department_id__in=duties.departments)
            items = AgendaItem.objects.filter(topic__in=touched.values("topic_id"))
            seen |= Q(notified_at__isnull=False, pk__in=items.values("meeting_id"))
        return self.filter(seen)

    def upcoming(self) -> "MeetingQuerySet":
        """Has not taken place yet."""
        return self.filter(state__in=UPCOMING)

    def took_place(self) -> "MeetingQuerySet":
        """Counts towards the yearly minimum (rule 8)."""
        return self.filter(state__in=TOOK_PLACE)

    def notice_owed(self) -> "MeetingQuerySet":
        """The notice has not gone out yet (rule 10)."""
        return self.filter(state=MeetingState.PLANNED)

    def minutes_owed(self) -> "MeetingQuerySet":
        """Held, and the minutes are not confirmed yet (rule 41)."""
        return self.filter(state=MeetingState.HELD)

    def search(self, words: str) -> "MeetingQuerySet":
        found = Topic.objects.search(words).values("pk")
        return self.filter(Q(place__icontains=words) | Q(agenda__topic__in=found)).distinct()


class Meeting(Convened):
    """A deliberation meeting of one station: representatives, departments and residents around one table."""

    station = models.ForeignKey(Station, verbose_name=_("station"), on_delete=models.PROTECT, related_name="meetings")
    state = models.CharField(_("state"), max_length=20, choices=MeetingState, default=MeetingState.PLANNED)
    topics = models.ManyToManyField(Topic, verbose_name=_("agenda"), through="AgendaItem", related_name="meetings")
    held_at = models.DateTimeField(_("record entered"), null=True, blank=True)
    residents_present = models.PositiveIntegerField(_("residents present"), null=True, blank=True)
    public_text = models.TextField(_("public text"), max_length=4000, blank=True)
    disclosed_at = models.DateTimeField(_("disclosed"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("deliberation meeting")
        verbose_name_plural = _("deliberation meetings")
        indexes = [
            models.Index(fields=["station", "-starts_at"], name="meeting_of_station_newest"),
            models.Index(fields=["-starts_at"], name="meeting_newest"),
            models.Index(
                fields=["notice_due_on", "station"],
                name="meeting_notice_owed",
                condition=Q(state=MeetingState.PLANNED),
            ),
            models.Index(
                fields=["minutes_due_on", "station"],
                name="meeting_minutes_owed",
                condition=Q(state=MeetingState.HELD),
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("deliberations:meeting-detail", self.pk)

    @property
    def event_place(self) -> str:
        return self.station.code

    @property
    def next_due_on(self) -> date | None:
        """The stored date that runs now: notice before the session, minutes after it."""
        if self.state == MeetingState.PLANNED:
            return self.notice_due_on
        return self.minutes_due_on if self.state == MeetingState.HELD else None

    @property
    def tone(self) -> str:
        """How the state looks on a page."""
        return TONES[self.state]


class AgendaItem(models.Model):
    """One topic on the agenda of a meeting; `deliberated` once the meeting took it up."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("position"))
    deliberated = models.BooleanField(_("deliberated"), default=False)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "topic"], name="agenda_names_a_topic_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.topic}"


class Attendance(Labelled):
    """Whether one representative was at the meeting; leave has a reason (rule 10)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(_("attendance"), max_length=10, choices=AttendanceStatus)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "representative"], name="attendance_once_per_meeting"),
            models.CheckConstraint(
                name="attendance_leave_has_a_reason",
                condition=~Q(status=AttendanceStatus.LEAVE) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative} {self.get_status_display()}"

    @property
    def tone(self) -> str:
        """How the status looks on a page."""
        return ATTENDANCE_TONES[self.status]


class Delegate(models.Model):
    """Who came for a department (rule 10)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="delegates")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    name = NameField(_("delegate"), max_length=60)

    class Meta:
        verbose_name = _("delegate of a department")
        verbose_name_plural = _("delegates of departments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "department", "name"], name="delegate_once_per_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.name}"


class YearlyMinimum(models.Model):
    """How many deliberation meetings a station owes in a year, by its kind (rule 8)."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    meetings = models.PositiveSmallIntegerField(_("meetings a year"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("yearly minimum")
        verbose_name_plural = _("yearly minimums")
        ordering = ["pk"]

    def __str__(self) -> str:
        name = self.name_en if (get_language() or "").startswith("en") else self.name
        return f"{name}: {self.meetings}"
