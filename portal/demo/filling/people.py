"""What people are up to in the demo: a group of companies, an invitation, somebody who applies."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.membership.people import new_person
from accounts.models import AccessRequest, Customer, Invitation, Membership, Role, User

GROUP = "bramblewick"


def tell(customers: dict[str, Customer]) -> None:
    """Make `online` a subsidiary of the busiest account, whose owner acts for both."""
    parent, child = customers[GROUP], customers["online"]
    Customer.objects.filter(pk=child.pk).update(parent=parent)
    Membership.objects.filter(customer=parent, role=Role.OWNER).update(includes_subsidiaries=True)
    _invite(parent)
    _apply()


def _invite(customer: Customer) -> None:
    owner = User.objects.get(email="owner@example.com")
    for email, role, days in (
        ("auditor@example.com", Role.VIEWER, 3),
        ("depot@example.com", Role.BUYER, -2),
    ):
        Invitation.objects.create(
            customer=customer,
            email=email,
            role=role,
            invited_by=owner,
            expires_at=timezone.now() + timedelta(days=days),
        )


def _apply() -> None:
    for email, name, company, message in (
        (
            "cafe@example.com",
            "Carla Beans",
            "Beans & Crumbs Café",
            "We buy from your van on Fridays.",
        ),
        ("stores@example.com", "Sam Shelf", "Bramblewick Stores", ""),
    ):
        AccessRequest.objects.create(
            email=email,
            name=name,
            company=company,
            message=message,
            user=new_person(email=email, name=name),
            state=AccessRequest.State.AWAITING,
            confirmed_at=timezone.now(),
        )
