"""Years that were loaded from the official table are complete; a year that somebody began to enter is not."""

from django.db import migrations
from django.utils import timezone

from core.holidays import statutory_days

#: The years that the software ever shipped.
SHIPPED = range(2017, 2027)


def call_announced_years_complete(apps, schema_editor):
    rows, years = apps.get_model("core", "WorkdayOverride").objects, apps.get_model("core", "CalendarYear").objects
    for year in SHIPPED:
        off = set(rows.filter(date__year=year, is_workday=False).values_list("date", flat=True))
        needed = {day for day in statutory_days(year) if day.weekday() < 5}
        if needed <= off:
            said = {"origin": "chinese-calendar", "completed_at": timezone.now()}
            years.get_or_create(year=year, defaults=said)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_calendar_years")]

    operations = [migrations.RunPython(call_announced_years_complete, migrations.RunPython.noop)]
