"""Who may do what with points (domain §9): the committee corrects, a representative asks."""

from typing import Any

import rules

from stations.duties import duties_of
from stations.rules import is_committee


@rules.predicate
def is_own(actor: Any, thing: Any) -> bool:
    """The representative whose points they are."""
    return thing.representative_id == duties_of(actor).representative_id


rules.add_perm("points.reverse_entry", is_committee)
rules.add_perm("points.ask", is_own)
rules.add_perm("points.answer_query", is_committee)
