"""Who may do what with points (domain §9): the committee corrects, a representative asks."""

from typing import Any

import rules

from core.access import permit
from stations.duties import duties_of
from stations.enums import Role
from stations.rules import is_committee


@rules.predicate
def is_own(actor: Any, thing: Any) -> bool:
    """The representative whose points they are."""
    return thing.representative_id == duties_of(actor).representative_id


permit("points.reverse_entry", {Role.COMMITTEE: is_committee})
permit("points.ask", {Role.REPRESENTATIVE: is_own})
permit("points.answer_query", {Role.COMMITTEE: is_committee})
