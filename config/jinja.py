"""The environment of the pages: what `core` gives to every page, and what the apps add."""

from typing import Any

from jinja2 import Environment

from core.ui import environment as base
from portal.chain import chain
from suggestions.badges import outcome, verdict


def environment(**options: Any) -> Environment:
    """Called once per process by Django's Jinja2 backend."""
    made = base.environment(**options)
    made.globals |= {"chain": chain, "outcome": outcome, "verdict": verdict}
    return made
