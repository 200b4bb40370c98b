"""Which static files of other packages the site serves."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class Assets(StaticFilesConfig):
    """Everything but the browsable API and Redoc, which are switched off and would be most of the volume."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "rest_framework", "redoc"]
