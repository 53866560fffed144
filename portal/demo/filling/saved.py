"""What the demo's companies have done with the stand-in for Stripe: cards kept, money paid in
advance by card, some of it sent back, some disputed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast
from uuid import uuid4

from accounts.models import Customer, Membership
from billing.models import Payment, SavedMethod
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online.attempts import converge, start_payment
from billing.payments.online.refunds import request_refund
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.saved_methods.gateway_customers import gateway_customer
from billing.payments.saved_methods.methods import make_default, remove, save_method
from portal.demo.filling.companies import ERP_PREFIX

# By number of the company: Stripe's own names for its test cards, the default first. The last of
# the first company's asks its bank each time.
KEPT = {
    "1001": ("pm_card_visa", "pm_card_mastercard", "pm_card_authenticationRequired"),
    "1002": ("pm_card_amex",),
    "1012": ("pm_card_createDispute", "pm_card_mastercard"),
    "1013": ("pm_usBankAccount_success", "pm_card_visa"),
}
# What they paid in advance, and what of it went back.
PAID = {"1002": (Decimal(250), Decimal(90)), "1012": (Decimal(120), None)}
# Its first card disputed what it paid, and has been taken away since.
DISPUTED = "1012"


def tell() -> None:
    """Once the stand-in answers; what is saved already stays."""
    for number, tokens in KEPT.items():
        customer = Customer.objects.filter(external_reference=f"{ERP_PREFIX}{number}").first()
        if customer is None or SavedMethod.objects.for_customer(customer).exists():
            continue
        owner = Membership.objects.filter(customer=customer).order_by("pk").first()
        there = gateway_customer(customer)
        for token in tokens:
            instrument = _set_up(token, there)
            if instrument is not None:
                save_method(instrument, customer=customer, by=owner.user if owner else None)
        if number in PAID:
            _pay(customer, *PAID[number])
        if number == DISPUTED:
            _take_away_first(customer)


def _pay(customer: Customer, amount: Decimal, refunded: Decimal | None) -> None:
    saved = SavedMethod.objects.for_customer(customer)[0]
    payment = _pay_in_advance(saved, amount)
    if payment is not None and refunded is not None:
        request_refund(payment, amount=refunded, by=None, reason="Paid too much", key=uuid4())


def _take_away_first(customer: Customer) -> None:
    disputed, kept = SavedMethod.objects.for_customer(customer).order_by("pk")
    make_default(kept)
    if disputed.added_by is not None:
        remove(disputed, by=disputed.added_by)


def _pay_in_advance(saved: SavedMethod, amount: Decimal) -> Payment | None:
    attempt = start_payment(
        customer=saved.customer,
        asked=RequestedAmounts(payable_items={}, credit_sources={}, prepayment=amount),
        method=Payment.Method.CARD,
        by=saved.added_by,
        key=uuid4(),
        saved=saved,
    )
    return converge(attempt).payment


def _set_up(token: str, there: str) -> Any:
    methods = gateway.client().v1.payment_methods
    made = gateway.answer(lambda: methods.attach(token, cast("Any", {"customer": there})))
    return gateway.read_instrument(made.get("id"), made.get("customer"), made)
