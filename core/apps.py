from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What every app needs and none of them owns: moves, events, sight, working days, encryption, search."""

    name = "core"
    verbose_name = _("Foundations")
