from django.db import migrations, models

from core.append_only import FreezeColumns


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0004_votes_never_change")]

    operations = [
        migrations.AddField(
            "topic",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "meeting",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "commitment",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "lookback",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "council",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "councilmember",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "microproject",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "seat",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        migrations.AddField(
            "papercount",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
        # SQLite made the tables anew, and lost what guarded them.
        FreezeColumns("deliberations_seat", ["council_id", "member_id", "number", "name", "user_id"]),
        FreezeColumns("deliberations_council", ["secrecy", "rule_id", "opened_at"], once="OLD.opened_at IS NOT NULL"),
    ]
