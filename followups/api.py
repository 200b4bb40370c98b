"""Reminders and notifications in the REST API: the caller's own."""

from typing import Any

from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from core.api import NoInput, NounViewSet, move
from followups import actions
from followups.filters import NotificationFilter, ReminderFilter
from followups.models import Reminder


class ReminderOutput(serializers.ModelSerializer):
    """A reminder: what is due, when, and which step of the ladder it has reached."""

    state = serializers.SerializerMethodField()
    allowed_moves = serializers.SerializerMethodField()

    class Meta:
        model = Reminder
        fields = [
            "id", "state", "kind", "noun", "subject_id", "title", "place", "count", "due_on", "step", "url",
            "created_at", "read_at", "settled_at", "allowed_moves",
        ]  # fmt: skip

    def get_state(self, reminder: Reminder) -> str:
        """Open until the thing is done, put off or followed by the next step."""
        return "settled" if reminder.settled_at else "open"

    def get_allowed_moves(self, reminder: Reminder) -> list[str]:
        """A reminder goes when its cause is gone, and by nothing else."""
        return []


class NotificationOutput(ReminderOutput):
    """A reminder as it stands in the in-app list."""

    def get_allowed_moves(self, reminder: Reminder) -> list[str]:
        """It may be marked as read once."""
        return [] if reminder.read_at else ["mark-read"]


class ReminderViewSet(NounViewSet):
    """What waits for the caller, the nearest date first."""

    model = Reminder
    serializer_class = ReminderOutput
    filterset_class = ReminderFilter
    ordering_fields = ["due_on", "id"]

    def arrange(self, queryset: Any) -> Any:
        return queryset.open().order_by("due_on", "pk")


class NotificationViewSet(NounViewSet):
    """What the caller was ever reminded of, newest first; the in-app list is the only channel yet."""

    model = Reminder
    serializer_class = NotificationOutput
    filterset_class = NotificationFilter
    ordering_fields = ["created_at", "id"]
    mark_read = move("mark_read", NoInput, actions.mark_read)


def register(router: SimpleRouter) -> None:
    """Adds the nouns of this app to the API."""
    router.register("reminders", ReminderViewSet, "reminders")
    router.register("notifications", NotificationViewSet, "notifications")
