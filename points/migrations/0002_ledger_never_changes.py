from django.db import migrations

from core.append_only import RefuseChanges


class Migration(migrations.Migration):
    dependencies = [("points", "0001_points")]

    operations = [RefuseChanges("points_ledgerentry")]
