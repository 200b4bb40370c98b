from django.urls import path

from followups.views import heartbeats, reminders

app_name = "followups"

urlpatterns = [
    path("", reminders.reminder_list, name="reminder-list"),
    path("mark-all-read/", reminders.reminder_mark_all_read, name="reminder-mark-all-read"),
    path("<int:pk>/mark-read/", reminders.reminder_mark_read, name="reminder-mark-read"),
    path("heartbeats/", heartbeats.heartbeat_list, name="heartbeat-list"),
]
