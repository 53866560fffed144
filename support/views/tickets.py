from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.sharing.saved_views import views_of
from billing.views.lookup import see_other
from portal.kit.lists.drawn import drawn
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from support.forms import MessageForm, TicketForm
from support.models import Thread, Ticket
from support.models.thread import Side
from support.notices.reading import mark_read
from support.threads.addresses import named_in
from support.threads.recent import recent_documents
from support.threads.shown import messages_of
from support.threads.subjects import find_subject, subject_url, verb_for
from support.ticket_list import TICKETS, TicketFilterForm, status_of, ticket_rows
from support.tickets.moving import RATINGS, may_reply, rate, reply, resolve
from support.tickets.opening import NewTicket, open_ticket


@customer_view(Verb.SEE_TICKETS)
def ticket_list(request: CustomerRequest) -> HttpResponse:
    """The company's tickets: those not solved yet, or all."""
    today = request.organization.today()
    asked = TICKETS.asked(
        request.GET,
        items=Ticket.objects.seen_by(request.user, request.customer).select_related("opened_by"),
        form_of=lambda params: TicketFilterForm(params, today=today),
        today=today,
    )
    shown = drawn(request, asked, rows=ticket_rows, views=views_of(request.membership, "tickets"))
    return page(
        request,
        "support/ticket_list.jinja",
        {"list": shown},
        partials=("ticket-list",),
        status=shown.form.status_code,
    )


@customer_view(Verb.SEE_TICKETS)
def ticket_new(request: CustomerRequest) -> HttpResponse:
    """Ask a question. `?about=invoice.INV-00042` says which document it is about."""
    may = partial(_may, request)
    documents = recent_documents(request.customer, may)
    asked = request.POST.get("about") or request.GET.get("about", "")
    if asked and asked not in dict(documents):
        documents = [*_named(request, asked), *documents]
    form = TicketForm(
        request.POST or None,
        request.FILES or None,
        documents=documents,
        initial={"about": asked, "category": _category(asked)},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about, number = named_in(given["about"])
        new = NewTicket(
            subject=given["subject"],
            body=given["body"],
            category=given["category"],
            priority=given["priority"],
            about=about,
            about_number=number,
            is_private=given["is_private"],
            key=given["key"],
        )
        try:
            ticket = open_ticket(
                new, customer=request.customer, by=request.user, files=given["attached"]
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll answer as soon as we can."))
            return _back(ticket)
    context: dict[str, object] = {"form": form}
    return page(request, "support/ticket_new.jinja", context, status=422 if form.errors else 200)


@customer_view(Verb.SEE_TICKETS)
def ticket_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The thread, and what can be done."""
    ticket = _ticket(request, number)
    mark_read(request, (Thread.Subject.TICKET, ticket.number))
    return _show(request, ticket, MessageForm())


@customer_view(Verb.SEE_TICKETS)
@require_POST
def ticket_message_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Answer; a solved ticket is open again."""
    ticket = _ticket(request, number)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            reply(ticket, side=Side.CUSTOMER, author=request.user, **form.said)
        except Refusal as refusal:
            form.add_error("body", refusal.sentence)
        else:
            messages.success(request, _("Sent."))
            return _back(ticket)
    return _show(request, ticket, form)


@customer_view(Verb.SEE_TICKETS)
@require_POST
def ticket_solution_new(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer says that it is solved."""
    ticket = _ticket(request, number)
    try:
        resolve(ticket, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Marked as solved. You can still write here if it isn't."))
    return _back(ticket)


@customer_view(Verb.SEE_TICKETS)
@require_POST
def ticket_rating_new(request: CustomerRequest, number: str) -> HttpResponse:
    """How well it was solved."""
    ticket = _ticket(request, number)
    given = request.POST.get("rating", "")
    try:
        rate(ticket, rating=int(given) if given.isdecimal() else 0, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Thank you for telling us."))
    return _back(ticket)


def _show(request: CustomerRequest, ticket: Ticket, form: MessageForm) -> HttpResponse:
    may_see_about = bool(ticket.about) and _sees(request, ticket.about)
    context: dict[str, Any] = {
        "ticket": ticket,
        "status": status_of(ticket),
        "messages_shown": messages_of(ticket.thread, request.customer),
        "about_url": subject_url(ticket.about, ticket.about_number) if may_see_about else "",
        "form": form,
        "may_reply": may_reply(ticket),
        "ratings": RATINGS,
    }
    status = 422 if form.errors else 200
    return page(request, "support/ticket_detail.jinja", context, status=status)


def _ticket(request: CustomerRequest, number: str) -> Ticket:
    if "\x00" in number:
        raise Http404
    tickets = Ticket.objects.seen_by(request.user, request.customer)
    related = tickets.select_related("thread", "opened_by", "assignee")
    ticket: Ticket | None = related.filter(number=number).first()
    if ticket is None:
        raise Http404
    return ticket


def _may(request: CustomerRequest, verb: Verb) -> bool:
    return allows(request.membership, verb, request.customer)


def _sees(request: CustomerRequest, kind: str) -> bool:
    verb = verb_for(kind)
    return verb is not None and _may(request, verb)


def _named(request: CustomerRequest, asked: str) -> list[tuple[str, str]]:
    """A document named in the address that is none of the recent ones."""
    kind, number = named_in(asked)
    if not _sees(request, kind) or find_subject(request.customer, kind, number) is None:
        return []
    return [(asked, number)]


def _category(asked: str) -> str:
    kind, _number = named_in(asked)
    categories = {"order": Ticket.Category.ORDER, "": Ticket.Category.OTHER}
    return categories.get(kind, Ticket.Category.BILLING)


def _back(ticket: Ticket) -> HttpResponse:
    return see_other(reverse("support:ticket-detail", args=[ticket.number]))
