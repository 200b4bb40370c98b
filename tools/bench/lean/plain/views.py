import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from plain.forms import TicketFilter, TicketForm
from plain.models import Event, Outbox, Ticket


@login_required
def ticket_list(request: HttpRequest) -> HttpResponse:
    form = TicketFilter(request.GET)
    tickets = Ticket.objects.select_related("category", "author")
    if form.is_valid():
        chosen: dict[str, Any] = form.cleaned_data
        if chosen["q"]:
            tickets = tickets.filter(words__icontains=chosen["q"])
        if chosen["state"]:
            tickets = tickets.filter(state=chosen["state"])
        if chosen["category"]:
            tickets = tickets.filter(category=chosen["category"])
    page = Paginator(tickets, 25).get_page(request.GET.get("page"))
    return render(request, "plain/ticket_list.html", {"form": form, "page": page})


@login_required
def ticket_new(request: HttpRequest) -> HttpResponse:
    form = TicketForm(request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            ticket = form.save(commit=False)
            ticket.author, ticket.number = request.user, uuid.uuid4().hex[:24]
            ticket.save()
            event = Event.objects.create(ticket=ticket, verb="create", actor=request.user)
            Outbox.objects.create(event=event)
        messages.success(request, "已登记。")
        return redirect("ticket-list")
    return render(request, "plain/ticket_new.html", {"form": form})
