from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliberationsConfig(AppConfig):
    name = "deliberations"
    verbose_name = _("deliberations")

    def ready(self) -> None:
        from deliberations import consequences, rules, workflow  # noqa: F401  (tables that register themselves)
