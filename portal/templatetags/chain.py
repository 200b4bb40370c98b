"""`{% chain thing %}`: the chain of a thing as the page shows it."""

from typing import Any

from django import template

from portal.chain import chain_of

register = template.Library()


@register.inclusion_tag("_components/chain.html", takes_context=True)
def chain(context: template.Context, thing: Any) -> dict[str, Any]:
    """Where the thing stands between the visit and the points, for the person who reads the page."""
    return {"chain": chain_of(thing, context["request"].user)}
