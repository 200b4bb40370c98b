"""Who may do what with visits and concerns: one-fact predicates, composed into a table (domain §3, §4)."""

from typing import Any

import rules

from stations.duties import duties_of


@rules.predicate
def is_officer_here(actor: Any, thing: Any) -> bool:
    """The liaison officer of the thing's station."""
    return thing.station_id in duties_of(actor).officer_of


@rules.predicate
def is_committee(actor: Any, thing: Any) -> bool:
    """Staff of the district committee."""
    return duties_of(actor).committee


rules.add_perm("stations.record_visit", is_officer_here)
rules.add_perm("stations.receive_concern", is_officer_here)
rules.add_perm("stations.route_concern", is_officer_here)
rules.add_perm("stations.give_feedback", is_officer_here)
rules.add_perm("stations.close_concern", is_officer_here)
rules.add_perm("stations.correct_words", is_officer_here)
rules.add_perm("stations.join_concern", is_officer_here)
rules.add_perm("stations.reveal_contact", is_officer_here | is_committee)
# The term decides, not a person: only the software itself holds this (rule 3).
rules.add_perm("stations.anonymise_contact", rules.always_deny)
