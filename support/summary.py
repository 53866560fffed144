"""What My Profile shows of tickets and documents."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Customer, User
from support.models import DocumentRequest, SharedDocument, Ticket

MOST = 3


@dataclass(frozen=True, slots=True)
class TicketSummary:
    """Tickets that wait for this person's company, and how many are not solved at all."""

    awaiting_customer: list[Ticket]
    live_count: int


def ticket_summary(user: User, customer: Customer) -> TicketSummary:
    """One statement."""
    live = list(Ticket.objects.seen_by(user, customer).live().order_by("-waiting_since")[:100])
    waiting = [one for one in live if one.status == Ticket.Status.AWAITING_CUSTOMER]
    return TicketSummary(waiting[:MOST], len(live))


def asked_documents(customer: Customer) -> list[DocumentRequest]:
    """Documents that the seller waits for, the most urgent first. One statement."""
    asked = DocumentRequest.objects.for_customer(customer).filter(status__in=["asked", "uploaded"])
    return list(asked.select_related("asked_by").order_by("due_on", "pk"))


def newest_documents(user: User, customer: Customer) -> list[SharedDocument]:
    """The newest of the shared documents this person sees. One statement."""
    return list(SharedDocument.objects.seen_by(user, customer)[:MOST])
