"""What the software does by itself with suggestions."""

from celery import shared_task

from suggestions import actions


@shared_task
def lapse_scores() -> int:
    """Closes the scoring windows that have passed (rule 30); safe to run at any time and twice."""
    return actions.lapse_scores()
