"""Worker and beat. The schedule is code, and every task works out what is due from the database.

So the broker may be emptied, a worker killed and a tick doubled or missed at any time: nothing is lost by it.
"""

import os

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

MINUTES = 60
RUN_FOLLOWUPS = "followups.tasks.run_followups"

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "run-followups": {
        "task": RUN_FOLLOWUPS,
        "schedule": 5 * MINUTES,
        # A tick that no worker took before the next one comes is of no use to anybody.
        "options": {"expires": 5 * MINUTES},
    },
}


@beat_init.connect
def catch_up(**_: object) -> None:
    """Whatever fell due while beat was off is worked off at once, not at the next tick."""
    app.send_task(RUN_FOLLOWUPS, retry=False)
