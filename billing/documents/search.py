"""Finding a document by what somebody has at hand: its number, PO number, reference or amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any

from django.db import connection
from django.urls import reverse

from accounts.models import Customer
from billing.documents.status import (
    DocumentStatus,
    credit_status,
    invoice_status,
    payment_status,
    retainer_status,
)
from billing.models import OpenItem
from portal.kit.db.row_security import every_row
from portal.kit.money.format import written
from portal.kit.money.parsing import NotAnAmount, read_amount

MOST = 12
# A beginning is searched for from so many characters on.
LEAST = 3
DIGITS = 5
PAGES = {
    OpenItem.Kind.INVOICE: "billing:invoice-detail",
    OpenItem.Kind.CREDIT_NOTE: "billing:credit-detail",
    OpenItem.Kind.PAYMENT: "billing:payment-detail",
    OpenItem.Kind.RETAINER: "billing:retainer-detail",
}
# Of documents numbered here; an imported number is found as it is written.
PREFIXES = ("INV-", "CN-", "PAY-", "RET-")


class Match(IntEnum):
    """Why a document was found, the best reason first."""

    NUMBER = 0
    REFERENCE = 1
    AMOUNT = 2
    BEGINNING = 3


# Each branch reads one index, no further than its limit, however long the history.
FIND = """
    WITH found AS (
        (SELECT id, 0 AS reason FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND upper(number) = ANY(%(numbers)s)
         LIMIT %(most)s)
        UNION ALL
        (SELECT id, 1 FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND reference <> ''
           AND upper(reference) = %(text)s
         LIMIT %(most)s)
        UNION ALL
        (SELECT id, 2 FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND kind = ANY(%(kinds)s)
           AND total = ANY(%(amounts)s::numeric[])
         LIMIT %(most)s)
        UNION ALL
        (SELECT id, 2 FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND kind = ANY(%(kinds)s)
           AND open = ANY(%(amounts)s::numeric[])
         LIMIT %(most)s)
        UNION ALL
        (SELECT id, 3 FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND upper(number) LIKE %(beginning)s
         LIMIT %(most)s)
        UNION ALL
        (SELECT id, 3 FROM billing_openitem
         WHERE customer_id = ANY(%(customers)s) AND reference <> ''
           AND upper(reference) LIKE %(beginning)s
         LIMIT %(most)s)
    ), best AS (
        SELECT id, min(reason) AS reason FROM found GROUP BY id
    )
    SELECT best.reason, item.customer_id, item.currency, item.kind, item.number, item.reference,
           item.issued_on, item.due_on, item.total, item.open,
           coalesce(invoice.status, credit.status, payment.status, retainer.status)
    FROM best JOIN billing_openitem item ON item.id = best.id
    LEFT JOIN billing_invoice invoice ON invoice.open_item_id = item.id
    LEFT JOIN billing_creditnote credit ON credit.open_item_id = item.id
    LEFT JOIN billing_payment payment ON payment.open_item_id = item.id
    LEFT JOIN billing_retainer retainer ON retainer.open_item_id = item.id
    ORDER BY best.reason, item.issued_on DESC, item.id DESC
    LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found. `amount` is what is open on it, or its total where nothing is."""

    match: Match
    kind: str
    number: str
    reference: str
    due_on: date | None
    amount: str
    status: DocumentStatus
    url: str
    customer_id: int

    @property
    def is_exact(self) -> bool:
        return self.match != Match.BEGINNING


def find_documents(customers: Sequence[Customer], text: str, *, today: date) -> list[Hit]:
    """The documents of these companies that `text` names, the most exact and newest first.

    Case does not matter; an amount is read as a field for one reads it. At most twelve,
    in one statement that reads only indexes. Nothing for no text, and for no company.
    """
    text = " ".join(text.replace("\x00", "").split())
    if not text or not customers:
        return []
    asked: dict[str, Any] = {
        "customers": [customer.pk for customer in customers],
        "numbers": _numbers(text),
        "text": text.upper(),
        "amounts": amounts_in(text, {customer.currency for customer in customers}),
        "kinds": list(OpenItem.Kind.values),
        "beginning": f"{_plain(text.upper())}%" if len(text) >= LEAST else None,
        "most": MOST,
    }
    with every_row(), connection.cursor() as cursor:
        cursor.execute(FIND, asked)
        rows = cursor.fetchall()
    return [_hit(row, today) for row in rows]


def amounts_in(text: str, currencies: Iterable[str]) -> list[Decimal]:
    """The amounts that `text` says in these currencies, as it would be read in a field for one:
    `£1,143.24`, `1 143,24` and `1143.24` are the same. Empty for what is none."""
    found = set()
    for currency in currencies:
        with suppress(NotAnAmount):
            found.add(read_amount(text, currency))
    return sorted(found - {Decimal(0)})


def _numbers(text: str) -> list[str]:
    """The numbers that somebody may mean: 162 is INV-00162, too."""
    if text.isdecimal() and len(text) <= DIGITS:
        return [text, *(f"{prefix}{int(text):0{DIGITS}d}" for prefix in PREFIXES)]
    return [text.upper()]


def _plain(text: str) -> str:
    """The text for LIKE, where % and _ stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _hit(row: tuple[Any, ...], today: date) -> Hit:
    (
        reason,
        customer_id,
        currency,
        kind,
        number,
        reference,
        issued_on,
        due_on,
        total,
        left,
        status,
    ) = row
    item = OpenItem(
        kind=kind,
        currency=currency,
        issued_on=issued_on,
        due_on=due_on,
        total=total,
        open=left,
    )
    return Hit(
        match=Match(reason),
        kind=kind,
        number=number,
        reference=reference,
        due_on=due_on if kind in {OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER} else None,
        amount=written(left or total, currency),
        status=_status(item, status or "", today),
        url=reverse(PAGES[kind], args=[number]),
        customer_id=customer_id,
    )


def _status(item: OpenItem, status: str, today: date) -> DocumentStatus:
    match item.kind:
        case OpenItem.Kind.INVOICE:
            return invoice_status(item, status, today)
        case OpenItem.Kind.CREDIT_NOTE:
            return credit_status(item, status)
        case OpenItem.Kind.RETAINER:
            return retainer_status(item, status)
    return payment_status(item, status)
