import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from core.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [
        ("suggestions", "0004_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="contact waived")),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="suggestions.assignment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="waivers", to="suggestions.round"
                    ),
                ),
            ],
            options={
                "verbose_name": "waiver of a contact",
                "verbose_name_plural": "waivers of contacts",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("assignment", "round"), name="waiver_once_per_round")],
            },
        ),
        RefuseChanges("suggestions_contactwaiver"),
        migrations.AddField(
            model_name="suggestion",
            name="contact_waived_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="contact waived"),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="extension_asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="more time asked for"),
        ),
        migrations.AddField(
            model_name="extensionrequest",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ended without a decision"),
        ),
        migrations.AddField(
            model_name="extensionrequest",
            name="assignment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extension_requests",
                to="suggestions.assignment",
            ),
        ),
        migrations.AddField(
            model_name="sponsorcontact",
            name="assignment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="suggestions.assignment",
            ),
        ),
    ]
