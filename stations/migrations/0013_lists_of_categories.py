import django.db.models.deletion
from django.db import migrations, models

from core.append_only import FreezeColumns


def to_one(model, name, related):
    return models.ForeignKey(
        model,
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related,
        verbose_name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("stations", "0012_what_is_entered_late")]

    operations = [
        migrations.CreateModel(
            name="CategoryList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="name in English")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="origin")),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
            ],
            options={
                "verbose_name": "list of categories",
                "verbose_name_plural": "lists of categories",
                "ordering": ["order", "pk"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            "category", "examples", models.CharField(blank=True, max_length=200, verbose_name="examples")
        ),
        migrations.AddField(
            "category", "examples_en", models.CharField(blank=True, max_length=300, verbose_name="examples in English")
        ),
        migrations.AddField(
            "category",
            "needs_note",
            models.BooleanField(default=False, verbose_name="says in a note what it is about"),
        ),
        migrations.AddField("category", "list", to_one("stations.categorylist", "list", "categories")),
        migrations.AddField("category", "until", models.DateField(blank=True, null=True, verbose_name="until")),
        migrations.AddField(
            "category", "counted_as", to_one("stations.category", "counted in the list before as", "+")
        ),
        migrations.AddField("concern", "second_category", to_one("stations.category", "second category", "+")),
        migrations.AddField(
            "concern",
            "category_note",
            models.CharField(blank=True, max_length=100, verbose_name="note on the category"),
        ),
        # SQLite made the table anew, and lost what guarded it.
        FreezeColumns("stations_concern", ["words"]),
    ]
