from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    name = "points"
    verbose_name = _("points")

    def ready(self) -> None:
        from points import consequences, receivers, rules, workflow  # noqa: F401  (tables that register themselves)
