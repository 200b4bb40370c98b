"""The record of what happened: one event per move, chained per subject, never changed."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock, requests
from core.access import Actor, System
from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from core.nouns import label_of
from core.prepared import Filled, Row, rows

LAST = """
SELECT sequence, digest FROM core_event WHERE noun = %s AND subject_id = %s ORDER BY sequence DESC LIMIT 1
"""


class EventQuerySet(AppendOnlyQuerySet):
    """Events, oldest first."""

    def of(self, subject: models.Model) -> "EventQuerySet":
        """The timeline of one thing."""
        return self.filter(noun=label_of(subject), subject_id=subject.pk).order_by("sequence")

    def append(
        self,
        subject: models.Model,
        verb: str,
        *,
        by: Actor,
        before: str,
        after: str,
        facts: dict[str, Any],
        acting_for: str = "",
        first: bool = False,
    ) -> "Event":
        """Writes the next event of the subject's chain; the caller holds the subject's row lock."""
        last = None if first else _last_of(label_of(subject), subject.pk)
        event = Event(
            noun=label_of(subject),
            subject_id=subject.pk,
            sequence=last[0] + 1 if last else 1,
            verb=verb,
            actor=None if isinstance(by, System) else by,
            system=by.name if isinstance(by, System) else "",
            acting_for=acting_for,
            place=str(getattr(subject, "event_place", "")),
            before=before,
            after=after,
            facts=json.loads(json.dumps(facts, cls=DjangoJSONEncoder)),
            at=clock.now(),
            request_id=requests.current_request_id(),
        )
        event.digest = event.compute_digest(last[1] if last else "")
        event.save(force_insert=True)
        return event


def _last_of(noun: str, subject_id: int) -> Row | None:
    """Sequence and digest of the newest event of a thing, by which the next one is chained to it."""
    return next(iter(rows(LAST, [Filled(noun), subject_id])), None)


class Event(AppendOnlyModel):
    """One thing that happened to one subject: who, in which capacity, from where to where, with which facts.

    Holds references, never personal data. `digest` chains each event to the one before it of the same subject, so
    that a change behind the software's back is found by `verify_events`.
    """

    noun = models.CharField(_("noun"), max_length=60)
    subject_id = models.BigIntegerField(_("subject"))
    sequence = models.PositiveIntegerField(_("sequence"))
    verb = models.CharField(_("verb"), max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("actor"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    system = models.CharField(_("system actor"), max_length=40, blank=True)
    acting_for = models.CharField(_("acting for"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    before = models.CharField(_("before"), max_length=40, blank=True)
    after = models.CharField(_("after"), max_length=40, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"))
    request_id = models.CharField(_("request"), max_length=40, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    #: The event in words, filled in by `core.workflow.timeline_of`.
    sentence: str = ""

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["noun", "subject_id", "sequence"], name="event_chain_has_no_fork")
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.subject_id} #{self.sequence} {self.verb}"

    @property
    def actor_name(self) -> str:
        """Who did it, as the page shows it."""
        return str(self.actor) if self.actor_id else str(_("The system"))

    def compute_digest(self, previous: str) -> str:
        """SHA-256 (hex) over the previous digest of the chain and everything this event says."""
        content = [
            previous, self.noun, self.subject_id, self.sequence, self.verb, self.actor_id, self.system,
            self.acting_for, self.place, self.before, self.after, self.facts, self.at.timestamp(), self.request_id,
        ]  # fmt: skip
        line = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(line.encode()).hexdigest()
