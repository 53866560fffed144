"""Who is told of a new message, and by which address."""

from __future__ import annotations

from django.db.models import Q

from accounts.access import Verb, allows
from accounts.models import Membership, Organization, Role, User
from support.models import Thread

MOST = 20


def customer_recipients(thread: Thread) -> list[User]:
    """The customer's people whom an answer goes to: who has written, and who opened the ticket;
    where nobody has, the owners. Only those who still belong to the company and may see threads.
    Three statements."""
    writers = Q(pk__in=thread.messages.filter(side="customer").values("author"))
    ticket = getattr(thread, "ticket", None)
    if ticket is not None:
        writers |= Q(pk=ticket.opened_by_id)
    places = Membership.objects.filter(customer=thread.customer_id, user__is_active=True)
    places = places.select_related("user", "customer").order_by("user__name", "pk")
    people = [place for place in places if allows(place, Verb.SEE_TICKETS)]
    talking = set(User.objects.filter(writers).values_list("pk", flat=True))
    found = [place.user for place in people if place.user_id in talking]
    if not found and (ticket is None or not ticket.is_private):
        found = [place.user for place in people if place.role == Role.OWNER]
    return found[:MOST]


def seller_address(thread: Thread) -> str:
    """Where the customer's messages go: to whoever looks after the ticket, else to the seller."""
    ticket = getattr(thread, "ticket", None)
    if ticket is not None and ticket.assignee is not None and ticket.assignee.is_active:
        return str(ticket.assignee.email)
    return Organization.current().email
