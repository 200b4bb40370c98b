from django.contrib.auth.views import LoginView
from django.urls import path

from plain import views

urlpatterns = [
    path("sign-in/", LoginView.as_view(template_name="plain/sign_in.html"), name="sign-in"),
    path("tickets/", views.ticket_list, name="ticket-list"),
    path("tickets/new/", views.ticket_new, name="ticket-new"),
]
