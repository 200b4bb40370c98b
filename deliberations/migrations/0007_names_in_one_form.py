"""Members of councils in one form; who was noted as having come to a meeting or a vote stays as it was noted."""

from django.db import migrations

import core.names


def bring_into_one_form(apps, schema_editor):
    members = apps.get_model("deliberations", "CouncilMember").objects
    for member in members.only("name").iterator():
        members.filter(pk=member.pk).update(name=member.name)


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0006_confirmation_opens_on_a_day")]

    operations = [
        migrations.AlterField("councilmember", "name", core.names.NameField(max_length=60, verbose_name="name")),
        migrations.AlterField("delegate", "name", core.names.NameField(max_length=60, verbose_name="delegate")),
        migrations.RunPython(bring_into_one_form, migrations.RunPython.noop),
    ]
