"""Representatives, and the appointments from which every duty follows (domain §3)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from core.choices import Labelled
from core.names import (
    LONGEST_INITIALS,
    LONGEST_KEYS,
    NameField,
    initials,
    letters_sought,
    one_form,
    search_keys,
    sort_key,
    split_name,
)
from stations.enums import Role
from stations.models.places import Station, Subdistrict


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Representatives are public persons: their names and home stations are known to everybody."""

    def visible_to(self, user: Any) -> "RepresentativeQuerySet":
        return self

    def search(self, words: str) -> "RepresentativeQuerySet":
        """By any part of the name, with or without its blanks and dots, and by pinyin or its initials."""
        typed = one_form(words)
        found = Q(name__icontains=typed)
        if letters := letters_sought(words):
            found |= Q(search_keys__contains=f" {letters}")
        elif typed:
            found |= Q(search_keys__contains=typed)
        return self.filter(found)


class Representative(models.Model):
    """A representative (人大代表) with one home station; may visit others. Part-time, often without an account yet."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, blank=True,
        on_delete=models.PROTECT, related_name="representative",
    )  # fmt: skip
    name = NameField(_("name"), max_length=60)
    name_addition = models.CharField(_("addition to the name"), max_length=60, blank=True)
    initials = models.CharField(_("initials"), max_length=LONGEST_INITIALS, blank=True)
    search_keys = models.CharField(_("search keys"), max_length=LONGEST_KEYS, blank=True, editable=False)
    sort_key = models.CharField(_("sort key"), max_length=LONGEST_KEYS, blank=True, editable=False)
    home_station = models.ForeignKey(
        Station, verbose_name=_("home station"), on_delete=models.PROTECT, related_name="representatives"
    )
    starts_on = models.DateField(_("in office from"))
    ends_on = models.DateField(_("in office until"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["sort_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Pinyin lets a phone find 王小明 by "wxm" or "wangx", and puts lists into alphabetical order.
        self.name, addition = split_name(self.name)
        self.name_addition = addition[:60] or self.name_addition
        self.initials, self.search_keys = initials(self.name), search_keys(self.name)
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, with their periods."""

    def on(self, day: date) -> "AppointmentQuerySet":
        """Those in force on the day, both ends included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Appointment(Labelled):
    """A role of a person, at a place, for a period. One person may hold several (domain §3)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    station = models.ForeignKey(Station, verbose_name=_("station"), null=True, blank=True, on_delete=models.PROTECT)
    subdistrict = models.ForeignKey(
        Subdistrict, verbose_name=_("subdistrict"), null=True, blank=True, on_delete=models.PROTECT
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.PROTECT
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(fields=["role", "station"], name="appointment_by_role_station")]
        constraints = [
            models.CheckConstraint(
                name="appointment_place_fits_role",
                condition=(
                    Q(role__in=[Role.OFFICER, Role.REPRESENTATIVE], station__isnull=False)
                    & Q(subdistrict__isnull=True, department__isnull=True)
                )
                | Q(role=Role.SUBDISTRICT, subdistrict__isnull=False, station__isnull=True, department__isnull=True)
                | Q(role=Role.DEPARTMENT, department__isnull=False, station__isnull=True, subdistrict__isnull=True)
                | Q(
                    role__in=[Role.COMMITTEE, Role.LEADERSHIP, Role.ADMINISTRATOR],
                    station__isnull=True, subdistrict__isnull=True, department__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="appointment_period_is_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return " · ".join([str(self.user), self.get_role_display(), *filter(None, [self.place])])

    @property
    def place(self) -> str:
        """The station, subdistrict or department of the appointment, "" for the whole district."""
        return str(self.station or self.subdistrict or self.department or "")
