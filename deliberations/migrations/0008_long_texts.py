"""Texts that take over residents' words hold as much; what one move copies to another thing is kept whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0007_names_in_one_form")]

    operations = [
        # The columns have no length, and some of them a trigger that SQLite would lose with a rebuilt table.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "topic", "statement", models.TextField(max_length=10_000, verbose_name="what it is about")
                ),
                migrations.AlterField(
                    "microproject", "need", models.TextField(max_length=10_000, verbose_name="what is needed")
                ),
                migrations.AlterField(
                    "microproject", "benefit", models.TextField(max_length=10_000, verbose_name="what it will bring")
                ),
            ]
        ),
        migrations.AlterField(
            "microproject",
            "decline_reason",
            models.CharField(blank=True, max_length=2000, verbose_name="reason for declining"),
        ),
        migrations.AlterField(
            "commitment", "done_note", models.CharField(blank=True, max_length=4000, verbose_name="what was done")
        ),
        migrations.AlterField(
            "attendance", "reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")
        ),
    ]
