from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from core.prepared import plan_once


class CoreConfig(AppConfig):
    """What every app needs and none of them owns: moves, events, sight, working days, encryption, search."""

    name = "core"
    verbose_name = _("Foundations")

    def ready(self) -> None:
        connection_created.connect(plan_once, dispatch_uid="core.prepared.plan_once")
