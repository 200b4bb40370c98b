from django.db import migrations, models

from core.append_only import FreezeColumns


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0003_scores_wait_for_release")]

    operations = [
        migrations.AddField(
            "suggestion",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "supervision",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        # SQLite made the tables anew, and lost what guarded them.
        FreezeColumns(
            "suggestions_suggestion",
            ["title", "situation", "proposal", "sponsor_id"],
            once="OLD.state NOT IN ('draft', 'returned')",
        ),
    ]
