from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core.append_only import AllowChanges

#: A row that belongs to a suggestion, as seen from an assignment; "at" is the moment at which it was written.
BELONGS = {
    "SponsorContact": ("suggestion", "suggestion_id", "at"),
    "ExtensionRequest": ("suggestion__rounds", "round_id", "requested_at"),
}


def name_assignments(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each contact and request belongs to the lead assignment that was in force when it was written."""
    leads = apps.get_model("suggestions", "Assignment").objects.filter(role="lead")
    for model, (path, key, at) in BELONGS.items():
        of_it = leads.filter(**{path: OuterRef(key)}).order_by("assigned_at", "pk")
        then = of_it.filter(Q(returned_at=None) | Q(returned_at__gte=OuterRef(at)), assigned_at__lte=OuterRef(at))
        found = Coalesce(Subquery(then.values("pk")[:1]), Subquery(of_it.values("pk")[:1]))
        apps.get_model("suggestions", model).objects.update(assignment=found)


def end_requests(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What nobody decided before the reply, or before the assignment was taken back, has ended; the rest waits."""
    requests = apps.get_model("suggestions", "ExtensionRequest").objects.filter(granted=None)
    for one in requests.select_related("assignment", "round__reply").order_by("pk"):
        reply = getattr(one.round, "reply", None)
        ends = [one.assignment.returned_at, one.round.closed_at, reply.replied_at if reply else None]
        ended_at = min(filter(None, ends), default=None)
        if ended_at is None:
            suggestion = apps.get_model("suggestions", "Suggestion").objects.filter(pk=one.assignment.suggestion_id)
            suggestion.update(extension_asked_at=one.requested_at)
        else:
            one.ended_at = ended_at
            one.save(update_fields=["ended_at"])


def move_waivers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Whose word it was stands in the event; what holds still is remembered by the suggestion."""
    events = apps.get_model("core", "Event").objects.filter(noun="suggestions.suggestion", verb="waive_contact")
    leads = apps.get_model("suggestions", "Assignment").objects.filter(role="lead").order_by("assigned_at", "pk")
    waived = apps.get_model("suggestions", "Round").objects.filter(contact_waived_at__isnull=False)
    for one in waived.select_related("suggestion__sponsor").order_by("pk"):
        suggestion, at = one.suggestion, one.contact_waived_at
        said = events.filter(subject_id=suggestion.pk, at__gte=at).order_by("sequence").first()
        # Only the sponsor can waive; whoever wrote the paper stands in where no event and no account tells who did.
        by = (said and said.actor_id) or suggestion.sponsor.user_id or suggestion.author_id
        of_it = leads.filter(suggestion=suggestion)
        in_force = Q(returned_at=None) | Q(returned_at__gte=at)
        assignment = of_it.filter(in_force, assigned_at__lte=at).first() or of_it.first()
        apps.get_model("suggestions", "ContactWaiver").objects.create(assignment=assignment, round=one, by_id=by, at=at)
        last = suggestion.rounds.order_by("-number").first()
        if assignment.returned_at is None and last == one:
            apps.get_model("suggestions", "Suggestion").objects.filter(pk=suggestion.pk).update(contact_waived_at=at)


def restore_waivers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back the round has the waiver again."""
    for waiver in apps.get_model("suggestions", "ContactWaiver").objects.order_by("pk"):
        rounds = apps.get_model("suggestions", "Round").objects.filter(pk=waiver.round_id)
        rounds.update(contact_waived_at=waiver.at)


class Migration(migrations.Migration):
    # Apart from what alters the tables: PostgreSQL does not alter one whose rows were changed in the same transaction.
    dependencies = [
        ("suggestions", "0005_handling_belongs_to_an_assignment"),
        ("core", "0003_events_never_change"),
    ]

    operations = [
        AllowChanges("suggestions_sponsorcontact"),
        migrations.RunPython(name_assignments, migrations.RunPython.noop),
        migrations.RunPython(end_requests, migrations.RunPython.noop),
        migrations.RunPython(move_waivers, restore_waivers),
    ]
