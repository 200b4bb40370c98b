"""A paper holds as much as the words that it grows from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0009_drafts_are_discarded")]

    operations = [
        # The columns have no length, and some of them a trigger that SQLite would lose with a rebuilt table.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "suggestion", "situation", models.TextField(blank=True, max_length=10_000, verbose_name="situation")
                ),
                migrations.AlterField(
                    "suggestion", "proposal", models.TextField(blank=True, max_length=10_000, verbose_name="proposal")
                ),
            ]
        ),
    ]
