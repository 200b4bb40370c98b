from django.db import migrations

from core.append_only import RefuseChanges
from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0001_deliberations")]

    operations = [
        RefuseChanges("deliberations_study"),
        SearchIndex("deliberations_topic", "terms"),
    ]
