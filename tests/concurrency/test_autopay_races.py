"""Autopay run by many workers at once charges each due invoice once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from psycopg import Cursor

from billing.ledger.check import check_ledger
from billing.models import AutopayAgreement, Payment
from billing.payments.autopay import schedule
from billing.payments.autopay.notices import give_notice
from billing.payments.online import autopay_charging
from billing.payments.online.autopay_charging import charge_due
from tests.billing.payments.conftest import stripe as stripe  # noqa: PLC0414 - a fixture
from tests.billing.payments.saving import save
from tests.concurrency.conftest import Race
from tests.factories import make_customer, make_invoice, make_member, make_organization
from tests.stripe_double import StripeDouble

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 12
# The walls, and how they are put up again.
STEP_ONCE = 'ADD CONSTRAINT autopay_step_once UNIQUE (invoice_id, kind, "on")'
LINE_ONCE = "(item_id) WHERE credit_source_id IS NULL AND is_live"


def _announced(stripe: StripeDouble) -> AutopayAgreement:
    today = make_organization().today()
    account = make_customer()
    payer = make_member(account)
    save(stripe, account, payer)
    agreement = schedule.agree(customer=account, seller=make_organization(), cap=None, by=payer)
    AutopayAgreement.objects.update(agreed_on=today - timedelta(90))
    agreement.refresh_from_db()
    for amount in (100, 50):
        make_invoice(account, amount, issued_on=today - timedelta(10), due_on=today)
    give_notice(agreement, today=today - timedelta(2))
    return agreement


def _run(race: Race, agreement: AutopayAgreement) -> None:
    today = make_organization().today()
    race([partial(charge_due, agreement, today=today)] * WORKERS)


def test_many_workers_charge_each_invoice_once(race: Race, stripe: StripeDouble) -> None:
    _run(race, _announced(stripe))
    assert sorted(one["amount"] for one in stripe.charges()) == [5000, 10000]
    assert sorted(one.amount for one in Payment.objects.all()) == [50, 100]
    assert check_ledger().drift == []


@pytest.fixture
def without_guards(owner_cursor: Cursor[Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the look under the lock nor the walls behind it."""
    monkeypatch.setattr(autopay_charging, "lock_account", lambda customer: None)
    monkeypatch.setattr("billing.payments.online.operation.lock_account", lambda customer: None)
    monkeypatch.setattr("billing.payments.planning.execution.lock_account", lambda customer: None)
    owner_cursor.execute("ALTER TABLE billing_autopaystep DROP CONSTRAINT autopay_step_once")
    owner_cursor.execute("DROP INDEX attempt_one_live_an_item")
    yield
    owner_cursor.execute("TRUNCATE billing_autopaystep, billing_attemptline CASCADE")
    owner_cursor.execute(f"ALTER TABLE billing_autopaystep {STEP_ONCE}")
    owner_cursor.execute(
        f"CREATE UNIQUE INDEX attempt_one_live_an_item ON billing_attemptline {LINE_ONCE}"
    )


@pytest.mark.usefixtures("without_guards")
def test_without_the_guards_an_invoice_is_charged_again(race: Race, stripe: StripeDouble) -> None:
    """The control: the test above proves the guards and not the absence of a race."""
    agreement = _announced(stripe)
    today = make_organization().today()
    race([partial(_regardless, agreement, today)] * WORKERS)
    assert len(stripe.charges()) > 2


def _regardless(agreement: AutopayAgreement, today: Any) -> str:
    """Payments that do not fit the ledger any more are refused there; the charge was made."""
    try:
        charge_due(agreement, today=today)
    except Exception as error:  # noqa: BLE001 - what breaks without guards is not the question
        return type(error).__name__
    return "done"
