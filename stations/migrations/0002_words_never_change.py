from django.db import migrations

from core.append_only import FreezeColumns, RefuseChanges
from core.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("stations", "0001_stations")]

    operations = [
        FreezeColumns("stations_concern", ["words"]),
        RefuseChanges("stations_wordscorrection"),
        RefuseChanges("stations_contactreveal"),
        SearchIndex("stations_concern", "terms"),
        SearchIndex("stations_visit", "terms"),
    ]
