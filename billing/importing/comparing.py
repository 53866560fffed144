"""Which documents of the file are new, which are there already, and which contradict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection

from accounts.models import Customer
from billing.importing.planning import PlannedDocument
from billing.models import OpenItem

# What is there, with a digest of the lines as `_digest` reckons it.
THERE = """
    SELECT document.number, customer.external_reference, document.issued_on, document.total,
           document.currency, md5(string_agg(concat_ws('|', line.sku, line.description,
               trim_scale(line.quantity), trim_scale(line.unit_price), trim_scale(line.tax_rate)),
               E'\\n' ORDER BY line.position, line.id))
    FROM billing_{table} document
    JOIN accounts_customer customer ON customer.id = document.customer_id
    LEFT JOIN billing_{table}line line ON line.{column}_id = document.id
    WHERE document.number = ANY(%s)
    GROUP BY document.id, customer.id
"""
TABLES = {
    OpenItem.Kind.INVOICE: ("invoice", "invoice"),
    OpenItem.Kind.CREDIT_NOTE: ("creditnote", "credit_note"),
}
PAID_KEY = "payment:import:"


@dataclass(slots=True)
class Comparison:
    """The file against the database."""

    new: list[PlannedDocument] = field(default_factory=list)
    unchanged: int = 0
    # Documents that are there, with what the file says has been paid on them since.
    paid: list[tuple[PlannedDocument, Decimal]] = field(default_factory=list)
    refused: list[tuple[PlannedDocument, str]] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)


def compare(documents: Iterable[PlannedDocument]) -> Comparison:
    """Sort the documents by number into new, unchanged, paid since, and refused."""
    documents = list(documents)
    found = Comparison(customers=_customers(documents))
    there = {kind: _there(kind, documents) for kind in TABLES}
    paid = paid_before() if any(document.paid for document in documents) else {}
    currencies: dict[str, str] = {}
    for document in documents:
        existing = there[document.kind].get(document.number)
        currency = currencies.setdefault(
            document.customer,
            found.customers[document.customer].currency
            if document.customer in found.customers
            else document.currency,
        )
        if currency != document.currency:
            reason = f"the customer's account is in {currency}, the document in {document.currency}"
            found.refused.append((document, reason))
        elif existing is None:
            found.new.append(document)
        elif existing != _identity(document):
            found.refused.append((document, _contradiction(document, existing)))
        elif document.paid > paid.get(document.number, 0):
            found.paid.append((document, document.paid - paid.get(document.number, Decimal(0))))
        else:
            found.unchanged += 1
    return found


def paid_before() -> dict[str, Decimal]:
    """How much earlier imports have recorded as paid, by invoice number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM billing_journalentry WHERE key LIKE %s", [f"{PAID_KEY}%"])
        keys = [row[0].removeprefix(PAID_KEY).rpartition(":") for row in cursor.fetchall()]
    sums: dict[str, Decimal] = {}
    for number, _, amount in keys:
        sums[number] = max(sums.get(number, Decimal(0)), Decimal(amount))
    return sums


Identity = tuple[str, object, Decimal, str, str]


def _customers(documents: list[PlannedDocument]) -> dict[str, Customer]:
    references = {document.customer for document in documents}
    return {
        customer.external_reference or "": customer
        for customer in Customer.objects.filter(external_reference__in=references)
    }


def _there(kind: OpenItem.Kind, documents: list[PlannedDocument]) -> dict[str, Identity]:
    table, column = TABLES[kind]
    numbers = [document.number for document in documents if document.kind == kind]
    with connection.cursor() as cursor:
        cursor.execute(THERE.format(table=table, column=column), [numbers])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _identity(document: PlannedDocument) -> Identity:
    return (
        document.customer,
        document.issued_on,
        document.total,
        document.currency,
        _digest(document),
    )


def _digest(document: PlannedDocument) -> str:
    text = "\n".join(
        "|".join(
            [
                line.sku,
                line.description,
                *(_plain(value) for value in (line.quantity, line.unit_price, line.tax_rate)),
            ]
        )
        for line in document.lines
    )
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _contradiction(document: PlannedDocument, existing: Identity) -> str:
    customer, issued_on, total, currency, _ = existing
    if customer != document.customer:
        return f"{document.number} is already issued to another customer"
    if total != document.total:
        return (
            f"{document.number} is already issued for {total} {currency}; the file says "
            f"{document.total} {document.currency}. Correct it with a credit note"
        )
    if issued_on != document.issued_on:
        return f"{document.number} is already issued on {issued_on}"
    return f"{document.number} is already issued with other lines"
