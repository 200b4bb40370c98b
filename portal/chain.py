"""The chain of a thing: from the visit to the points, in both directions, only what the person may see."""

from typing import Any


def chain_of(thing: Any, user: Any) -> list[dict[str, Any]]:
    """The groups for `_components/chain.html`."""
    return []
