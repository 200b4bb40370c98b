from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stations", "0004_concerns_carry_an_edition")]

    operations = [
        migrations.AddField(
            "feedback",
            "taken_back_at",
            models.DateTimeField(blank=True, null=True, verbose_name="taken back at"),
        ),
    ]
