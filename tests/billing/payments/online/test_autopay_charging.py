"""What autopay charges: what was announced, net of credits, each invoice once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Organization
from billing import tasks
from billing.ledger.check import check_ledger
from billing.models import AutopayStep, MethodRule, PaymentAttempt
from billing.payments.autopay import schedule
from billing.payments.autopay.notices import give_notice, ready
from billing.payments.online.attempts import converge
from billing.payments.online.autopay_charging import charge_due
from billing.payments.saved_methods.methods import remove
from tests.billing.payments.paying import posted
from tests.billing.payments.saving import (
    ASKS_EACH_TIME,
    BANK_ACCOUNT,
    DECLINED_LATER,
    OTHER_CARD,
    save,
)
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)
from tests.simulation.killing import dies

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return make_organization().today()


@pytest.fixture
def account(today):
    return make_customer(currency="USD")


@pytest.fixture
def payer(account):
    return make_member(account, email="owner@anchor.example")


def agree(account, payer, *, cap=None):
    seller = make_organization()
    agreement = schedule.agree(customer=account, seller=seller, cap=cap, by=payer)
    agreement.agreed_on = seller.today() - timedelta(90)
    agreement.save()
    return agreement


def due(account, today, amount=100):
    """An invoice due today, of which notice was given two days ago."""
    return make_invoice(account, amount, issued_on=today - timedelta(10), due_on=today)


def announced(agreement, today):
    give_notice(agreement, today=today - timedelta(2))
    mail.outbox.clear()


def test_due_and_announced_is_charged_net_of_credits(stripe, account, payer, today) -> None:
    save(stripe, account, payer)
    agreement = agree(account, payer)
    first, second = due(account, today), due(account, today, 50)
    make_credit_note(account, 120, issued_on=today - timedelta(5))
    announced(agreement, today)
    steps = charge_due(agreement, today=today)
    assert [(one.amount, one.outcome) for one in steps] == [
        (0, "Settled by credits and deposits."),
        (30, ""),
    ]
    assert [item_of(one).open for one in (first, second)] == [0, 0]
    assert posted() == [("card", 30)]
    assert PaymentAttempt.objects.get().payer == "autopay"
    assert check_ledger().drift == []


def test_running_again_and_on_later_days_charges_nothing_more(
    stripe, account, payer, today
) -> None:
    save(stripe, account, payer)
    agreement = agree(account, payer)
    due(account, today)
    announced(agreement, today)
    for days in (0, 0, 1, 4, 9):
        tasks.autopay_one(agreement_id=agreement.pk)
        charge_due(agreement, today=today + timedelta(days))
    assert len(stripe.charges()) == 1
    assert posted() == [("card", 100)]


def test_without_notice_nothing_is_charged(stripe, account, payer, today) -> None:
    save(stripe, account, payer)
    agreement = agree(account, payer)
    due(account, today)
    assert charge_due(agreement, today=today) == []


def test_never_more_than_was_announced(stripe, account, payer, today) -> None:
    """The credit that was announced with it has been used elsewhere since."""
    save(stripe, account, payer)
    agreement = agree(account, payer)
    invoice = due(account, today)
    credit = make_credit_note(account, 40, issued_on=today - timedelta(5))
    announced(agreement, today)
    from billing.ledger.allocation import allocate

    other = make_invoice(account, 40, due_on=today + timedelta(60))
    allocate(source=item_of(credit), invoice=item_of(other), amount=Decimal(40))
    assert charge_due(agreement, today=today) == []
    assert [one.amount for one in give_notice(agreement, today=today)] == [100]
    assert charge_due(agreement, today=today + timedelta(1)) == []
    charge_due(agreement, today=today + timedelta(2))
    assert item_of(invoice).open == 0


def test_cap_pause_skip_dispute_and_end_are_kept_to(stripe, account, payer, today) -> None:
    from billing.documents.disputes import raise_dispute
    from billing.models import InvoiceDispute

    save(stripe, account, payer)
    agreement = agree(account, payer, cap=Decimal(100))
    big, skipped, disputed, good = (due(account, today, n) for n in (101, 20, 30, 40))
    announced(agreement, today)
    schedule.skip(skipped, by=payer)
    raise_dispute(disputed, reason=InvoiceDispute.Reason.GOODS, comment="No", by=payer)
    schedule.pause(agreement, until=today + timedelta(1))
    agreement.refresh_from_db()
    assert charge_due(agreement, today=today) == []
    schedule.pause(agreement, until=None)
    agreement.refresh_from_db()
    assert [one.invoice for one in charge_due(agreement, today=today)] == [good]
    another = due(account, today, 5)
    give_notice(agreement, today=today - timedelta(2))
    schedule.end_agreement(agreement, by=payer)
    agreement.refresh_from_db()
    assert charge_due(agreement, today=today) == []
    assert [item_of(one).open for one in (big, skipped, disputed, another)] == [101, 20, 30, 5]


def test_decline_is_told_and_tried_again_twice_three_days_apart(
    stripe, account, payer, today
) -> None:
    save(stripe, account, payer, DECLINED_LATER)
    agreement = agree(account, payer)
    invoice = due(account, today)
    announced(agreement, today)
    for day in range(14):
        give_notice(agreement, today=today + timedelta(day))
        charge_due(agreement, today=today + timedelta(day))
    charges = AutopayStep.objects.filter(kind="charge").order_by("on")
    assert [(one.on - today).days for one in charges] == [0, 3, 6]
    told = [one for one in mail.outbox if "could not be charged" in one.subject]
    assert len(told) == 3
    assert "Your card was declined." in told[0].body
    assert f"/pay/?invoice={invoice.number}" in told[0].body
    assert "try again on" in told[1].body
    assert "We won't try again automatically" in told[2].body
    assert posted() == []


def test_second_try_charges_the_default_of_then(stripe, account, payer, today) -> None:
    from billing.payments.saved_methods.methods import make_default

    save(stripe, account, payer, DECLINED_LATER)
    agreement = agree(account, payer)
    due(account, today)
    announced(agreement, today)
    charge_due(agreement, today=today)
    make_default(save(stripe, account, payer, OTHER_CARD))
    give_notice(agreement, today=today + timedelta(1))
    charge_due(agreement, today=today + timedelta(3))
    assert posted() == [("card", 100)]


def test_bank_that_wants_to_ask_is_told_and_not_tried_again(stripe, account, payer, today) -> None:
    save(stripe, account, payer, ASKS_EACH_TIME)
    agreement = agree(account, payer)
    due(account, today)
    announced(agreement, today)
    charge_due(agreement, today=today)
    (sent,) = mail.outbox
    assert "Your bank wants someone to confirm the payment" in sent.body
    assert schedule.schedule(agreement, today=today)[0].why == "charged-before"
    assert give_notice(agreement, today=today + timedelta(5)) == []


def test_bank_debit_that_fails_days_later_is_told(stripe, account, payer, today) -> None:
    account.bank_debit_allowed = True
    account.save()
    save(stripe, account, payer, BANK_ACCOUNT)
    agreement = agree(account, payer)
    Organization.objects.update(currency="USD")
    due(account, today)
    announced(agreement, today)
    (step,) = charge_due(agreement, today=today)
    assert step.outcome == ""
    assert PaymentAttempt.objects.get().state == "processing"
    assert schedule.schedule(agreement, today=today)[0].why == "under-way"
    stripe.control.fail(PaymentAttempt.objects.get().charge_id)
    converge(step.attempt)
    assert "could not be charged" in mail.outbox[-1].subject


def test_without_a_method_that_may_be_used_the_company_is_told(
    stripe, account, payer, today
) -> None:
    method = save(stripe, account, payer)
    agreement = agree(account, payer)
    due(account, today)
    due(account, today, 20)
    announced(agreement, today)
    MethodRule.objects.create(method="card", customer=account, maximum=Decimal(50))
    small, big = sorted(charge_due(agreement, today=today), key=lambda step: step.amount)
    assert small.attempt is not None
    assert "The maximum for this method is US$50.00." in big.outcome
    remove(method, by=payer)
    due(account, today, 30)
    announced(agreement, today)
    (none,) = charge_due(agreement, today=today)
    assert "no default payment method" in none.outcome
    assert posted() == [("card", 20)]


def test_killed_between_any_two_statements_it_is_charged_once(
    stripe, account, payer, today
) -> None:
    save(stripe, account, payer)
    agreement = agree(account, payer)
    deaths = 0
    is_dead = True
    while is_dead:
        due(account, today)
        announced(agreement, today)
        is_dead = dies(lambda: charge_due(agreement, today=today), before=1 + 3 * deaths)
        deaths += is_dead
        charge_due(agreement, today=today)
        PaymentAttempt.objects.update(next_poll_at=timezone.now())
        tasks.poll_attempts(0)
    assert deaths > 15
    assert posted() == [("card", 100)] * (deaths + 1)
    assert len(stripe.charges()) == deaths + 1


def test_gateway_that_is_down_is_asked_again_by_the_poller(stripe, account, payer, today) -> None:
    save(stripe, account, payer)
    agreement = agree(account, payer)
    due(account, today)
    announced(agreement, today)
    stripe.faults.order("drop_after", path="/payment_intents")
    charge_due(agreement, today=today)
    assert ready(agreement, today=today) == []
    PaymentAttempt.objects.update(next_poll_at=timezone.now())
    tasks.poll_attempts(0)
    assert posted() == [("card", 100)]
    assert len(stripe.charges()) == 1


def test_notice_names_the_method_or_says_that_there_is_none(stripe, account, payer, today) -> None:
    method = save(stripe, account, payer)
    agreement = agree(account, payer)
    due(account, today)
    give_notice(agreement, today=today - timedelta(2))
    assert "will be charged to Visa •••• 4242" in mail.outbox[-1].body
    remove(method, by=payer)
    due(account, today)
    give_notice(agreement, today=today - timedelta(2))
    assert "there is no payment method to charge" in mail.outbox[-1].body
