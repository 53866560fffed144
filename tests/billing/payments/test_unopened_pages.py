"""A page the gateway never opened: it blocks nobody, and one that turns up later is turned away."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.sharing.shared_links import share
from billing.models import PaymentAttempt, ReconciliationFinding
from billing.payments.gateways.base import GatewayDown
from billing.payments.online import webhooks
from billing.payments.online.attempts import cancel, converge
from billing.payments.online.superseding import supersede
from billing.payments.pending import pending_by_item
from billing.payments.planning.execution import PlanRefused
from billing.payments.planning.items_to_pay import items_to_pay_of
from billing.payments.reconciliation.comparison import reconcile
from billing.sharing.invoice import pay_by_card
from billing.tasks import poll_attempts, reconcile_payments
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import item_of, make_customer, make_invoice, make_member

pytestmark = pytest.mark.django_db


def unanswered(stripe, customer, owner, invoice, fault="error_after") -> PaymentAttempt:
    stripe.faults.order(fault, method="POST", path="/checkout/sessions")
    return begin(customer, owner, {invoice: 100})


def deliver_all(stripe) -> None:
    for delivery in stripe.deliveries():
        assert webhooks.receive(delivery.body, delivery.headers)
        delivery.answered(200)
        webhooks.handle(json.loads(delivery.body)["id"])


def sessions(stripe) -> list[str]:
    return [one["status"] for one in stripe.objects("checkout.session")]


@pytest.mark.parametrize("fault", ["error_after", "error_before", "timeout_after", "drop_before"])
def test_cancelling_frees_the_invoice_at_once_without_the_gateway(
    stripe, customer, owner, fault
) -> None:
    invoice = make_invoice(customer, 100)
    attempt = unanswered(stripe, customer, owner, invoice, fault)
    stripe.faults.set(drop_before=1.0)
    assert cancel(attempt).state == "cancelled"
    stripe.faults.clear()
    again = begin(customer, owner, {invoice: 100})
    assert again.state == "submitted"


@pytest.mark.parametrize("fault", ["error_after", "error_before", "timeout_after"])
def test_pressing_pay_again_frees_the_invoice_at_once(stripe, customer, owner, fault) -> None:
    invoice = make_invoice(customer, 100)
    first = unanswered(stripe, customer, owner, invoice, fault)
    (payable_item,) = items_to_pay_of(customer).payable_items
    assert payable_item.payable == 100
    second = begin(customer, make_member(customer), {invoice: 100})
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "submitted")
    stripe.checkout(second.page_id).pay(CARD)
    assert converge(second).state == "succeeded"
    assert posted() == [("card", 100)]


def test_page_that_is_being_asked_for_does_not_give_way(stripe, customer, owner) -> None:
    invoice = make_invoice(customer, 100)
    attempt = unanswered(stripe, customer, owner, invoice)
    PaymentAttempt.objects.update(unanswered_at=None)
    with pytest.raises(PlanRefused):
        begin(customer, owner, {invoice: 100})
    PaymentAttempt.objects.update(started_at=timezone.now() - timedelta(minutes=2))
    assert begin(customer, owner, {invoice: 100}).state == "submitted"
    attempt.refresh_from_db()
    assert attempt.state == "cancelled"


def test_page_that_turns_up_after_cancelling_is_expired(stripe, customer, owner) -> None:
    attempt = unanswered(stripe, customer, owner, make_invoice(customer, 100))
    assert sessions(stripe) == ["open"]
    cancel(attempt)
    poll_attempts(timestamp=0)
    assert sessions(stripe) == ["expired"]


def test_page_cancelled_while_the_gateway_made_it_is_expired(
    stripe, customer, owner, monkeypatch
) -> None:
    from billing.payments.online import gateway_calls

    begun = gateway_calls.create

    def slowly(attempt):
        reported = begun(attempt)
        cancel(attempt)
        return reported

    monkeypatch.setattr(gateway_calls, "create", slowly)
    attempt = begin(customer, owner, {make_invoice(customer, 100): 100})
    assert (attempt.state, sessions(stripe)) == ("cancelled", ["expired"])


def test_page_paid_after_cancelling_is_quarantined_and_nothing_posted(
    stripe, customer, owner
) -> None:
    attempt = unanswered(stripe, customer, owner, make_invoice(customer, 100))
    cancel(attempt)
    (page,) = stripe.objects("checkout.session")
    stripe.checkout(page["id"]).pay(CARD)
    deliver_all(stripe)
    attempt.refresh_from_db()
    assert (attempt.state, bool(attempt.mismatch_reason)) == ("cancelled", True)
    assert posted() == []
    reconcile(timezone.now() - timedelta(days=1))
    assert ReconciliationFinding.objects.get().kind == "not-posted"


def test_error_after_the_page_was_made_is_looked_up_and_paid_on(stripe, customer, owner) -> None:
    attempt = unanswered(stripe, customer, owner, make_invoice(customer, 100))
    attempt = converge(attempt)
    assert (attempt.state, len(stripe.objects("checkout.session"))) == ("submitted", 1)


def test_error_before_the_page_was_made_ends_the_attempt_after_ten_minutes(
    stripe, customer, owner
) -> None:
    attempt = unanswered(stripe, customer, owner, make_invoice(customer, 100), "error_before")
    stripe.faults.order("error_before", method="POST", path="/checkout/sessions")
    with pytest.raises(GatewayDown):
        converge(attempt)
    PaymentAttempt.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    assert converge(attempt).state == "cancelled"


def test_reconciliation_goes_on_past_what_cannot_be_asked_about_and_names_it(
    stripe, customer, owner
) -> None:
    stuck = begin(customer, owner, {make_invoice(customer, 100): 100})
    other = make_customer()
    paid = begin(other, make_member(other), {make_invoice(other, 100): 100})
    stripe.checkout(paid.page_id).pay(CARD)
    stripe.faults.order("error_before", method="GET", path=stuck.page_id, times=99)
    out = StringIO()
    with pytest.raises(CommandError, match="did not answer about 1"):
        call_command("reconcile_payments", stdout=out)
    assert str(stuck.pk) in out.getvalue()
    paid.refresh_from_db()
    assert paid.state == "succeeded"
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("reconcile_payments", "--json", stdout=out)
    assert str(stuck.pk) in json.loads(out.getvalue())["unasked"][0]


def test_nightly_reconciliation_fails_so_that_it_is_tried_again(stripe, customer, owner) -> None:
    stuck = begin(customer, owner, {make_invoice(customer, 100): 100})
    stripe.faults.order("error_before", method="GET", path=stuck.page_id, times=99)
    with pytest.raises(GatewayDown, match=str(stuck.pk)):
        reconcile_payments(timestamp=0)
    assert reconcile_payments.retry_strategy is not None


@pytest.fixture
def by_link(stripe, customer, owner):
    invoice = make_invoice(customer, 100)
    link = share(
        customer=customer, kind="invoice", number=invoice.number, title="I", made_by=owner
    ).link
    return invoice, pay_by_card(link, key=uuid4())


def test_owner_takes_over_from_somebody_with_a_shared_link(
    stripe, customer, owner, by_link
) -> None:
    invoice, theirs = by_link
    assert items_to_pay_of(customer).payable == 100
    mine = begin(customer, owner, {invoice: 100})
    theirs.refresh_from_db()
    assert (theirs.state, mine.state) == ("cancelled", "submitted")
    assert sorted(sessions(stripe)) == ["expired", "open"]


def test_owner_reads_on_the_pay_page_what_paying_does_to_the_links_page(
    stripe, customer, owner, by_link
) -> None:
    client = Client()
    client.force_login(owner)
    page = client.get("/pay/").content.decode()
    assert "If you pay here, that page is closed." in page
    assert "100.00" in page


def test_what_was_paid_by_the_link_meanwhile_stays_paid(stripe, customer, owner, by_link) -> None:
    invoice, theirs = by_link
    stripe.checkout(theirs.page_id).pay(CARD)
    with pytest.raises(PlanRefused):
        begin(customer, owner, {invoice: 100})
    theirs.refresh_from_db()
    assert (theirs.state, item_of(invoice).open) == ("succeeded", 0)


def test_link_does_not_take_over_from_the_company(stripe, customer, owner, by_link) -> None:
    invoice, _theirs = by_link
    mine = begin(customer, owner, {invoice: 100})
    with pytest.raises(PlanRefused):
        begin(customer, None, {invoice: 100})
    assert PaymentAttempt.objects.get(pk=mine.pk).state == "submitted"


def test_page_of_an_unopened_payment_offers_to_cancel_and_does_not_warn_against_paying(
    stripe, customer, owner
) -> None:
    attempt = unanswered(stripe, customer, owner, make_invoice(customer, 100), "error_before")
    stripe.faults.set(drop_before=1.0)
    client = Client()
    client.force_login(owner)
    page = client.get(f"/pay/{attempt.pk}/").content.decode()
    assert "its payment page" in page
    assert "t pay again" not in page
    assert "Cancel this payment" in page


def test_autopay_is_not_held_up_by_a_shared_link(stripe, customer, owner, by_link) -> None:
    invoice, theirs = by_link
    item = item_of(invoice)
    assert pending_by_item([item.pk])[item.pk].can_be_superseded
    supersede(customer, [item.pk])
    theirs.refresh_from_db()
    assert (theirs.state, pending_by_item([item.pk])) == ("cancelled", {})
