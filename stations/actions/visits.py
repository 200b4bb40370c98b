"""Recording a visit with everything that residents said at it (rules 1, 2, 5, 7)."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, clocks
from core.access import Actor
from core.door import creating
from core.telephones import telephone
from core.workdays import Calendar, DueDate
from stations.models import Category, Concern, Contact, Representative, Station, Visit

#: So far around a day its terms look into the calendar.
_AROUND = timedelta(days=50)
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
        terms = _running_terms(visit)
        for concern in concerns:
            _receive(visit, concern, terms, by)


@dataclass(frozen=True)
class _RunningTerms:
    """From when triage and first feedback are counted, and when they are due (rule 5)."""

    #: The day of recording, where it counts instead of the day of the visit.
    runs_from: date | None
    triage: DueDate
    feedback: DueDate


def _running_terms(visit: Visit) -> _RunningTerms:
    """The terms run from the day of the visit; of one that is entered late, from the day of recording."""
    terms, calendar = clocks.terms("stations.triage", "stations.feedback", "stations.late_entry"), Calendar()
    said_on, recorded_on = timezone.localdate(visit.started_at), timezone.localdate(visit.recorded_at)
    # One query, however many years lie between.
    calendar.read(said_on - _AROUND, recorded_on + _AROUND)
    limit = terms["stations.late_entry"]
    # What is recorded on a day off counts as recorded on the working day before (rule 25).
    late = limit.due(recorded_on, calendar).day_zero > limit.due(said_on, calendar).on
    start = recorded_on if late else said_on
    triage, feedback = (terms[code].due(start, calendar) for code in ("stations.triage", "stations.feedback"))
    return _RunningTerms(recorded_on if late else None, triage, feedback)


def _receive(visit: Visit, said: dict[str, Any], terms: _RunningTerms, by: Actor) -> Concern:
    """Takes down one concern under a receipt number of its own."""
    said = dict(said)
    contact = said.pop("contact", None) or {}
    concern = Concern(
        visit=visit,
        station=visit.station,
        number=_receipt_number(visit),
        received_at=visit.started_at,
        runs_from=terms.runs_from,
        triage_due_on=terms.triage.on,
        feedback_due_on=terms.feedback.on,
        **said,
    )
    check_categories(concern.category, concern.second_category, concern.category_note)
    with creating(concern, "receive", by=by, facts={"number": concern.number}):
        _keep_contact(concern, **contact)
    return concern


def not_offered(category: Any) -> str:
    """Why a category cannot be chosen."""
    return _("The category “%(category)s” is no longer offered: choose another one.") % {"category": category}


def check_categories(category: Category, second: Category | None, note: str) -> None:
    """Both are offered today and differ; a category that says nothing by itself needs a note (rule 2)."""
    wrong = {
        name: not_offered(chosen)
        for name, chosen in (("category", category), ("second_category", second))
        if chosen and not chosen.is_offered(clock.today())
    }
    if second == category:
        wrong["second_category"] = _("Choose a second category that differs from the first, or none.")
    if not note and (unclear := next((one for one in (category, second) if one and one.needs_note), None)):
        wrong["category_note"] = _("Write in a few words what “%(category)s” is here.") % {"category": unclear}
    if wrong:
        raise ValidationError(wrong)


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


def _receipt_number(visit: Visit) -> str:
    """A number that its holder can look up and nobody can guess: place, day of the visit, six random characters."""
    place = "".join(part[-2:] for part in visit.station.code.split("-"))
    said_on = timezone.localdate(visit.started_at)
    return f"{place}{said_on:%y%m%d}-{''.join(secrets.choice(_LETTERS) for _n in range(6))}"
