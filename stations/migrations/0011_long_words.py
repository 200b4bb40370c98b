"""A resident's words may have 10 000 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0010_feedback_can_be_taken_back")]

    operations = [
        # The columns have no length, and some of them a trigger that SQLite would lose with a rebuilt table.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "concern", "words", models.TextField(max_length=10_000, verbose_name="the resident's own words")
                ),
                migrations.AlterField(
                    "wordscorrection", "words", models.TextField(max_length=10_000, verbose_name="corrected words")
                ),
            ]
        ),
    ]
