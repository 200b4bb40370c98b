from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = _("stations")

    def ready(self) -> None:
        from stations import consequences, rules, workflow  # noqa: F401  (tables that register themselves)
