"""A calendar's secret address: made, found, revoked."""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from accounts.access import Verb, allows, membership_for
from accounts.models import Customer, Membership, User
from orders.models import CalendarFeed


@transaction.atomic
def make_feed(customer: Customer, user: User) -> str:
    """The secret of a new address; the one before opens nothing any more. It is told once."""
    revoke_feed(customer, user)
    secret = token_urlsafe(32)
    CalendarFeed.objects.create(customer=customer, user=user, secret_sha256=_hash(secret))
    return secret


def revoke_feed(customer: Customer, user: User) -> None:
    """This person's address for this company opens nothing any more."""
    CalendarFeed.objects.for_customer(customer).filter(user=user).delete()


def feed_of(customer: Customer, user: User) -> CalendarFeed | None:
    """This person's feed, if there is one. One statement."""
    found: CalendarFeed | None = (
        CalendarFeed.objects.for_customer(customer).filter(user=user).first()
    )
    return found


def opened_by(secret: str) -> tuple[CalendarFeed, Membership] | None:
    """The feed of this secret while its person is active and may still see the company's orders."""
    related = CalendarFeed.objects.select_related("customer", "user")
    feed = related.filter(secret_sha256=_hash(secret)).first()
    if feed is None or not feed.user.is_active:
        return None
    membership = membership_for(feed.user, feed.customer)
    if membership is None or not allows(membership, Verb.SEE_ORDERS, feed.customer):
        return None
    return feed, membership


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
