"""An online payment that did not agree is booked, sent back or settled by staff, each once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.approvals import approve
from accounts.models import Approval, AuditEvent, Organization
from billing.ledger.check import check_ledger
from billing.models import Payment, PaymentAttempt, Refund
from billing.payments.booking_day import booking_day
from billing.payments.gateways.base import GatewayDown
from billing.payments.online import gateway_calls
from billing.payments.online.attempts import cancel, converge
from billing.payments.online.convergence import reject_late_page
from billing.payments.online.mismatches import book, said_at_gateway, settle
from billing.payments.online.refunds import send_refund
from billing.payments.reconciliation.comparison import reconcile
from billing.staff.approvals import send_back_or_ask
from portal.kit.web.refusals import Refusal
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import (
    item_of,
    make_invoice,
    make_member,
    make_organization,
    make_staff,
    pay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(customer):
    return make_invoice(customer, 100)


@pytest.fixture
def late(stripe, customer, owner, invoice) -> PaymentAttempt:
    """A page that was paid after its attempt had ended: 100 lie at the gateway."""
    stripe.faults.order("error_after", method="POST", path="/checkout/sessions")
    attempt = begin(customer, owner, {invoice: 100})
    cancel(attempt)
    (page,) = stripe.objects("checkout.session")
    stripe.checkout(page["id"]).pay(CARD)
    attempt = reject_late_page(attempt, _look(page["id"]))
    assert (attempt.state, bool(attempt.mismatch_reason)) == ("cancelled", True)
    return attempt


def _look(page: str):
    return gateway_calls.fetch_by_id(page)


def test_booking_pays_what_it_was_meant_for(late, invoice) -> None:
    payment = book(late, by=make_staff(), note="Asked the customer")
    late.refresh_from_db()
    assert (late.state, late.mismatch_reason, late.payment) == ("succeeded", "", payment)
    assert late.settled_by
    assert "Asked the customer" in late.settled_note
    assert posted() == [("card", 100)]
    assert item_of(invoice).open == 0
    assert not check_ledger().drift


def test_booking_leaves_a_deposit_where_the_invoice_was_paid_otherwise(late, invoice) -> None:
    pay(invoice, 70)
    payment = book(late, by=make_staff(), note="Late")
    assert (item_of(invoice).open, item_of(payment).open) == (0, 70)


def test_what_came_is_booked_and_not_what_was_begun(stripe, customer, owner, invoice) -> None:
    attempt = begin(customer, owner, {invoice: 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    PaymentAttempt.objects.update(amount=250)
    assert "amount" in converge(attempt).mismatch_reason.lower()
    payment = book(PaymentAttempt.objects.get(), by=make_staff(), note="Stripe has 100")
    assert (payment.amount, item_of(invoice).open) == (100, 0)


def test_it_is_dealt_with_once(late) -> None:
    staff = make_staff()
    book(late, by=staff, note="Mine")
    for again in (
        lambda: book(late, by=staff, note="Again"),
        lambda: send_back_or_ask(late, by=staff, reason="Again", key=uuid4()),
        lambda: settle(late, by=staff, note="Again"),
    ):
        with pytest.raises(Refusal):
            again()
    assert posted() == [("card", 100)]


def test_sending_back_records_it_and_refunds_all_of_it(stripe, late, invoice) -> None:
    assert send_back_or_ask(late, by=make_staff(), reason="Paid twice", key=uuid4()) is None
    refund = send_refund(Refund.objects.get())
    assert (refund.state, refund.amount) == ("succeeded", 100)
    assert item_of(Payment.objects.get()).open == 0
    assert item_of(invoice).open == 100
    assert not check_ledger().drift


def test_sending_much_back_waits_for_a_second_person(stripe, late) -> None:
    make_organization(approval_above="EUR 50")
    asked = send_back_or_ask(late, by=make_staff(), reason="Paid twice", key=uuid4())
    assert isinstance(asked, Approval)
    assert not Refund.objects.exists()
    assert item_of(Payment.objects.get()).open == 100
    approve(asked, by=make_staff())
    assert send_refund(Refund.objects.get()).state == "succeeded"


def test_money_that_is_held_is_not_settled_with_a_word(late) -> None:
    with pytest.raises(Refusal, match="holds"):
        settle(late, by=make_staff(), note="Never mind")
    late.refresh_from_db()
    assert late.mismatch_reason


def test_what_was_refunded_at_the_gateway_is_settled_and_not_found_again(stripe, late) -> None:
    intent = said_at_gateway(late).charge_id
    stripe.client().v1.refunds.create({"payment_intent": intent})
    settle(late, by=make_staff(), note="Refunded in Stripe")
    late.refresh_from_db()
    assert (late.state, late.mismatch_reason) == ("cancelled", "")
    reject_late_page(late, _look(late.page_id))
    late.refresh_from_db()
    assert late.mismatch_reason == ""
    assert reconcile(timezone.now() - timedelta(days=1)).findings == []
    assert posted() == []


def test_settling_ends_what_is_live_and_frees_its_invoice(stripe, customer, owner, invoice) -> None:
    attempt = begin(customer, owner, {invoice: 100})
    PaymentAttempt.objects.update(amount=250)
    assert converge(attempt).mismatch_reason
    settle(attempt, by=make_staff(), note="Begun with another amount")
    assert stripe.checkout(attempt.page_id).pay(CARD).status == "gone"
    assert begin(customer, make_member(customer), {invoice: 100}).state == "submitted"


def test_nothing_is_booked_that_was_not_paid(stripe, customer, owner, invoice) -> None:
    attempt = begin(customer, owner, {invoice: 100})
    PaymentAttempt.objects.update(amount=250)
    converge(attempt)
    with pytest.raises(Refusal, match="Nothing was paid"):
        book(attempt, by=make_staff(), note="?")
    assert posted() == []


@pytest.mark.parametrize(
    ("lie", "why"),
    [({"currency": "usd"}, "account is kept in EUR"), ({"metadata__attempt_id": "x"}, "belongs")],
)
def test_money_of_another_currency_or_payment_is_not_booked(
    stripe, customer, owner, invoice, lie, why
) -> None:
    attempt = begin(customer, owner, {invoice: 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    stripe.faults.lie("payment_intent", **lie)
    assert converge(attempt).mismatch_reason
    stripe.faults.lie("payment_intent", **lie)
    with pytest.raises(Refusal, match=why):
        book(attempt, by=make_staff(), note="?")
    assert posted() == []


def test_gateway_that_is_down_decides_nothing(stripe, late) -> None:
    stripe.faults.set(drop_before=1.0)
    for act in (book, settle):
        with pytest.raises(GatewayDown):
            act(late, by=make_staff(), note="?")
    late.refresh_from_db()
    assert late.mismatch_reason
    assert posted() == []


def test_what_staff_found_is_not_in_the_companys_history(late) -> None:
    book(late, by=make_staff(), note="Quite a secret")
    events = AuditEvent.objects.filter(customer=late.customer)
    assert events.filter(kind="online-payment.booked").count() == 1
    assert not any("secret" in f"{one.before}{one.after}{one.subject}" for one in events)


@pytest.mark.parametrize("days", [0, 3, 400])
def test_money_is_booked_whatever_this_machines_clock_says(
    stripe, customer, owner, invoice, monkeypatch, caplog, days
) -> None:
    """The database refuses what is later than its own tomorrow."""
    attempt = begin(customer, owner, {invoice: 100})
    stripe.checkout(attempt.page_id).pay(CARD)
    real = Organization.today
    today = Organization.current().today()
    monkeypatch.setattr(Organization, "today", lambda self: real(self) + timedelta(days=days))
    assert converge(attempt).state == "succeeded"
    assert Payment.objects.get().received_on == today
    assert booking_day() == today
    said = [one for one in caplog.messages if "clock says" in one]
    assert bool(said) == bool(days)


def test_booking_day_takes_two_statements(customer) -> None:
    with CaptureQueriesContext(connection) as asked:
        booking_day()
    assert len(asked) == 2
