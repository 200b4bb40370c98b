"""What beat calls. Due work is worked out from the database, so a tick may be missed, doubled or killed."""

import logging
from typing import Any

from celery import shared_task
from celery.signals import before_task_publish
from django.db import DatabaseError

from followups import actions
from followups.enums import Process

log = logging.getLogger(__name__)
TASK = "followups.tasks.run_followups"


@shared_task(name=TASK)
def run_followups() -> None:
    """One tick: everything that is due by now, whatever was missed before."""
    run = actions.run_followups()
    actions.give_sign_of_life(Process.WORKER)
    if run.problems:
        raise ExceptionGroup("parts of the follow-ups failed", run.problems)


@before_task_publish.connect(sender=TASK, dispatch_uid="followups.beat_is_alive")
def beat_is_alive(**_kwargs: Any) -> None:
    """Only beat publishes the tick, so its publishing is beat's sign of life."""
    try:
        actions.give_sign_of_life(Process.BEAT)
    except DatabaseError:
        log.exception("the sign of life of beat could not be stored")
