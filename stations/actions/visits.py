"""Recording a visit with everything that residents said at it (rules 1, 2, 5, 7)."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, clocks
from core.access import Actor
from core.door import creating
from core.telephones import telephone
from core.workdays import Calendar, DueDate
from stations.models import Concern, Contact, Representative, Station, Visit

# No 0/O, 1/I/L: a receipt number is read out on the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def record_visit(
    *,
    by: Actor,
    station: Station,
    kind: str,
    started_at: datetime,
    place: str,
    representatives: Iterable[Representative] = (),
    note: str = "",
    concerns: Sequence[dict[str, Any]] = (),
) -> Visit:
    """Records a visit and its concerns in one go; a visit without concerns is valid work (rule 1).

    Each concern is a dict of `Concern` fields, with `contact` ({name, phone, phone_extension, phone_other}) where the
    resident left one.
    """
    _check_start(started_at)
    visit = Visit(
        station=station, kind=kind, started_at=started_at, place=place, note=note, recorder_id=by.pk,
        recorded_at=clock.now(),
    )  # fmt: skip
    with creating(visit, "record", by=by, facts={"kind": kind, "concerns": len(concerns)}):
        present = Visit.representatives.through
        present.objects.bulk_create(present(visit=visit, representative=who) for who in representatives)
        _receive_all(visit, concerns, by)
    return visit


def _check_start(started_at: datetime) -> None:
    if started_at > clock.now():
        raise ValidationError({"started_at": _("A visit is recorded after it began: choose a time that has passed.")})
    if started_at.date() < clock.EARLIEST:
        earliest = {"day": clock.EARLIEST.isoformat()}
        raise ValidationError({"started_at": _("Choose a day from %(day)s on.") % earliest})


def _receive_all(visit: Visit, concerns: Sequence[dict[str, Any]], by: Actor) -> None:
    if concerns:
        due = _dues(timezone.localdate(visit.started_at))
        for concern in concerns:
            _receive(visit, concern, due, by)


def _dues(day: Any) -> dict[str, DueDate]:
    """Triage and first feedback, counted from the day of the visit (rule 5)."""
    terms = clocks.terms("stations.triage", "stations.feedback")
    calendar = Calendar()
    return {code: term.due(day, calendar) for code, term in terms.items()}


def _receive(visit: Visit, said: dict[str, Any], due: dict[str, DueDate], by: Actor) -> Concern:
    """Takes down one concern under a receipt number of its own."""
    said = dict(said)
    contact = said.pop("contact", None) or {}
    concern = Concern(
        visit=visit,
        station=visit.station,
        number=_receipt_number(visit.station),
        received_at=visit.started_at,
        triage_due_on=due["stations.triage"].on,
        feedback_due_on=due["stations.feedback"].on,
        **said,
    )
    with creating(concern, "receive", by=by, facts={"number": concern.number}):
        _keep_contact(concern, **contact)
    return concern


def _keep_contact(
    concern: Concern, name: str = "", phone: str = "", phone_extension: str = "", phone_other: str = ""
) -> None:
    """How to reach the resident, where one was told: the number in its one form."""
    number = telephone(phone, phone_extension, phone_other)
    if not (name or number):
        return
    contact = Contact(concern=concern, name=name)
    if number:
        contact.phone, contact.phone_extension, contact.phone_other = number.number, number.extension, number.other
    contact.index_phones()
    contact.save()


def _receipt_number(station: Station) -> str:
    """A number that its holder can look up and nobody can guess: place, day, six random characters."""
    place = "".join(part[-2:] for part in station.code.split("-"))
    return f"{place}{clock.today():%y%m%d}-{''.join(secrets.choice(_LETTERS) for _n in range(6))}"
