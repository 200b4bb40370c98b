from django.db import migrations, models

from core.append_only import FreezeColumns


class Migration(migrations.Migration):
    dependencies = [("stations", "0003_micro_projects_as_a_route")]

    operations = [
        migrations.AddField(
            "concern",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        # SQLite made the tables anew, and lost what guarded them.
        FreezeColumns("stations_concern", ["words"]),
    ]
