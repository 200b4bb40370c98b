from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0002_words_never_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="concern",
            name="route",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answered", "answered on the spot"),
                    ("hotline", "passed to the district hotline"),
                    ("community", "passed to the community"),
                    ("subdistrict", "passed to the subdistrict"),
                    ("topic", "raised as a topic"),
                    ("contact_letter", "contact letter"),
                    ("suggestion", "suggestion"),
                    ("micro_project", "micro-project"),
                    ("not_accepted", "not accepted"),
                ],
                max_length=20,
                verbose_name="route",
            ),
        ),
    ]
