"""Answers have the fields that the SDK declares for them, and no others."""

from __future__ import annotations

from typing import Any

import pytest
import stripe
from stripe.checkout import Session

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


def declared(owner: Any) -> dict[str, Any]:
    return {
        name: annotation
        for name, annotation in owner.__annotations__.items()
        if "ClassVar" not in str(annotation)
    }


@pytest.mark.parametrize("kind", CLASSES)
def test_fields_are_those_that_the_sdk_declares(one_of_each, kind):
    fields = declared(CLASSES[kind])
    things = one_of_each.objects(kind)
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
def test_inner_fields_are_those_that_the_sdk_declares(one_of_each, kind, field, shape):
    inner = [thing[field] for thing in one_of_each.objects(kind) if thing.get(field)]
    assert inner
    for one in inner:
        assert not set(one) - set(declared(shape))


def test_details_of_the_charged_method_are_those_that_the_sdk_declares(one_of_each):
    details = stripe.Charge.PaymentMethodDetails
    shapes = {"card": details.Card, "us_bank_account": details.UsBankAccount}
    seen = set()
    for charge in one_of_each.objects("charge"):
        kind = charge["payment_method_details"]["type"]
        seen.add(kind)
        assert not set(charge["payment_method_details"][kind]) - set(declared(shapes[kind]))
    assert seen == set(shapes)


def test_nothing_private_leaves(one_of_each):
    def names(thing: Any) -> list[str]:
        if isinstance(thing, dict):
            return [*thing, *(name for value in thing.values() for name in names(value))]
        return [name for one in thing for name in names(one)] if isinstance(thing, list) else []

    for kind in CLASSES:
        assert not [name for name in names(one_of_each.objects(kind)) if name.startswith("_")]
