"""What customers have done about paying: an announced transfer, a dispute, rules staff made."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Customer, Membership, User
from billing.documents.disputes import raise_dispute
from billing.models import Invoice, InvoiceDispute, MethodRule, PartialPaymentRule
from billing.payments.planning.items_to_pay import items_to_pay_of
from billing.payments.planning.plan import RequestedAmounts, suggest_amounts
from billing.payments.transfers import announce_transfer, declare_sent
from portal.demo.filling.story import Story

ANNOUNCED, SENT = UUID(int=0x20260101), UUID(int=0x20260102)


def tell(story: Story, customers: dict[str, Customer]) -> None:
    """After everything else: it speaks of what is open then."""
    transfers(story, customers)
    dispute(customers["marlow"])
    rules(customers)


def transfers(story: Story, customers: dict[str, Customer]) -> None:
    """One sent and waiting for staff to match it, one only announced."""
    for key, once in (("lumiere", SENT), ("alnoor", ANNOUNCED)):
        customer = customers[key]
        transfer = announce_transfer(
            customer=customer, asked=_oldest_two(customer), by=_owner(customer), key=once
        )
        if once == SENT:
            declare_sent(transfer, on=story.ago(1))


def dispute(customer: Customer) -> None:
    issued = Invoice.objects.for_customer(customer).issued().filter(open_item__open__gt=0)
    raise_dispute(
        issued.order_by("-issued_on", "-pk")[0],
        reason=InvoiceDispute.Reason.GOODS,
        comment="Two of the lamps arrived cracked; we expect a credit for them.",
        by=_owner(customer),
    )


def rules(customers: dict[str, Customer]) -> None:
    """No transfer under five pounds; the café on hold pays its invoices whole."""
    transfer = MethodRule.Method.BANK_TRANSFER
    MethodRule.objects.create(method=transfer, currency="GBP", minimum=5)
    kettle = customers["kettle"]
    PartialPaymentRule.objects.create(customer=kettle, allows=PartialPaymentRule.Allows.FULL_ONLY)


def _oldest_two(customer: Customer) -> RequestedAmounts:
    items_to_pay = items_to_pay_of(customer)
    invoices = [
        payable_item.key for payable_item in items_to_pay.payable_items if payable_item.is_invoice
    ]
    return suggest_amounts(
        payable_items=items_to_pay.payable_items, credit_sources=[], chosen=invoices[:2]
    )


def _owner(customer: Customer) -> User:
    return (
        Membership.objects.filter(customer=customer).select_related("user").order_by("pk")[0].user
    )
