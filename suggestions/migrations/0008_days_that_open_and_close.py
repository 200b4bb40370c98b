from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

#: The states in which the one or the other day has a meaning.
BEFORE_REPLY = ("assigned", "return_requested", "accepted")
AFTER_REPLY = ("replied", "implementing", "reported")


def copy_days(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The days that stand with round, assignment, reply and report, as far as a move still waits for them."""
    suggestions = apps.get_model("suggestions", "Suggestion").objects
    rounds = apps.get_model("suggestions", "Round").objects.filter(closed_at=None)
    leads = apps.get_model("suggestions", "Assignment").objects.filter(
        role="lead", returned_at=None, return_request=None, suggestion__state__in=("assigned", "accepted")
    )
    returnable = dict(leads.values_list("suggestion_id", "return_due_on"))
    first = rounds.filter(number=1, suggestion__state__in=BEFORE_REPLY)
    for suggestion, reply_due_on in first.values_list("suggestion_id", "reply_due_on"):
        suggestions.filter(pk=suggestion).update(
            extension_due_on=reply_due_on, return_due_on=returnable.get(suggestion)
        )
    for one in rounds.filter(suggestion__state__in=AFTER_REPLY).select_related("suggestion", "reply", "report"):
        suggestions.filter(pk=one.suggestion_id).update(**dict(days_of_scoring(one)))


def days_of_scoring(one: Any) -> Iterator[tuple[str, date | None]]:
    reply, state = one.reply, one.suggestion.state
    if state == "reported":
        reported_on = timezone.localdate(one.report.reported_at)
        yield "implementation_opens_on", min(reply.implementation_opens_on or reported_on, reported_on)
        yield "score_due_on", one.report.score_due_on
        return
    yield "implementation_opens_on", reply.implementation_opens_on
    if state == "implementing":
        scored_at = one.evaluations.filter(stage="reply").values_list("at", flat=True).first()
        yield "report_opens_on", timezone.localdate(scored_at or reply.replied_at)
        return
    yield "score_due_on", reply.score_due_on
    yield "report_opens_on", None if reply.outcome_class == "D" else reply.score_due_on + timedelta(days=1)


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0007_handling_always_has_an_assignment")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="return_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="return possible until"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="extension_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="more time possible until"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="report_opens_on",
            field=models.DateField(blank=True, null=True, verbose_name="implementation can be reported from"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="implementation_opens_on",
            field=models.DateField(blank=True, null=True, verbose_name="implementation can be scored from"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="score_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="score due"),
        ),
        migrations.RunPython(copy_days, migrations.RunPython.noop),
    ]
