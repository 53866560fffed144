"""Money keeps its value on the way to Stripe and back, in every currency the portal accepts."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
import stripe as sdk
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from billing.models import MethodRule, Payment, PaymentAttempt
from billing.payments.gateways.stripe import currencies as ours
from billing.payments.gateways.stripe.checkout import request_for
from billing.payments.gateways.stripe.saved_methods import charge_request
from billing.payments.online.attempts import converge, start_payment
from billing.payments.online.refunds import request_refund
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.rules import Method, offers_for
from portal.kit.money.currencies import exponent
from portal.kit.web.refusals import Refusal
from tests.billing.payments.paying import CARD, begin
from tests.factories import item_of, make_customer, make_invoice, make_member, make_organization
from tests.stripe_double import currencies as theirs
from tests.stripe_double.wire import ApiError

CURRENCIES = sorted(list_currencies())


def shown_by_stripe(minor: int, currency: str) -> Decimal:
    """What the stand-in's page would ask for, by its own table."""
    return Decimal(minor).scaleb(-theirs.exponent(currency.lower()))


def card_offer(currency: str, seller):
    customer = make_customer(currency=currency)
    found = offers_for(customer, seller=seller)
    return next((one for one in found if one.method == Method.CARD), None)


@given(
    currency=st.sampled_from(sorted(ours.CHARGEABLE)),
    units=st.integers(min_value=1, max_value=10**13),
)
def test_an_amount_sent_is_the_amount_charged_or_it_is_refused_first(currency, units) -> None:
    amount = Decimal(units).scaleb(-exponent(currency))
    if not ours.is_exact(amount, currency):
        with pytest.raises(ValueError, match="exactly"):
            ours.to_minor(amount, currency)
        return
    minor = ours.to_minor(amount, currency)
    assert shown_by_stripe(minor, currency) == amount
    assert ours.from_minor(minor, currency) == amount
    if ours.smallest_charge(currency) <= amount <= ours.largest_charge(currency):
        assert theirs.chargeable(minor, currency.lower()) == minor


def test_both_tables_know_the_same_currencies_and_the_stand_in_takes_the_limits() -> None:
    for currency in CURRENCIES:
        try:
            theirs.known(currency)
        except ApiError:
            is_known = False
        else:
            is_known = True
        assert (currency in ours.CHARGEABLE) == (is_known and currency != "STD"), currency
    for currency in ours.CHARGEABLE:
        for amount in (ours.smallest_charge(currency), ours.largest_charge(currency)):
            theirs.chargeable(ours.to_minor(amount, currency), currency.lower())


@pytest.mark.parametrize("currency", ["MGA", "ISK", "UGX", "JPY", "KWD", "HUF", "TWD", "CLP"])
def test_line_items_and_charges_add_up_to_the_amount(currency) -> None:
    step, minimum_part = ours.charge_step(currency), ours.smallest_charge(currency)
    unit = Decimal(1).scaleb(-exponent(currency))
    amount = minimum_part + step
    parts = [("A", unit), ("B", amount - unit)]
    asked = request_for(
        attempt_id=uuid4(), method="card", amount=amount, currency=currency, lines=parts,
        email="", back_url="https://portal.example.com/",
    )  # fmt: skip
    total = sum(line["price_data"]["unit_amount"] for line in asked["line_items"])
    assert shown_by_stripe(total, currency) == amount
    charge = charge_request(
        attempt_id=uuid4(), method="pm", kind="card", customer="cus", amount=amount,
        currency=currency, description="", back_url="",
    )  # fmt: skip
    assert shown_by_stripe(charge["amount"], currency) == amount


@pytest.mark.django_db
def test_ariary_invoice_is_charged_as_the_invoice_says_and_posted_so(stripe) -> None:
    make_organization()
    customer = make_customer(currency="MGA")
    attempt = begin(customer, make_member(customer), {make_invoice(customer, 5000): 5000})
    stripe.checkout(attempt.page_id).pay(CARD)
    assert converge(attempt).state == "succeeded"
    (charge,) = stripe.charges()
    assert (charge["amount"], Payment.objects.get().amount) == (5000, 5000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("currency", "amount", "sentence"),
    [
        ("MGA", "5000.40", "Pay MGA 0.40 less"),
        ("KWD", "5.124", "Pay KWD 0.004 less"),
        ("EUR", "0.49", "The minimum for this method is €0.50"),
        ("EUR", "1000000.00", "Pay €0.01 less"),
        ("KRW", "100", "The minimum"),
        ("IQD", "5000", "available"),
    ],
)
def test_what_the_gateway_cannot_take_is_known_before_it_is_asked(
    stripe, currency, amount, sentence
) -> None:
    seller = make_organization()
    customer = make_customer(currency=currency)
    payer, invoice = make_member(customer), make_invoice(customer, Decimal(amount))
    offer = card_offer(currency, seller)
    assert offer is None or offer.refusal(Decimal(amount))
    with pytest.raises(Refusal) as refused:
        begin(customer, payer, {invoice: amount})
    assert sentence in refused.value.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert not stripe.requests
    assert not PaymentAttempt.objects.exists()


@pytest.mark.django_db
def test_refund_that_the_gateway_cannot_make_exactly_is_refused_before_it_is_asked(stripe) -> None:
    make_organization()
    customer = make_customer(currency="MGA")
    attempt = begin(customer, make_member(customer), {make_invoice(customer, 5000): 5000})
    stripe.checkout(attempt.page_id).pay(CARD)
    payment = converge(attempt).payment
    with pytest.raises(Refusal, match="multiples of MGA"):
        request_refund(payment, amount=Decimal("10.40"), by=None, reason="", key=uuid4())


@pytest.mark.django_db
def test_card_is_offered_only_where_stripe_takes_the_currency(settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_x"
    seller, customer = make_organization(), make_customer()
    for currency in CURRENCIES:
        customer.currency = currency
        offered = {one.method for one in offers_for(customer, seller=seller)}
        assert (Method.CARD in offered) == (currency in ours.CHARGEABLE), currency


@pytest.mark.django_db
def test_starting_a_payment_holds_to_the_rules_for_methods_whoever_calls(stripe) -> None:
    make_organization()
    customer = make_customer()
    invoice = make_invoice(customer, 100)
    MethodRule.objects.create(method="card", customer=customer, maximum=Decimal(50))
    with pytest.raises(Refusal, match="maximum"):
        begin(customer, make_member(customer), {invoice: 100})
    MethodRule.objects.update(is_offered=False)
    asked = RequestedAmounts({item_of(invoice).pk: Decimal(100)})
    with pytest.raises(Refusal, match="available"):
        start_payment(
            customer=customer, asked=asked, method=Payment.Method.CARD, by=None, key=uuid4()
        )
    assert not stripe.requests


@pytest.mark.django_db
def test_what_the_gateway_refuses_all_the_same_is_told_in_our_own_words(stripe, monkeypatch):
    make_organization()
    customer = make_customer()
    invoice = make_invoice(customer, 100)

    def refuse(*_args, **_kwargs):
        raise sdk.InvalidRequestError("Invalid integer: zzz", "amount", http_status=400)

    from billing.payments.gateways.stripe import checkout as gateway

    sessions = type("Sessions", (), {"create": staticmethod(refuse)})
    client = type("Client", (), {"v1": type("V1", (), {"checkout": type("C", (), {
        "sessions": sessions})})})  # fmt: skip
    monkeypatch.setattr(gateway, "client", lambda: client)
    with pytest.raises(Refusal) as refused:
        begin(customer, make_member(customer), {invoice: 100})
    assert "zzz" not in refused.value.sentence
    assert "zzz" not in PaymentAttempt.objects.get().reason
