"""A message with several matters becomes a concern for each of them; all of them keep its words (rule 6)."""

import django.db.models.deletion
from django.db import migrations, models

from core.append_only import FreezeColumns


class Migration(migrations.Migration):
    dependencies = [("stations", "0013_lists_of_categories")]

    operations = [
        migrations.AddField(
            "concern",
            "split_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="stations.concern",
                verbose_name="split from",
            ),
        ),
        migrations.AddField(
            "concern",
            "part",
            models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="which matter of the message"
            ),
        ),
        # SQLite made the tables anew, and lost what guarded them.
        FreezeColumns("stations_concern", ["words"]),
    ]
