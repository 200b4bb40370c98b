from django.db import migrations

from core.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("core", "0002_events")]

    operations = [RefuseChanges("core_event")]
