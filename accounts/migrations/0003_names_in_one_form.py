"""A name typed with a blank between its characters is the name without it."""

from django.db import migrations

import core.names


def bring_into_one_form(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    for person in people.only("name").iterator():
        people.filter(pk=person.pk).update(name=person.name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_ins_stay_readable")]

    operations = [
        migrations.AlterField("user", "name", core.names.NameField(max_length=60, verbose_name="name")),
        migrations.RunPython(bring_into_one_form, migrations.RunPython.noop),
    ]
