"""What the tick has to write and to settle, each as one query over what is open (rules 42, 43)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from followups.enums import Step
from followups.models import Reminder
from followups.queries.kinds import DueKind
from followups.queries.ladder import Ladder

Row = tuple[int, int, date, str, str]


def unwritten(kind: DueKind, ladder: Ladder, subject: int | None = None) -> Iterator[QuerySet[Any, Row]]:
    """The rows (person, thing, due date, title, place) whose present step has no reminder yet; a query per audience.

    Missed steps are never made up for: each thing comes out with the step it has reached today. What is over
    comes out again after seven days (rule 42).
    """
    for since, people in kind.told:
        things = _due(kind, subject).filter(due__lte=ladder.last_day(since))
        for told in people.told_of(things, ladder.roster):
            rows = told.annotate(present_step=ladder.expression("due"))
            missing = rows.filter(~Exists(_already(kind, ladder)))
            yield missing.values_list("person", kind.subject, "due", kind.title, kind.place)


def _due(kind: DueKind, subject: int | None) -> QuerySet[Any]:
    """The open things of the kind, each with its due date under one name."""
    things = kind.things().order_by().annotate(due=F(kind.due))
    return things if subject is None else things.filter(**{kind.subject: subject})


def _already(kind: DueKind, ladder: Ladder) -> QuerySet[Reminder]:
    """The person was told of this step or a later one; of what is over, within seven days."""
    of_the_row = Reminder.objects.filter(
        noun=kind.noun,
        kind=kind.kind,
        subject_id=OuterRef(kind.subject),
        person_id=OuterRef("person"),
        due_on=OuterRef("due"),
        step__gte=OuterRef("present_step"),
    )
    return of_the_row.filter(Q(due_on__gt=ladder.over_until) | Q(created_at__gte=ladder.week_ago))


def groundless(kind: DueKind, ladder: Ladder) -> QuerySet[Reminder]:
    """Open reminders whose cause is gone: done, put off, or no longer this person's (rule 43)."""
    there = _due(kind, None).filter(**{kind.subject: OuterRef("subject_id")}, due=OuterRef("due_on"))
    still = Q(pk__in=[])
    for since, people in kind.told:
        still |= people.among(there, kind.subject, ladder.roster) & Q(step__gte=since)
    return Reminder.objects.open().filter(~still, kind=kind.kind, noun=kind.noun)


def causeless(kind: DueKind, subject: int) -> QuerySet[Reminder]:
    """Open reminders of one thing that is done, or due on another day."""
    there = _due(kind, subject).filter(due=OuterRef("due_on"))
    return Reminder.objects.open().filter(~Exists(there), kind=kind.kind, noun=kind.noun, subject_id=subject)


def followed(kind: DueKind, since: datetime) -> QuerySet[Reminder]:
    """Open reminders from before the moment, whose place a later step written since then has taken."""
    later = Reminder.objects.filter(
        noun=kind.noun,
        kind=kind.kind,
        subject_id=OuterRef("subject_id"),
        due_on=OuterRef("due_on"),
        step__gt=OuterRef("step"),
        created_at__gte=since,
    )
    before = Reminder.objects.open().filter(kind=kind.kind, noun=kind.noun, created_at__lt=since)
    # As `IN` it is answered for one reminder at a time, see `People.among`.
    return before.filter(person_id__in=later.values("person_id"))


def reminder(kind: DueKind, row: Row, ladder: Ladder) -> Reminder:
    """The reminder of a row, with its exact step."""
    person, subject, due_on, title, place = row
    return Reminder(
        person_id=person, kind=kind.kind, noun=kind.noun, subject_id=subject, due_on=due_on,
        step=max(ladder.step(due_on), Step.MONTH_BEFORE), title=title[:200], place=(place or "")[:120],
    )  # fmt: skip
