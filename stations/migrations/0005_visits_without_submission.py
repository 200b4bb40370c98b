from django.db import migrations


class Migration(migrations.Migration):
    """A form sent twice is known by its token, like every other."""

    dependencies = [("stations", "0004_concerns_carry_an_edition")]

    operations = [migrations.RemoveField("visit", "submission")]
