"""Answers have the fields that the SDK declares for them, and no others."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from stripe.checkout import Session

from tests.stripe_double import StripeDouble

CLASSES = {
    "payment_intent": stripe.PaymentIntent,
    "setup_intent": stripe.SetupIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "balance_transaction": stripe.BalanceTransaction,
    "payment_method": stripe.PaymentMethod,
    "customer": stripe.Customer,
    "event": stripe.Event,
    "checkout.session": Session,
}


@pytest.fixture(scope="module")
def double() -> StripeDouble:
    """One of each kind."""
    double = StripeDouble()
    v1 = double.client().v1
    customer = v1.customers.create({"name": "Blue Anchor"}).id
    line = {
        "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Invoice"}},
        "quantity": 1,
    }
    paid = []
    for number in ("4242424242424242", "000123456789", "4000000000000002"):
        session = v1.checkout.sessions.create(
            {
                "mode": "payment",
                "success_url": "https://portal.example/",
                "customer": customer,
                "line_items": [line],  # type: ignore[list-item]
            }
        )
        double.checkout(session.id).pay(number)
        paid.append(session.id)
    double.control.settle(paid[1])
    double.control.open_dispute(paid[0])
    double.control.return_debit(paid[1])
    refunded = double.control.charge_past_us(900, "usd")["id"]
    double.control.fail_refund(double.control.refund(refunded)["id"])
    v1.setup_intents.create(
        {
            "customer": customer,
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://portal.example/",
        }
    )
    return double


def declared(owner: Any) -> dict[str, Any]:
    return {
        name: annotation
        for name, annotation in owner.__annotations__.items()
        if "ClassVar" not in str(annotation)
    }


@pytest.mark.parametrize("kind", CLASSES)
def test_fields_are_those_that_the_sdk_declares(double, kind):
    fields = declared(CLASSES[kind])
    things = double.objects(kind)
    assert things
    for thing in things:
        assert not set(thing) - set(fields), kind
        absent = set(fields) - set(thing)
        assert not {name for name in absent if "Optional" not in str(fields[name])}, kind


@pytest.mark.parametrize(
    ("kind", "field", "shape"),
    [
        ("charge", "outcome", stripe.Charge.Outcome),
        ("payment_intent", "last_payment_error", stripe.PaymentIntent.LastPaymentError),
        ("dispute", "evidence_details", stripe.Dispute.EvidenceDetails),
        ("payment_method", "card", stripe.PaymentMethod.Card),
        ("payment_method", "us_bank_account", stripe.PaymentMethod.UsBankAccount),
        ("checkout.session", "customer_details", Session.CustomerDetails),
        ("checkout.session", "custom_text", Session.CustomText),
        (
            "checkout.session",
            "saved_payment_method_options",
            Session.SavedPaymentMethodOptions,
        ),
    ],
)
def test_inner_fields_are_those_that_the_sdk_declares(double, kind, field, shape):
    inner = [thing[field] for thing in double.objects(kind) if thing.get(field)]
    assert inner
    for one in inner:
        assert not set(one) - set(declared(shape))


def test_details_of_the_charged_method_are_those_that_the_sdk_declares(double):
    details = stripe.Charge.PaymentMethodDetails
    shapes = {"card": details.Card, "us_bank_account": details.UsBankAccount}
    seen = set()
    for charge in double.objects("charge"):
        kind = charge["payment_method_details"]["type"]
        seen.add(kind)
        assert not set(charge["payment_method_details"][kind]) - set(declared(shapes[kind]))
    assert seen == set(shapes)


def test_nothing_private_leaves(double):
    def names(thing: Any) -> list[str]:
        if isinstance(thing, dict):
            return [*thing, *(name for value in thing.values() for name in names(value))]
        return [name for one in thing for name in names(one)] if isinstance(thing, list) else []

    for kind in CLASSES:
        assert not [name for name in names(double.objects(kind)) if name.startswith("_")]
