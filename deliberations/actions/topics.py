"""A topic before its meeting: proposed, adopted, studied, reworded, merged, declined (rule 9)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Department
from core import clock
from core.access import Actor
from core.door import creating, lock, moving, one_transaction
from deliberations.enums import BEFORE_MEETING
from deliberations.models import Study, Topic
from deliberations.queries.topics import weight_of
from stations.actions import route_concern
from stations.enums import ConcernState, Route
from stations.models import Category, Concern, Representative, Station


def propose_topic(
    *,
    by: Actor,
    station: Station,
    title: str,
    statement: str,
    lead: Representative | None = None,
    co_leads: Iterable[Representative] = (),
    concerns: Iterable[Concern] = (),
    departments: Iterable[Department] = (),
    livelihood: bool = True,
    category: Category | None = None,
) -> Topic:
    """Makes a topic of concerns of the station; those not routed yet are routed to it (rules 4, 9)."""
    topic = Topic(
        station=station, title=title, statement=statement, lead=lead, livelihood=livelihood,
        category=category, proposed_at=clock.now(),
    )  # fmt: skip
    facts: dict[str, int] = {}
    with creating(topic, "propose", by=by, facts=facts):
        topic.co_leads.set(_others(co_leads, lead))
        topic.departments.set(departments)
        facts["concerns"] = _take_in(topic, concerns, by)
    return topic


def _free(concerns: Iterable[Concern], station: Station) -> list[Concern]:
    """The concerns, locked; refuses those of another station, closed ones, those of another open topic."""
    asked = [concern.pk for concern in concerns]
    # The lock makes two topics that want the same concern wait for each other.
    found = lock(Concern.objects.filter(pk__in=asked))
    taken = set(Topic.objects.open().filter(concerns__in=found).values_list("concerns", flat=True))
    for concern in found:
        if concern.station_id != station.pk:
            raise ValidationError({"concerns": _("%s was heard at another station.") % concern.number})
        if concern.state == ConcernState.CLOSED:
            raise ValidationError({"concerns": _("%s is closed already.") % concern.number})
        if concern.pk in taken:
            raise ValidationError({"concerns": _("%s stands behind another open topic already.") % concern.number})
    return found


def _take_in(topic: Topic, concerns: Iterable[Concern], by: Actor) -> int:
    """Puts concerns behind the topic, and says how many."""
    found = _free(concerns, topic.station)
    topic.concerns.add(*found)
    for concern in found:
        if concern.state == ConcernState.RECEIVED:
            route_concern(concern, by=by, route=Route.TOPIC)
    return len(found)


def _others(co_leads: Iterable[Representative], lead: Representative | None) -> list[Representative]:
    """Co-leads stand beside the lead: nobody is both."""
    return [who for who in co_leads if who != lead]


def revise_topic(
    topic: Topic,
    *,
    by: Actor,
    title: str,
    statement: str,
    lead: Representative | None = None,
    co_leads: Iterable[Representative] = (),
    departments: Iterable[Department] = (),
    livelihood: bool = True,
    category: Category | None = None,
) -> Topic:
    """Rewords a topic or changes who leads it, as long as no meeting has deliberated it (rule 9)."""
    with moving(topic, "revise", by=by) as topic:
        topic.title, topic.statement = title, statement
        topic.lead, topic.livelihood, topic.category = lead, livelihood, category
        topic.co_leads.set(_others(co_leads, lead))
        topic.departments.set(departments)
    return topic


def gather_concerns(topic: Topic, *, by: Actor, concerns: Iterable[Concern]) -> Topic:
    """Puts further concerns behind a topic (rule 9)."""
    facts: dict[str, int] = {}
    with moving(topic, "gather", by=by, facts=facts) as topic:
        facts["concerns"] = _take_in(topic, concerns, by)
        if not facts["concerns"]:
            raise ValidationError({"concerns": _("Choose at least one concern.")})
    return topic


def adopt_topic(topic: Topic, *, by: Actor) -> Topic:
    """Adopts a topic, screened for concentrated and prominent: what stood behind it is kept (rule 9)."""
    weight = weight_of(topic)
    facts = {"concerns": weight.concerns, "people": weight.people, "visits": weight.visits}
    with moving(topic, "adopt", by=by, facts=facts) as topic:
        pass
    return topic


def record_study(
    topic: Topic, *, by: Actor, studied_on: date | None = None, note: str = "", waived_reason: str = ""
) -> Topic:
    """Records a field study before the meeting, or the reason for doing without (会前调研, rule 9)."""
    if bool(studied_on) == bool(waived_reason):
        raise ValidationError({"studied_on": _("Enter the day of the study, or the reason for doing without one.")})
    if studied_on and studied_on > clock.today():
        raise ValidationError({"studied_on": _("A study is recorded after it was made: choose today or earlier.")})
    if studied_on and not note:
        raise ValidationError({"note": _("Say what the study found.")})
    facts = {"studied_on": studied_on or "", "waived_reason": waived_reason}
    with moving(topic, "record_study", by=by, facts=facts) as topic:
        Study.objects.create(
            topic=topic,
            studied_on=studied_on,
            note=note,
            waived_reason=waived_reason,
            by_id=by.pk,
            at=clock.now(),
        )
    return topic


def merge_topic(topic: Topic, *, by: Actor, into: Topic) -> Topic:
    """Merges a topic into another of the station, which takes over its concerns and departments (rule 9)."""
    if into.pk == topic.pk or into.station_id != topic.station_id or into.state not in BEFORE_MEETING:
        raise ValidationError({"into": _("Choose another topic of this station that has not been deliberated yet.")})
    with one_transaction():
        # In one order, so that two topics being merged into each other wait instead of blocking each other.
        lock(Topic.objects.filter(pk__in=[topic.pk, into.pk]))
        with moving(topic, "merge", by=by, facts={"into": into.pk, "title": into.title}) as topic:
            topic.merged_into = into
            with moving(into, "absorb", by=by, facts={"topic": topic.pk, "title": topic.title}) as into:
                into.concerns.add(*topic.concerns.all())
                into.departments.add(*topic.departments.all())
    return topic


def decline_topic(topic: Topic, *, by: Actor, reason: str) -> Topic:
    """Declines a topic with a reason; its concerns are still owed their feedback (rule 9)."""
    with moving(topic, "decline", by=by, facts={"reason": reason}) as topic:
        topic.decline_reason = reason
    return topic
