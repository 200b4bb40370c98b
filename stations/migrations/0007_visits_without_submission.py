from django.db import migrations


class Migration(migrations.Migration):
    """A form sent twice is known by its token, like every other."""

    dependencies = [("stations", "0006_index_of_digits")]

    operations = [migrations.RemoveField("visit", "submission")]
