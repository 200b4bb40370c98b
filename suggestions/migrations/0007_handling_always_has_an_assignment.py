import django.db.models.deletion
from django.db import migrations, models

from core.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("suggestions", "0006_handling_is_given_its_assignment")]

    operations = [
        migrations.RemoveField(model_name="round", name="contact_waived_at"),
        migrations.RemoveConstraint(model_name="extensionrequest", name="extension_one_pending"),
        migrations.AlterField(
            model_name="extensionrequest",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extension_requests",
                to="suggestions.assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="extensionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("granted__isnull", True)),
                fields=("assignment",),
                name="extension_one_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="extensionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted__isnull", True), ("ended_at__isnull", True), _connector="OR"),
                name="extension_decided_or_ended",
            ),
        ),
        migrations.AlterField(
            model_name="sponsorcontact",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="suggestions.assignment",
            ),
        ),
        # SQLite has built the table anew, and the migration before had lifted the refusal on both engines.
        RefuseChanges("suggestions_sponsorcontact"),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("extension_asked_at__isnull", False)),
                fields=["due_on", "id"],
                name="suggestion_extension_to_decide",
            ),
        ),
    ]
