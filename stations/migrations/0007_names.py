from django.db import migrations, models

import core.names


class Migration(migrations.Migration):
    dependencies = [("stations", "0006_index_of_digits")]

    operations = [
        migrations.AlterModelOptions(
            "representative",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "representative",
                "verbose_name_plural": "representatives",
            },
        ),
        migrations.AlterField("representative", "name", core.names.NameField(max_length=60, verbose_name="name")),
        migrations.AddField(
            "representative",
            "name_addition",
            models.CharField(blank=True, default="", max_length=60, verbose_name="addition to the name"),
            preserve_default=False,
        ),
        migrations.AddField(
            "representative",
            "search_keys",
            models.CharField(blank=True, default="", editable=False, max_length=400, verbose_name="search keys"),
            preserve_default=False,
        ),
        migrations.AddField(
            "representative",
            "sort_key",
            models.CharField(blank=True, default="", editable=False, max_length=400, verbose_name="sort key"),
            preserve_default=False,
        ),
    ]
