"""Who may do what with visits and concerns: one-fact predicates, composed into a table (domain §3, §4)."""

from typing import Any

import rules

from core.access import permit
from stations.duties import duties_of
from stations.enums import Role

#: No role holds it: only the software itself does it, by its own list of permissions.
SOFTWARE_ALONE: dict[str, rules.Predicate] = {}


@rules.predicate
def is_officer_here(actor: Any, thing: Any) -> bool:
    """The liaison officer of the thing's station."""
    return thing.station_id in duties_of(actor).officer_of


@rules.predicate
def is_committee(actor: Any, thing: Any) -> bool:
    """Staff of the district committee."""
    return duties_of(actor).committee


permit("stations.record_visit", {Role.OFFICER: is_officer_here})
permit("stations.receive_concern", {Role.OFFICER: is_officer_here})
permit("stations.route_concern", {Role.OFFICER: is_officer_here})
permit("stations.give_feedback", {Role.OFFICER: is_officer_here})
permit("stations.close_concern", {Role.OFFICER: is_officer_here})
permit("stations.take_back", {Role.OFFICER: is_officer_here})
permit("stations.correct_words", {Role.OFFICER: is_officer_here})
# Across stations only the committee groups: who is both acts for the committee.
permit("stations.join_concern", {Role.COMMITTEE: is_committee, Role.OFFICER: is_officer_here})
permit("stations.leave_group", {Role.COMMITTEE: is_committee, Role.OFFICER: is_officer_here})
permit("stations.split_concern", {Role.OFFICER: is_officer_here})
permit("stations.reveal_contact", {Role.OFFICER: is_officer_here, Role.COMMITTEE: is_committee})
# The term decides, not a person: only the software itself holds this (rule 3).
permit("stations.anonymise_contact", SOFTWARE_ALONE)
