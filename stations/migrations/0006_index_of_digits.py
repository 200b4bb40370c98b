"""Telephone numbers are found in every spelling; what was typed stays as it is."""

from django.db import migrations

from core.telephones import phone_index


def index_by_digits(apps, schema_editor):
    contacts = apps.get_model("stations", "Contact").objects
    # An encrypted field cannot be compared, so every row that was not anonymised is read.
    for contact in contacts.filter(anonymised_at=None).only("phone").iterator():
        contacts.filter(pk=contact.pk).update(phone_index=phone_index(contact.phone))


class Migration(migrations.Migration):
    dependencies = [("stations", "0005_telephones")]

    operations = [migrations.RunPython(index_by_digits, migrations.RunPython.noop)]
