"""Nothing takes effect after the seller's today, by whatever door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from psycopg.errors import CheckViolation

from accounts.models import Customer
from billing.documents.credit_notes import issue_credit_note, void_credit_note
from billing.documents.invoices import issue_invoice, void_invoice, write_off_invoice
from billing.documents.retainers import issue_retainer, void_retainer
from billing.ledger.allocation import allocate, take_back
from billing.ledger.bulk import BulkEntry, post_all
from billing.models import Account, JournalEntry, OpenItem, Payment, Transfer
from billing.payments.entry import record_payment, record_refund, void_payment
from billing.payments.transfers import declare_sent, receive_transfer
from portal.kit.web.refusals import Refusal
from tests.factories import (
    draft_credit_note,
    draft_invoice,
    draft_retainer,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
    make_retainer,
    make_user,
    pay,
)

pytestmark = pytest.mark.django_db
Act = Callable[[Customer, date], Any]


def a_transfer(customer: Customer) -> Transfer:
    return Transfer.objects.create(
        customer=customer,
        currency=customer.currency,
        reference=f"RF{uuid4().hex[:10]}",
        key=uuid4(),
        amount=Decimal(60),
        announced_by=make_user(),
    )


def _taken_back(customer: Customer, on: date) -> None:
    pay(make_invoice(customer))
    take_back(JournalEntry.objects.filter(kind="allocation").latest("pk"), effective_on=on)


def _allocated(customer: Customer, on: date) -> None:
    source, invoice = item_of(make_payment(customer)), item_of(make_invoice(customer))
    allocate(source=source, invoice=invoice, amount=Decimal(1), effective_on=on)


def _received(customer: Customer, on: date) -> None:
    receive_transfer(a_transfer(customer), amount=Decimal(60), received_on=on, by=None)


def _recorded(customer: Customer, on: date) -> None:
    method = Payment.Method.CHEQUE
    record_payment(customer=customer, amount=Decimal(5), method=method, received_on=on)


ACTS: dict[str, Act] = {
    "issuing an invoice": lambda c, on: issue_invoice(draft_invoice(c), issued_on=on),
    "issuing a credit note": lambda c, on: issue_credit_note(draft_credit_note(c), issued_on=on),
    "issuing a retainer": lambda c, on: issue_retainer(draft_retainer(c), issued_on=on),
    "an invoice dated so": lambda c, on: issue_invoice(draft_invoice(c, issued_on=on)),
    "voiding an invoice": lambda c, on: void_invoice(make_invoice(c), voided_on=on),
    "voiding a credit note": lambda c, on: void_credit_note(make_credit_note(c), voided_on=on),
    "voiding a retainer": lambda c, on: void_retainer(make_retainer(c), voided_on=on),
    "voiding a payment": lambda c, on: void_payment(make_payment(c), voided_on=on),
    "writing off": lambda c, on: write_off_invoice(make_invoice(c), written_off_on=on),
    "recording a payment": _recorded,
    "refunding": lambda c, on: record_refund(
        item_of(make_payment(c)), amount=Decimal(1), refunded_on=on
    ),
    "receiving a transfer": _received,
    "saying a transfer is sent": lambda c, on: declare_sent(a_transfer(c), on=on),
    "allocating": _allocated,
    "taking an allocation back": _taken_back,
}


@pytest.mark.parametrize("what", ACTS)
def test_tomorrow_is_refused_with_a_sentence(what: str) -> None:
    today = make_organization().today()
    with pytest.raises(Refusal, match="is in the future"):
        ACTS[what](make_customer(), today + timedelta(1))
    ACTS[what](make_customer(), today)


@pytest.mark.parametrize("what", [what for what in ACTS if not what.startswith("an ")])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1)])
def test_unlikely_day_is_refused_with_a_sentence(what: str, day: date) -> None:
    make_organization()
    with pytest.raises(Refusal, match="between 1900 and 2199"):
        ACTS[what](make_customer(), day)


@pytest.mark.parametrize(
    ("zone", "last"), [("Pacific/Kiritimati", 1), ("UTC", 0), ("America/Los_Angeles", 0)]
)
def test_the_sellers_calendar_decides(zone: str, last: int) -> None:
    """At noon in UTC it is tomorrow in Kiritimati."""
    make_organization(time_zone=zone)
    noon = timezone.now().replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=False):
        issue_invoice(draft_invoice(make_customer()), issued_on=noon.date() + timedelta(last))
        with pytest.raises(Refusal, match="is in the future"):
            issue_invoice(
                draft_invoice(make_customer()), issued_on=noon.date() + timedelta(last + 1)
            )


def test_posting_in_bulk_refuses_it_too() -> None:
    make_organization()
    customer = make_customer()
    item = item_of(make_payment(customer))
    with pytest.raises(Refusal, match="is in the future"):
        post_all(
            [
                BulkEntry(
                    key="later",
                    kind=JournalEntry.Kind.REFUND,
                    customer_id=customer.pk,
                    currency="EUR",
                    effective_on=timezone.localdate() + timedelta(3),
                    amount=Decimal(1),
                    debit=(Account.RECEIVABLE, item.pk),
                    credit=(Account.CASH, None),
                )
            ]
        )


LATER = "CURRENT_DATE + 2"
STATEMENTS = {
    "an entry": (
        "INSERT INTO billing_journalentry (customer_id, currency, kind, key, effective_on, note)"
        " VALUES ({customer}, 'EUR', 'payment', 'x', {day}, '')"
    ),
    "an open item": (
        "INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,"
        " due_on, total, open, lock_hint)"
        " VALUES ({customer}, 'EUR', 'payment', 'X', '', {day}, NULL, 1, 0, 0)"
    ),
    "a payment": (
        "INSERT INTO billing_payment (customer_id, currency, number, status, method, received_on,"
        " amount, reference, note, open_item_id, recorded_at)"
        " VALUES ({customer}, 'EUR', 'S', 'received', 'cash', {day}, 1, '', '', {spare}, now())"
    ),
    "a transfer sent": "UPDATE billing_transfer SET sent_on = {day}",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_the_database_refuses_it_by_itself(what: str) -> None:
    customer = make_customer()
    a_transfer(customer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_DATE")
        day = cursor.fetchone()[0]
    spare = OpenItem.objects.create(
        customer=customer, currency="EUR", kind="payment", number="S", issued_on=day, total=1
    )
    values = {"customer": customer.pk, "spare": spare.pk}
    with (
        pytest.raises(CheckViolation, match="nothing takes effect after today"),
        transaction.atomic(),
    ):
        connection.connection.execute(STATEMENTS[what].format(day=LATER, **values))
    connection.connection.execute(STATEMENTS[what].format(day="CURRENT_DATE", **values))
