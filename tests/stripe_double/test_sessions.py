"""Checkout: the portal opens a session, the customer pays on the hosted page."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble

LINE = {
    "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Invoice 1"}},
    "quantity": 1,
}


def open_session(double: StripeDouble, **params: Any) -> Any:
    return double.client().v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://portal.example/back?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://portal.example/cart",
            "line_items": [LINE],
            **params,
        }
    )


def read(double: StripeDouble, session: Any, *expand: str) -> Any:
    return double.client().v1.checkout.sessions.retrieve(session.id, {"expand": list(expand)})


def event_types(double: StripeDouble) -> list[str]:
    return [event["type"] for event in double.objects("event")]


def customer_of(double: StripeDouble) -> str:
    return double.client().v1.customers.create({"name": "Blue Anchor"}).id


def test_new_session_is_open_unpaid_and_without_an_intent(stripe_double):
    session = open_session(stripe_double)
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.payment_intent is None
    assert session.amount_total == 500
    assert session.url.endswith(session.id)
    assert session.livemode is False


def test_paying_completes_the_session_and_goes_to_the_success_address(stripe_double):
    session = open_session(stripe_double, payment_intent_data={"metadata": {"attempt_id": "a1"}})
    outcome = stripe_double.checkout(session.url).pay()
    assert outcome.status == "paid"
    assert outcome.url == f"https://portal.example/back?s={session.id}"
    session = read(stripe_double, session, "payment_intent.latest_charge.balance_transaction")
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    intent = session.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 500)
    assert intent.metadata["attempt_id"] == "a1"
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert intent.latest_charge.balance_transaction.fee == 44
    assert intent.latest_charge.balance_transaction.net == 456
    assert event_types(stripe_double)[-3:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_declined_card_leaves_the_session_open_for_another(stripe_double):
    session = open_session(stripe_double)
    shopper = stripe_double.checkout(session.id)
    outcome = shopper.pay("4000000000009995")
    assert outcome.status == "declined"
    assert outcome.message == "Your card has insufficient funds."
    after = read(stripe_double, session, "payment_intent")
    assert after.status == "open"
    assert after.payment_intent.status == "requires_payment_method"
    assert after.payment_intent.last_payment_error.decline_code == "insufficient_funds"
    assert shopper.pay().status == "paid"
    assert len(stripe_double.charges()) == 1
    assert len(stripe_double.objects("payment_intent")) == 1


@pytest.mark.parametrize("number", ["4000002500003155", "4000002760003184"])
def test_challenge_completed_pays(stripe_double, number):
    shopper = stripe_double.checkout(open_session(stripe_double).id)
    outcome = shopper.pay(number)
    assert outcome.status == "challenge"
    assert "/authenticate/pi_" in outcome.url
    assert not stripe_double.charges()
    assert shopper.authenticate().status == "paid"
    [charge] = stripe_double.charges()
    assert charge["payment_method_details"]["card"]["three_d_secure"]["result"] == "authenticated"


def test_challenge_failed_leaves_the_session_open(stripe_double):
    session = open_session(stripe_double)
    shopper = stripe_double.checkout(session.id)
    shopper.pay("4000002760003184")
    outcome = shopper.authenticate(succeeds=False)
    assert outcome.status == "declined"
    assert "unable to authenticate" in outcome.message
    assert read(stripe_double, session).status == "open"
    assert not stripe_double.charges()


def test_challenge_completed_may_still_be_declined(stripe_double):
    shopper = stripe_double.checkout(open_session(stripe_double).id)
    shopper.pay("4000008260003178")
    assert shopper.authenticate().message == "Your card has insufficient funds."


def test_bank_debit_completes_unpaid_and_settles_later(stripe_double):
    session = open_session(stripe_double)
    assert stripe_double.checkout(session.id).pay("000123456789").status == "processing"
    after = read(stripe_double, session, "payment_intent.latest_charge")
    assert (after.status, after.payment_status) == ("complete", "unpaid")
    assert after.payment_intent.status == "processing"
    assert after.payment_intent.latest_charge.status == "pending"
    stripe_double.control.settle(session.id)
    after = read(stripe_double, session, "payment_intent")
    assert after.payment_status == "paid"
    assert after.payment_intent.amount_received == 500
    assert event_types(stripe_double)[-1] == "checkout.session.async_payment_succeeded"


def test_bank_debit_that_fails(stripe_double):
    session = open_session(stripe_double)
    stripe_double.checkout(session.id).pay("000222222227")
    stripe_double.control.settle(session.id)
    after = read(stripe_double, session, "payment_intent")
    assert after.payment_status == "unpaid"
    assert after.payment_intent.last_payment_error.code == "insufficient_funds"
    assert event_types(stripe_double)[-3:] == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]
    assert not stripe_double.charges()


def test_bank_debit_is_offered_in_dollars_only(stripe_double):
    euro = {**LINE, "price_data": {**LINE["price_data"], "currency": "eur"}}  # type: ignore[dict-item]
    session = open_session(stripe_double, line_items=[euro])
    assert session.payment_method_types == ["card"]
    assert stripe_double.checkout(session.id).pay("000123456789").status == "declined"


def test_expired_session_takes_no_payment(stripe_double):
    session = open_session(stripe_double)
    stripe_double.client().v1.checkout.sessions.expire(session.id)
    assert stripe_double.checkout(session.id).pay().status == "gone"
    assert event_types(stripe_double) == ["checkout.session.expired"]


def test_session_expires_by_itself_and_cancels_its_intent(stripe_double):
    session = open_session(stripe_double)
    stripe_double.checkout(session.id).pay("4000000000000002")
    stripe_double.advance(days=1, seconds=1)
    after = read(stripe_double, session, "payment_intent")
    assert after.status == "expired"
    assert after.payment_intent.status == "canceled"


def test_paid_session_cannot_be_expired(stripe_double):
    session = open_session(stripe_double)
    stripe_double.checkout(session.id).pay()
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        stripe_double.client().v1.checkout.sessions.expire(session.id)


def test_intent_of_a_session_is_not_cancelled_past_it(stripe_double):
    session = open_session(stripe_double)
    stripe_double.checkout(session.id).pay("4000000000000002")
    intent = read(stripe_double, session).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="created by a Checkout Session"):
        stripe_double.client().v1.payment_intents.cancel(intent)


def test_card_is_saved_where_the_customer_asks(stripe_double):
    customer = customer_of(stripe_double)
    session = open_session(
        stripe_double,
        customer=customer,
        saved_payment_method_options={"payment_method_save": "enabled"},
    )
    stripe_double.checkout(session.id).pay(save=True)
    [method] = stripe_double.client().v1.customers.payment_methods.list(customer).data
    assert (method.card.last4, method.allow_redisplay) == ("4242", "always")


def test_card_is_not_saved_unasked(stripe_double):
    customer = customer_of(stripe_double)
    session = open_session(stripe_double, customer=customer)
    stripe_double.checkout(session.id).pay(save=True)
    assert not stripe_double.client().v1.payment_methods.list({"customer": customer}).data


def test_saved_method_is_offered_and_pays(stripe_double):
    customer = customer_of(stripe_double)
    first = open_session(
        stripe_double,
        customer=customer,
        payment_intent_data={"setup_future_usage": "off_session"},
        saved_payment_method_options={"payment_method_save": "enabled"},
    )
    stripe_double.checkout(first.id).pay(save=True)
    [method] = stripe_double.client().v1.payment_methods.list({"customer": customer}).data
    second = open_session(stripe_double, customer=customer)
    assert stripe_double.checkout(second.id).pay_with_saved(method.id).status == "paid"
    third = open_session(stripe_double, customer=customer_of(stripe_double))
    assert stripe_double.checkout(third.id).pay_with_saved(method.id).status == "declined"


def test_customer_is_made_where_always_wanted(stripe_double):
    session = open_session(
        stripe_double,
        customer_creation="always",
        payment_intent_data={"setup_future_usage": "off_session"},
    )
    stripe_double.checkout(session.id).pay()
    session = read(stripe_double, session)
    assert session.customer.startswith("cus_")
    assert len(stripe_double.client().v1.payment_methods.list({"customer": session.customer})) == 1


def test_setup_mode_saves_a_method_without_a_charge(stripe_double):
    customer = customer_of(stripe_double)
    session = stripe_double.client().v1.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "usd",
            "customer": customer,
            "success_url": "https://portal.example/methods",
            "setup_intent_data": {"metadata": {"added_by": "7"}},
        }
    )
    assert stripe_double.checkout(session.id).pay("4000002500003155").status == "challenge"
    assert stripe_double.checkout(session.id).authenticate().status == "saved"
    session = read(stripe_double, session, "setup_intent.payment_method")
    assert (session.status, session.payment_status) == ("complete", "no_payment_required")
    assert session.setup_intent.status == "succeeded"
    assert session.setup_intent.metadata["added_by"] == "7"
    assert session.setup_intent.payment_method.customer == customer
    assert event_types(stripe_double)[-2:] == [
        "setup_intent.succeeded",
        "checkout.session.completed",
    ]
    assert not stripe_double.objects("charge")


def test_line_items_are_listed_in_pages(stripe_double):
    session = open_session(stripe_double, line_items=[LINE] * 12)
    items = stripe_double.client().v1.checkout.sessions.line_items.list(session.id, {"limit": 5})
    assert items.has_more
    assert [item.amount_total for item in items.auto_paging_iter()] == [500] * 12


@pytest.mark.parametrize(
    ("currency", "amount", "why"),
    [
        ("usd", 49, "at least 0.50 USD"),
        ("jpy", 49, "at least 50 JPY"),
        ("gbp", 29, "at least 0.30 GBP"),
        ("kwd", 1234, "last digit must be 0"),
        ("isk", 500_050, "must be 0"),
        ("usd", 100_000_000, "no more than 999,999.99 USD"),
        ("xxx", 500, "Invalid currency"),
    ],
)
def test_amounts_that_stripe_does_not_charge_are_refused(stripe_double, currency, amount, why):
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Invoice"}}
    with pytest.raises(stripe.InvalidRequestError, match=why):
        open_session(stripe_double, line_items=[{"price_data": price, "quantity": 1}])


@pytest.mark.parametrize(("currency", "amount"), [("jpy", 50), ("kwd", 12_340), ("eur", 50)])
def test_amounts_are_counted_in_the_smallest_unit(stripe_double, currency, amount):
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Invoice"}}
    session = open_session(stripe_double, line_items=[{"price_data": price, "quantity": 1}])
    stripe_double.checkout(session.id).pay()
    [charge] = stripe_double.charges()
    assert (charge["amount"], charge["currency"]) == (amount, currency)


@pytest.mark.parametrize(
    "params",
    [
        {"success_url": ""},
        {"line_items": []},
        {"line_items": [{**LINE, "quantity": 0}]},
        {"mode": "subscription"},
        {"customer": "cus_nobody"},
        {"setup_intent_data": {"description": "?"}},
        {"expires_at": 1},
        {"automatic_tax": {"enabled": True}},
        {"payment_intent_data": {"application_fee_amount": 5}},
    ],
    ids=str,
)
def test_sessions_that_stripe_does_not_open_are_refused(stripe_double, params):
    with pytest.raises(stripe.InvalidRequestError):
        open_session(stripe_double, **params)
