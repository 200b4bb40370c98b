from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0009_visits_without_submission")]

    operations = [
        migrations.AddField(
            "feedback",
            "taken_back_at",
            models.DateTimeField(blank=True, null=True, verbose_name="taken back at"),
        ),
    ]
