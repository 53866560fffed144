"""Refunds, disputes, returned debits, and what they leave on our balance at Stripe."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble


@pytest.fixture
def v1(stripe_double) -> Any:
    return stripe_double.client().v1


def paid(double: StripeDouble, method: str = "pm_card_visa") -> Any:
    intent = double.client().v1.payment_intents.create(
        {
            "amount": 1000,
            "currency": "usd",
            "payment_method": method,
            "confirm": True,
            "return_url": "https://portal.example/",
            "mandate_data": {"customer_acceptance": {"type": "offline", "offline": {}}},
        }
    )
    double.control.settle(intent.id)
    return intent


def types(double: StripeDouble, count: int) -> list[str]:
    return [event["type"] for event in double.objects("event")][-count:]


def movements(double: StripeDouble) -> list[tuple[str, int, int]]:
    return [
        (one["reporting_category"], one["amount"], one["fee"])
        for one in double.objects("balance_transaction")
    ]


def test_whole_refund(stripe_double, v1):
    intent = paid(stripe_double)
    refund = v1.refunds.create({"payment_intent": intent.id, "metadata": {"r": "1"}})
    assert (refund.amount, refund.status, refund.charge) == (
        1000,
        "succeeded",
        intent.latest_charge,
    )
    charge = v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
    assert (charge.refunded, charge.amount_refunded) == (True, 1000)
    assert [one.id for one in charge.refunds.data] == [refund.id]
    assert types(stripe_double, 2) == ["charge.refunded", "refund.created"]
    assert movements(stripe_double) == [("charge", 1000, 59), ("refund", -1000, 0)]


def test_several_part_refunds_up_to_what_is_left(stripe_double, v1):
    intent = paid(stripe_double)
    made = [v1.refunds.create({"payment_intent": intent.id, "amount": 300}).id for _ in range(3)]
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        v1.refunds.create({"payment_intent": intent.id, "amount": 101})
    v1.refunds.create({"charge": intent.latest_charge})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    listed = v1.refunds.list({"payment_intent": intent.id})
    assert [one.id for one in listed.data][1:] == made[::-1]
    assert [one.amount for one in listed.data] == [100, 300, 300, 300]


def test_unpaid_intent_is_not_refunded(v1):
    intent = v1.payment_intents.create({"amount": 500, "currency": "usd"})
    with pytest.raises(stripe.InvalidRequestError):
        v1.refunds.create({"payment_intent": intent.id})


def test_refund_of_a_bank_debit_is_pending_until_it_arrives(stripe_double, v1):
    intent = paid(stripe_double, "pm_usBankAccount_success")
    refund = v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "pending"
    stripe_double.control.finish_refund(refund.id)
    assert v1.refunds.retrieve(refund.id).status == "succeeded"
    assert types(stripe_double, 2) == ["refund.updated", "charge.refund.updated"]


def test_refund_that_fails_gives_the_money_back_to_us(stripe_double, v1):
    intent = paid(stripe_double)
    refund = v1.refunds.create({"payment_intent": intent.id})
    stripe_double.control.fail_refund(refund.id)
    refund = v1.refunds.retrieve(refund.id)
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    charge = v1.charges.retrieve(intent.latest_charge)
    assert (charge.refunded, charge.amount_refunded) == (False, 0)
    assert "refund.failed" in types(stripe_double, 3)
    assert movements(stripe_double)[-1] == ("refund_failure", 1000, 0)


def test_card_whose_refund_fails_later(stripe_double, v1):
    refund = v1.refunds.create({"payment_intent": paid(stripe_double, "pm_card_refundFail").id})
    assert refund.status == "pending"
    stripe_double.control.finish_refund(refund.id)
    assert v1.refunds.retrieve(refund.id).status == "failed"


def test_refund_made_past_the_portal(stripe_double, v1):
    intent = paid(stripe_double)
    stripe_double.control.refund(intent.id, 400)
    assert v1.charges.retrieve(intent.latest_charge).amount_refunded == 400


@pytest.mark.parametrize("won", [True, False])
def test_dispute_opened_and_closed(stripe_double, v1, won):
    intent = paid(stripe_double)
    dispute = stripe_double.control.open_dispute(intent.id)
    assert dispute["status"] == "needs_response"
    assert v1.charges.retrieve(intent.latest_charge).disputed is True
    assert types(stripe_double, 2) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    stripe_double.control.close_dispute(dispute["id"], won=won)
    [listed] = v1.disputes.list({"payment_intent": intent.id}).data
    assert listed.status == ("won" if won else "lost")
    assert types(stripe_double, 1) == ["charge.dispute.closed"]
    assert ("charge.dispute.funds_reinstated" in types(stripe_double, 2)) is won
    expected = [("charge", 1000, 59), ("dispute", -1000, 1500)]
    assert movements(stripe_double) == expected + [("dispute_reversal", 1000, 0)] * won
    with pytest.raises(Exception, match="already closed"):
        stripe_double.control.close_dispute(dispute["id"], won=True)


def test_disputed_charge_is_not_refunded(stripe_double, v1):
    intent = paid(stripe_double)
    stripe_double.control.open_dispute(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_disputed"


def test_dispute_of_the_rest_after_a_part_refund(stripe_double, v1):
    intent = paid(stripe_double)
    v1.refunds.create({"payment_intent": intent.id, "amount": 400})
    assert stripe_double.control.open_dispute(intent.id)["amount"] == 600


def test_charge_is_disputed_once(stripe_double):
    intent = paid(stripe_double)
    dispute = stripe_double.control.open_dispute(intent.id)["id"]
    stripe_double.control.close_dispute(dispute, won=True)
    with pytest.raises(Exception, match="disputed already"):
        stripe_double.control.open_dispute(intent.id)


def test_evidence_puts_a_dispute_under_review_and_closing_it_loses(stripe_double, v1):
    dispute = stripe_double.control.open_dispute(paid(stripe_double).id)["id"]
    evidence = {"evidence": {"uncategorized_text": "They ordered."}, "submit": True}
    assert v1.disputes.update(dispute, evidence).status == "under_review"
    assert v1.disputes.close(dispute).status == "lost"


def test_returned_debit_is_a_dispute_lost_at_once(stripe_double, v1):
    intent = paid(stripe_double, "pm_usBankAccount_success")
    stripe_double.control.return_debit(intent.id)
    [dispute] = v1.disputes.list({"charge": v1.payment_intents.retrieve(intent.id).latest_charge})
    assert (dispute.status, dispute.reason) == ("lost", "bank_cannot_process")
    assert v1.payment_intents.retrieve(intent.id).status == "succeeded"
    assert types(stripe_double, 3) == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]


def test_unauthorised_debit_ends_the_mandate(stripe_double, v1):
    setup = {
        "customer": v1.customers.create({}).id,
        "payment_method": "pm_usBankAccount_success",
        "confirm": True,
        "return_url": "https://portal.example/",
    }
    method = v1.setup_intents.create(setup).payment_method
    charge = {**setup, "payment_method": method, "amount": 500, "currency": "usd"}
    intent = v1.payment_intents.create({**charge, "off_session": True})
    stripe_double.control.settle(intent.id)
    stripe_double.control.return_debit(intent.id, "debit_not_authorized")
    with pytest.raises(stripe.InvalidRequestError, match="mandate"):
        v1.payment_intents.create({**charge, "off_session": True})


def test_card_payment_is_not_returned(stripe_double):
    with pytest.raises(Exception, match="Only bank debits"):
        stripe_double.control.return_debit(paid(stripe_double).id)


def test_cards_and_accounts_that_are_disputed_or_returned_by_themselves(stripe_double, v1):
    paid(stripe_double, "pm_card_createDispute")
    paid(stripe_double, "pm_usBankAccount_dispute")
    stripe_double.advance(seconds=2)
    assert [one.status for one in v1.disputes.list().data] == ["lost", "needs_response"]


def test_debits_settle_by_themselves_where_told_so():
    double = StripeDouble(settle_after=4 * 24 * 3600)
    setup = double.client().v1.setup_intents.create(
        {
            "payment_method": "pm_usBankAccount_success",
            "confirm": True,
            "return_url": "https://portal.example/",
            "customer": double.client().v1.customers.create({}).id,
        }
    )
    intent = double.client().v1.payment_intents.create(
        {
            "amount": 1000,
            "currency": "usd",
            "customer": str(setup.customer),
            "payment_method": str(setup.payment_method),
            "confirm": True,
            "off_session": True,
            "return_url": "https://portal.example/",
        }
    )
    double.advance(days=3.9)
    assert double.client().v1.payment_intents.retrieve(intent.id).status == "processing"
    double.advance(days=0.2)
    assert double.client().v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_movements_are_listed_by_source_and_become_available(stripe_double, v1):
    intent = paid(stripe_double)
    [movement] = v1.balance_transactions.list({"source": intent.latest_charge}).data
    later = {"created": {"gt": movement.created}}
    assert v1.balance_transactions.list(later).data == []
    assert (movement.net, movement.type, movement.status) == (941, "charge", "pending")
    stripe_double.advance(days=3)
    assert v1.balance_transactions.retrieve(movement.id).status == "available"
