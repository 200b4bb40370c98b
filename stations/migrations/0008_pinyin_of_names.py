"""Representatives are found and ordered by their surname's own reading; additions in brackets stand beside the name."""

from django.db import migrations

from core.names import initials, search_keys, sort_key, split_name


def read_names(apps, schema_editor):
    people = apps.get_model("stations", "Representative").objects
    for person in people.only("name").iterator():
        name, addition = split_name(person.name)
        keys = {"initials": initials(name), "search_keys": search_keys(name), "sort_key": sort_key(name)}
        people.filter(pk=person.pk).update(name=name, name_addition=addition[:60], **keys)


class Migration(migrations.Migration):
    dependencies = [("stations", "0007_names")]

    operations = [migrations.RunPython(read_names, migrations.RunPython.noop)]
