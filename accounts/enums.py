"""Closed lists of the accounts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepartmentKind(models.TextChoices):
    """What sort of body a department is."""

    BUREAU = "bureau", _("bureau")
    SUBDISTRICT_OFFICE = "subdistrict_office", _("subdistrict office")
    COMPANY = "company", _("company")
