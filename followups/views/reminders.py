"""What waits for the person, and what was reminded of before."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.actions import perform
from core.lists import page_of
from followups import actions
from followups.filters import ReminderFilter
from followups.models import Reminder
from followups.queries import open_reminders, settled_reminders


@require_safe
def reminder_list(request: HttpRequest) -> HttpResponse:
    """The person's own reminders, the nearest date first; nothing changes by looking (rule 45)."""
    settled = request.GET.get("show") == "settled"
    reminders = settled_reminders(request.user) if settled else open_reminders(request.user)
    chosen = ReminderFilter(request.GET, reminders, request=request)
    tabs = [
        {"label": _("Waiting"), "url": request.path, "current": not settled, "count": 0},
        {"label": _("Settled"), "url": "?show=settled", "current": settled, "count": 0},
    ]
    page = page_of(chosen.qs, request)
    context = {"page": page, "tabs": tabs, "settled": settled, "unread": any(not r.read_at for r in page)}
    return render(request, "followups/reminder/list.html", context)


@require_POST
def reminder_mark_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks one reminder as read."""
    reminder = get_object_or_404(Reminder.objects.visible_to(request.user), pk=pk)
    perform(actions.mark_read, reminder, by=request.user)
    return redirect("followups:reminder-list")


@require_POST
def reminder_mark_all_read(request: HttpRequest) -> HttpResponse:
    """Marks the whole list as read; what it reminds of stays to be done."""
    count = perform(actions.mark_all_read, by=request.user)
    text = ngettext("%(count)d reminder marked as read.", "%(count)d reminders marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("followups:reminder-list")
