"""Letting go of contact data whose time is over (rule 3)."""

from core import clock
from core.access import Actor, System
from core.door import moving
from stations.models import Concern, Contact

#: Nobody does this by hand: the term decides.
CONTACT_KEEPER = System("contact keeper", frozenset({"stations.anonymise_contact"}))


def anonymise_contact(concern: Concern, *, by: Actor = CONTACT_KEEPER) -> Contact:
    """Empties the contact data of a closed concern and leaves a tombstone that says when (rule 3)."""
    with moving(concern, "anonymise", by=by) as concern:
        contact = Contact.objects.select_for_update().get(concern=concern)
        contact.name = contact.phone = contact.phone_extension = contact.phone_other = ""
        contact.index_phones()
        contact.anonymised_at = clock.now()
        contact.save()
    return contact
