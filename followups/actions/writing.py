"""Writing the reminders of today and settling those whose cause is gone (rules 42, 43)."""

from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Model

from core import clock
from core.nouns import label_of
from followups.enums import Kind
from followups.models import Reminder
from followups.queries.due import causeless, followed, groundless, reminder, unwritten
from followups.queries.kinds import BY_KIND, DueKind
from followups.queries.ladder import Ladder

#: So many at once: memory stays the same however many are due.
BATCH = 2000


def write_reminders(kind: DueKind, ladder: Ladder, subject: int | None = None) -> int:
    """Writes what one kind has to say today and nobody has been told yet; how many were to be written."""
    started, written = clock.now(), 0
    for rows in unwritten(kind, ladder, subject):
        found: Any = rows.iterator(chunk_size=BATCH)
        with closing(found) as remaining:
            while batch := [reminder(kind, row, ladder) for row in islice(remaining, BATCH)]:
                # Two runs at once, or one that was killed and begun again, meet the constraint and pass it by.
                Reminder.objects.bulk_create(batch, ignore_conflicts=True)
                written += len(batch)
    if written:
        followed(kind, started).update(settled_at=clock.now())
    return written


def settle_groundless(kind: DueKind, ladder: Ladder) -> int:
    """Settles the reminders of one kind whose cause is gone; how many there were."""
    return groundless(kind, ladder).update(settled_at=clock.now())


def write_urgent(concern: Model) -> None:
    """Tells head and committee of an urgent concern in the moment it is taken down (rule 6)."""
    write_reminders(BY_KIND[Kind.URGENT], Ladder(clock.today()), concern.pk)


def reopen_subject(subject: Model, *, since: datetime) -> None:
    """Opens again what was settled with a move that is taken back; what is done all the same is to be settled anew."""
    settled = Reminder.objects.settled().filter(noun=label_of(subject), subject_id=subject.pk)
    settled.filter(settled_at__gte=since).update(settled_at=None)


def settle_subject(subject: Model) -> None:
    """Settles the reminders of one thing that a move has done away with; one query when there are none."""
    noun = label_of(subject)
    kinds = Reminder.objects.open().filter(noun=noun, subject_id=subject.pk).order_by().values_list("kind", flat=True)
    for kind in kinds.distinct():
        causeless(BY_KIND[Kind(kind)], subject.pk).update(settled_at=clock.now())
