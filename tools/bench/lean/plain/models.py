"""A ticket, what happened to it, and what somebody is to be told of it."""

from django.conf import settings
from django.db import models


class Category(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    class State(models.TextChoices):
        NEW = "new"
        OPEN = "open"
        CLOSED = "closed"

    class Urgency(models.TextChoices):
        ORDINARY = "ordinary"
        PRESSING = "pressing"

    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    words = models.TextField()
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.NEW)
    urgency = models.CharField(max_length=20, choices=Urgency, default=Urgency.ORDINARY)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    created_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="ticket_by_state")]

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT)
    verb = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.verb


class Outbox(models.Model):
    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
