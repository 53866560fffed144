"""The people of a customer and those invited, as staff see and change them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from accounts.models import Customer, Invitation, Membership

MAX_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class People:
    """`has_more` says that not all are listed. `last_sign_in` is of those listed."""

    places: list[Membership]
    invitations: list[Invitation]
    has_more: bool

    @property
    def last_sign_in(self) -> datetime | None:
        """When anybody of the company signed in last."""
        seen = [place.user.last_login for place in self.places if place.user.last_login]
        return max(seen, default=None)


def people_of(customer: Customer) -> People:
    """Whoever signed in last first. Two statements."""
    places = list(
        Membership.objects.filter(customer=customer)
        .select_related("user")
        .order_by("-user__is_active", F("user__last_login").desc(nulls_last=True), "pk")[
            : MAX_PEOPLE + 1
        ]
    )
    invitations = list(Invitation.objects.for_customer(customer).open()[:MAX_PEOPLE])
    return People(places[:MAX_PEOPLE], invitations, len(places) > MAX_PEOPLE)
