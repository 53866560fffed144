"""Many people on one account's page for paying: a credit is used once."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from billing.ledger.check import check_ledger
from billing.models import Transfer
from billing.payments.planning.execution import apply_credits
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, receive_transfer
from tests import factories
from tests.concurrency.conftest import Race

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = 20
DAY = factories.DAY


def test_one_of_many_sessions_uses_the_credit(race: Race) -> None:
    customer = factories.make_customer()
    invoice = factories.item_of(factories.make_invoice(customer, 1000))
    credit = factories.item_of(factories.make_credit_note(customer, 60))
    asked = RequestedAmounts({invoice.pk: Decimal(60)}, {credit.pk: Decimal(60)})

    def use() -> None:
        apply_credits(customer=customer, asked=asked, on=DAY, by=None, key=uuid4())

    assert race([use] * SESSIONS) == {"done": 1, "PlanRefused": SESSIONS - 1}
    assert factories.OpenItem.objects.get(pk=invoice.pk).open == 940
    assert check_ledger().drift == []


def test_one_form_sent_many_times_is_one_transfer_and_one_payment(race: Race) -> None:
    factories.make_organization(bank_iban="DE89370400440532013000")
    customer, key = factories.make_customer(), uuid4()
    by = factories.make_member(customer)
    invoice = factories.item_of(factories.make_invoice(customer, 100))
    asked = RequestedAmounts({invoice.pk: Decimal(100)})
    announce = partial(announce_transfer, customer=customer, asked=asked, by=by, key=key)
    assert race([announce] * SESSIONS) == {"done": SESSIONS}
    transfer = Transfer.objects.get()
    receive = partial(receive_transfer, transfer, amount=Decimal(100), received_on=DAY, by=None)
    assert race([receive] * SESSIONS) == {"done": SESSIONS}
    assert factories.Payment.objects.count() == 1
    assert check_ledger().drift == []
