from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0011_long_words")]

    operations = [
        migrations.AddField(
            "concern",
            "runs_from",
            models.DateField(blank=True, null=True, verbose_name="terms run from"),
        ),
        migrations.AddIndex(
            "concern",
            models.Index(fields=["station", "-received_at", "-id"], name="concern_of_station_received"),
        ),
    ]
