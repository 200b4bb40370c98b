from django.db import migrations, models

from core.append_only import FreezeColumns


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0008_days_that_open_and_close")]

    operations = [
        migrations.RemoveConstraint("suggestion", "suggestion_has_number_once_registered"),
        migrations.AlterField(
            "suggestion",
            "state",
            models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("discarded", "discarded"),
                    ("submitted", "submitted"),
                    ("returned", "returned for revision"),
                    ("rejected", "rejected"),
                    ("registered", "registered"),
                    ("assigned", "assigned"),
                    ("return_requested", "return requested"),
                    ("accepted", "accepted"),
                    ("replied", "replied"),
                    ("implementing", "under implementation"),
                    ("reported", "implementation reported"),
                    ("closed", "closed"),
                ],
                default="draft",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            "suggestion",
            models.CheckConstraint(
                name="suggestion_has_number_once_registered",
                condition=models.Q(state__in=["draft", "discarded", "submitted", "returned", "rejected"])
                | models.Q(number__isnull=False),
            ),
        ),
        # SQLite made the table anew, and lost what guarded it.
        FreezeColumns(
            "suggestions_suggestion",
            ["title", "situation", "proposal", "sponsor_id"],
            once="OLD.state NOT IN ('draft', 'returned')",
        ),
    ]
