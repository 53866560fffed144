"""A world to look around in."""

from __future__ import annotations

import pytest

from tests.stripe_double import StripeDouble


@pytest.fixture(scope="module")
def one_of_each() -> StripeDouble:
    """A double with an object of each kind."""
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
