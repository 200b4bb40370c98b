"""Pictures of micro-projects: before, during and after the work (rule 16)."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.choices import Labelled
from deliberations.enums import PhotoKind
from deliberations.models.micro_projects import MicroProject, ProgressReport

#: A report shows the work; it is no album.
MOST_PHOTOS = 6


def picture_place(photo: Any, name: str) -> str:
    """Where a picture lies: under its project, by a name that says nothing and cannot be guessed."""
    return f"micro-projects/{photo.project_id}/{uuid4().hex}.jpg"


class ProjectPhoto(Labelled):
    """One picture, re-encoded by us, without the place and the camera it came from; and its thumbnail."""

    project = models.ForeignKey(MicroProject, on_delete=models.PROTECT, related_name="photos")
    report = models.ForeignKey(ProgressReport, null=True, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(_("taken"), max_length=10, choices=PhotoKind)
    caption = models.CharField(_("what it shows"), max_length=120, blank=True)
    picture = models.FileField(_("picture"), upload_to=picture_place)
    thumbnail = models.FileField(_("thumbnail"), upload_to=picture_place)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=clock.now)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or str(self.get_kind_display())


def photo_url(photo: ProjectPhoto, *, small: bool = False) -> str:
    """Where the picture or its thumbnail is served, to whoever may see its project."""
    address = reverse("deliberations:micro-project-photo", args=[photo.project_id, photo.pk])
    return f"{address}?size=small" if small else address
