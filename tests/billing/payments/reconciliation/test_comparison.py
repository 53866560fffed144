"""Three books against each other: each thing planted is found, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.ledger.check import check_ledger
from billing.models import JournalEntry, PaymentAttempt, ReconciliationFinding
from billing.payments.online.attempts import converge
from billing.payments.online.refunds import request_refund, send_refund
from billing.payments.reconciliation import comparison
from billing.payments.reconciliation.comparison import reconcile
from tests.billing.payments.paying import CARD, begin, posted
from tests.factories import item_of, make_invoice

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("reconcile_payments", *arguments, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    return 0, out.getvalue()


def found() -> list[str]:
    return sorted(
        ReconciliationFinding.objects.filter(settled_at=None).values_list("kind", flat=True)
    )


@pytest.fixture
def paid(stripe, customer, owner):
    """Somebody has paid at the gateway, and no webhook came."""

    def pay(amount=100) -> PaymentAttempt:
        attempt = begin(customer, owner, {make_invoice(customer, amount): amount})
        stripe.checkout(attempt.page_id).pay(CARD)
        return attempt

    return pay


@pytest.fixture(autouse=True)
def no_grace(monkeypatch):
    monkeypatch.setattr(comparison, "GRACE", timedelta(0))


def test_lost_webhooks_are_healed(stripe, paid) -> None:
    paid(100)
    paid(40)
    assert run() == (0, "Movements: 2\nHealed: 2\nEverything agrees.\n")
    assert posted() == [("card", 100), ("card", 40)]


def test_second_run_changes_nothing(stripe, paid) -> None:
    stripe.control.refund(converge(paid()).charge_id, 500)
    assert reconcile(timezone.now() - timedelta(days=1)).healed == 1
    entries = JournalEntry.objects.count()
    assert reconcile(timezone.now() - timedelta(days=1)).healed == 0
    assert JournalEntry.objects.count() == entries


def test_money_that_went_back_is_healed(stripe, paid) -> None:
    refunded, disputed, won, failed = (converge(paid()) for _ in range(4))
    stripe.control.refund(refunded.charge_id, 2500)
    stripe.control.open_dispute(disputed.charge_id)
    dispute = stripe.control.open_dispute(won.charge_id)
    stripe.control.close_dispute(dispute["id"], won=True)
    refund = stripe.control.refund(failed.charge_id, 1000)
    stripe.control.fail_refund(refund["id"])
    assert run()[0] == 0
    invoices = [one.lines.get().item for one in (refunded, disputed, won, failed)]
    assert [one.open for one in invoices] == [25, 100, 0, 0]
    assert check_ledger().drift == []


def test_charge_nobody_began_is_found_once_and_can_be_settled(stripe, customer) -> None:
    stripe.control.charge_past_us(1500, "eur")
    for _time in range(2):
        code, said = run()
        assert code == 1
        assert "15.00 EUR" in said
    assert found() == ["unknown-charge"]
    ReconciliationFinding.objects.update(settled_at=timezone.now())
    assert run()[0] == 0


def test_charge_that_names_an_attempt_it_is_not(stripe, paid) -> None:
    attempt = converge(paid())
    stripe.control.charge_past_us(10000, "eur", attempt_id=str(attempt.pk))
    assert run()[0] == 1
    assert found() == ["doubled"]
    assert posted() == [("card", 100)]


@pytest.mark.parametrize("lie", [{"amount": 1}, {"currency": "usd"}])
def test_amount_or_currency_that_differs_is_not_posted_and_found(stripe, paid, lie) -> None:
    attempt = paid()
    stripe.faults.lie("payment_intent", **lie)
    code, _said = run()
    assert code == 1
    assert found() == ["not-posted"]
    attempt.refresh_from_db()
    assert attempt.mismatch_reason
    assert posted() == []


def test_what_agrees_again_is_settled_by_itself(stripe, paid) -> None:
    paid()
    stripe.faults.lie("payment_intent", amount=1)
    run()
    stripe.faults.clear()
    assert run()[0] == 0
    assert posted() == [("card", 100)]
    assert ReconciliationFinding.objects.get().outcome == "It matches now."


def test_refund_and_dispute_of_a_charge_nobody_began(stripe, customer) -> None:
    for act in (stripe.control.refund, stripe.control.open_dispute):
        act(stripe.control.charge_past_us(1500, "eur")["id"])
    run()
    assert found() == ["unknown-charge", "unknown-charge", "unknown-dispute", "unknown-refund"]


def test_payment_posted_here_of_which_the_gateway_knows_nothing(stripe, paid) -> None:
    attempt = converge(paid())
    assert run()[0] == 0
    PaymentAttempt.objects.update(page_id="cs_gone", charge_id="pi_gone")
    run()
    assert found() == ["doubled", "not-there"]
    assert posted() == [("card", 100)]
    assert attempt.payment is not None


def test_refund_of_which_less_could_be_posted(stripe, paid) -> None:
    from billing.payments.entry import record_refund as refund_by_hand
    from billing.payments.unapplying import unapply
    from tests.factories import DAY

    attempt = converge(paid())
    item = item_of(attempt.payment)
    unapply(item, Decimal(30), on=DAY, by=None, note="")
    refund_by_hand(item, amount=Decimal(30), refunded_on=DAY)
    stripe.control.refund(attempt.charge_id, 10000)
    run()
    assert found() == ["amount"]


def test_hundred_movements_cost_what_three_do(stripe, paid) -> None:
    """Once all is posted, comparing costs the same for any number in a chunk."""

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            reconcile(timezone.now() - timedelta(days=1))
        return len(caught)

    refund = request_refund(
        converge(paid()).payment, amount=Decimal(10), by=None, reason="", key=uuid4()
    )
    send_refund(refund)
    reconcile(timezone.now() - timedelta(days=1))
    few = queries()
    for _number in range(8):
        converge(paid(10))
    assert queries() == few


def test_json_for_machines(stripe, customer) -> None:
    stripe.control.charge_past_us(1500, "eur")
    code, said = run("--json")
    answer = json.loads(said)
    assert (code, answer["movements"], answer["findings"][0]["kind"]) == (1, 1, "unknown-charge")


def test_without_stripe_it_says_so(settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(CommandError, match="not set up"):
        call_command("reconcile_payments")


def test_gateway_that_is_down_is_one_plain_line(stripe, paid) -> None:
    stripe.faults.set(drop_before=1.0)
    with pytest.raises(CommandError, match="did not answer"):
        call_command("reconcile_payments")
