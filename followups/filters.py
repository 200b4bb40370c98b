"""What lists of reminders can be narrowed by, on the page and in the API alike."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filters import FilterSet
from followups.enums import Kind
from followups.models import Reminder


class ReminderFilter(FilterSet):
    """Reminders by kind and by what they are about."""

    kind = django_filters.ChoiceFilter(label=_("Kind of reminder"), choices=Kind)

    class Meta:
        model = Reminder
        fields = ["noun", "subject_id", "due_on"]


class NotificationFilter(ReminderFilter):
    """Also by whether they were read and settled."""

    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    settled = django_filters.BooleanFilter(field_name="settled_at", lookup_expr="isnull", exclude=True)
