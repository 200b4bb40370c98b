from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def follow_notices(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A project can be confirmed from the day after its notice on (rule 16)."""
    projects = apps.get_model("deliberations", "MicroProject").objects
    days = projects.filter(notice_until__isnull=False).order_by().values_list("notice_until", flat=True).distinct()
    for until in list(days):
        projects.filter(notice_until=until).update(confirm_opens_on=until + timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0005_editions")]

    operations = [
        migrations.AddField(
            model_name="microproject",
            name="confirm_opens_on",
            field=models.DateField(blank=True, null=True, verbose_name="can be confirmed from"),
        ),
        migrations.RunPython(follow_notices, migrations.RunPython.noop),
    ]
