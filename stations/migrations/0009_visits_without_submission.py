from django.db import migrations


class Migration(migrations.Migration):
    """A form sent twice is known by its token, like every other."""

    dependencies = [("stations", "0008_pinyin_of_names")]

    operations = [migrations.RemoveField("visit", "submission")]
