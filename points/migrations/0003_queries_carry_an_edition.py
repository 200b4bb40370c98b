from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("points", "0002_ledger_never_changes")]

    operations = [
        migrations.AddField(
            "pointsquery",
            "edition",
            models.PositiveIntegerField(db_default=1, default=1, editable=False, verbose_name="edition"),
        ),
    ]
