from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min


def find_waiting(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What was scored and not released before the field was there."""
    scores = apps.get_model("suggestions", "Evaluation").objects.filter(release__isnull=True)
    waiting = scores.exclude(verdict="not_rated").order_by().values_list("suggestion_id").annotate(since=Min("at"))
    suggestions = apps.get_model("suggestions", "Suggestion").objects
    for suggestion, since in waiting:
        suggestions.filter(pk=suggestion).update(score_waits_since=since)


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0002_papers_never_change")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="score_waits_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="score waits for its release since"),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("score_waits_since__isnull", False)),
                fields=["score_waits_since", "id"],
                name="suggestion_score_to_release",
            ),
        ),
        migrations.RunPython(find_waiting, migrations.RunPython.noop),
    ]
