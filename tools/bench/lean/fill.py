"""Fills the plain project's database: thirty people and as many tickets as asked for."""

import json
import os
import sys

sys.path[0] = os.getcwd()

CATEGORIES = 18
PEOPLE = 30
TICKETS = """
INSERT INTO plain_ticket (number, title, words, place, state, urgency, category_id, author_id, created_at, due_on)
SELECT 'T' || k, '小区门口乱停车 ' || k, '小区门口乱停车，晚上消防车进不来，希望尽快划线并安排人员巡查。',
    '六联路口', (ARRAY['new', 'open', 'closed'])[1 + k %% 3], 'ordinary', %s + k %% %s, %s + k %% %s,
    now() - (k %% 900) * interval '1 day', current_date + (k %% 30)::int
FROM generate_series(1, %s) AS k
"""


def main(tickets: int, password: str, mark: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "plain.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from plain.models import Category

    # Our own tables have no migrations, and point to tables that have.
    for app in ("contenttypes", "auth", "sessions"):
        call_command("migrate", app, verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    categories = [Category.objects.create(name=f"类别 {number}") for number in range(CATEGORIES)]
    people = [
        User.objects.create_user(f"person-{number}", password=password, first_name="明", last_name="王")
        for number in range(PEOPLE)
    ]
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, [categories[0].pk, CATEGORIES, people[0].pk, PEOPLE, tickets])
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(f"COMMENT ON DATABASE {connection.settings_dict['NAME']} IS %s", [mark])
    print(json.dumps({"tickets": tickets}))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
