"""Closed lists of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepartmentKind(models.TextChoices):
    """What sort of body a department is."""

    BUREAU = "bureau", _("bureau")
    SUBDISTRICT_OFFICE = "subdistrict_office", _("subdistrict office")
    COMPANY = "company", _("company")


class DemoAccount(models.TextChoices):
    """The account names of the trial site, one per role (domain §3)."""

    OFFICER = "officer", _("liaison officer")
    REPRESENTATIVE = "representative", _("representative")
    COMMITTEE = "committee", _("committee staff")
    LEADERSHIP = "leadership", _("committee leadership")
    SUBDISTRICT = "subdistrict", _("subdistrict working committee")
    DEPARTMENT = "department", _("department handler")
    ADMINISTRATOR = "administrator", _("administrator")
