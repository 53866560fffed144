"""Cards and a bank account that the demo's companies keep with the stand-in for Stripe."""

from __future__ import annotations

from typing import Any, cast

from accounts.models import Customer, Membership
from billing.models import SavedMethod
from billing.payments.gateway_customers import gateway_customer
from billing.payments.gateways import stripe as gateway
from billing.payments.methods import keep
from portal.demo.companies import ERP_PREFIX

# By number of the company: Stripe's own names for its test cards, the default first. The last of
# the first company's asks its bank each time.
KEPT = {
    "1001": ("pm_card_visa", "pm_card_mastercard", "pm_card_authenticationRequired"),
    "1002": ("pm_card_amex",),
}


def tell() -> None:
    """Once the stand-in answers; what is saved already stays."""
    for number, tokens in KEPT.items():
        customer = Customer.objects.filter(external_reference=f"{ERP_PREFIX}{number}").first()
        if customer is None or SavedMethod.objects.for_customer(customer).exists():
            continue
        owner = Membership.objects.filter(customer=customer).order_by("pk").first()
        there = gateway_customer(customer)
        for token in tokens:
            means = _set_up(token, there)
            if means is not None:
                keep(means, customer=customer, by=owner.user if owner else None)


def _set_up(token: str, there: str) -> Any:
    methods = gateway.client().v1.payment_methods
    made = gateway.answer(lambda: methods.attach(token, cast("Any", {"customer": there})))
    return gateway.read_means(made.get("id"), made.get("customer"), made)
