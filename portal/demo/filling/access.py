"""A hold with its way out, a shared link, and somebody who asks to be erased."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.company.account_hold import set_hold
from accounts.models import Customer, SharedLink, User
from accounts.privacy.erasure import ask
from accounts.sharing.shared_links import share
from billing.models import OpenItem
from billing.sharing.invoice import INVOICE
from portal.demo.logins import SHARED_SECRET
from portal.kit.secrets.tokens import hash_of


def tell(customers: dict[str, Customer]) -> None:
    _hold(customers["kettle"])
    _share(customers["bramblewick"])
    _erasure()


def _hold(customer: Customer) -> None:
    """Ends by itself once the four overdue invoices are paid."""
    set_hold(
        customer,
        reason="Two of the three instalments agreed by telephone were missed.",
        release=Customer.HoldRelease.NOTHING_OVERDUE,
    )
    since = timezone.now() - timedelta(days=12)
    Customer.objects.filter(pk=customer.pk).update(hold_since=since)


def _share(customer: Customer) -> None:
    """Two links to an invoice that is due: one opened, one revoked."""
    member = User.objects.get(email="accounts@example.com")
    invoices = OpenItem.objects.for_customer(customer).payable().filter(kind="invoice")
    number = invoices.values_list("number", flat=True)[3]
    made = [
        share(
            customer=customer,
            kind=INVOICE,
            number=number,
            title=f"Invoice {number}",
            made_by=member,
            name=name,
            email=email,
        ).link
        for name, email in (("Ida Former", ""), ("Otto Treasurer", "treasurer@example.com"))
    ]
    now = timezone.now()
    SharedLink.objects.filter(pk=made[0].pk).update(revoked_at=now, revoked_by=member)
    SharedLink.objects.filter(pk=made[1].pk).update(
        token_hash=hash_of(SHARED_SECRET),
        uses=3,
        first_used_at=now - timedelta(days=2),
        last_used_at=now - timedelta(hours=5),
    )


def _erasure() -> None:
    viewer = User.objects.get(email="viewer@example.com")
    ask(viewer, comment="The audit is done and I no longer work with Bramblewick.")
