from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = _("follow-ups")

    def ready(self) -> None:
        from followups import receivers  # noqa: F401  (listens to every move)
