"""The product's settings as in production, with one page more to compare with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tools.bench.urls"
