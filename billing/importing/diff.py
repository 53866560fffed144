"""Which documents of the file are new, which are there already, and which contradict."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from accounts.models import Customer
from billing.importing.paid import Difference, PaidHere, PaidSince, paid_here, paid_since
from billing.importing.plan import PlannedDocument
from billing.models import OpenItem

# What is there, with a digest of the lines as `_digest` reckons it.
THERE = """
    SELECT document.number, document.id, document.status, customer.external_reference,
           document.issued_on, {due_on}, document.total, document.currency,
           item.open, document.note, document.order_reference,
           md5(string_agg(concat_ws('|', line.sku, line.description,
               trim_scale(line.quantity), trim_scale(line.unit_price), trim_scale(line.tax_rate)),
               E'\\n' ORDER BY concat_ws('|', line.sku, line.description,
               trim_scale(line.quantity), trim_scale(line.unit_price), trim_scale(line.tax_rate))
               COLLATE "C"))
    FROM billing_{table} document
    JOIN accounts_customer customer ON customer.id = document.customer_id
    LEFT JOIN billing_openitem item ON item.id = document.open_item_id
    LEFT JOIN billing_{table}line line ON line.{column}_id = document.id
    WHERE document.number = ANY(%s)
    GROUP BY document.id, customer.id, item.id
"""
TABLES = {
    OpenItem.Kind.INVOICE: ("invoice", "invoice", "document.due_on"),
    OpenItem.Kind.CREDIT_NOTE: ("creditnote", "credit_note", "NULL::date"),
}
# The fields without weight, which an import keeps up to date.
CORRECTED = ("note", "order_reference")


@dataclass(frozen=True, slots=True)
class Issued:
    """A document that is there, as far as a file can speak of it."""

    pk: int
    status: str
    customer: str | None
    issued_on: date | None
    due_on: date | None
    total: Decimal
    currency: str
    open: Decimal | None
    note: str
    order_reference: str
    lines: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """New values of the fields in CORRECTED for a document that is there."""

    kind: OpenItem.Kind
    pk: int
    note: str
    order_reference: str


@dataclass(slots=True)
class Comparison:
    """The file against the database."""

    new: list[PlannedDocument] = field(default_factory=list)
    unchanged: int = 0
    # Documents that are there, with what is to be booked of what the file says is paid.
    paid: list[tuple[PlannedDocument, PaidSince]] = field(default_factory=list)
    # Where staff must look, for the file and the payments here do not agree.
    differences: list[Difference] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)
    refused: list[tuple[PlannedDocument, str]] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    # What stands where new customers' countries should.
    unknown_countries: set[str] = field(default_factory=set)

    def add_existing(self, document: PlannedDocument, issued: Issued, here: PaidHere) -> None:
        """A document that is there with the same content: what has happened to it since.

        What has been paid in the portal meanwhile is known, too, and not paid again.
        """
        wanted = [document.header.get(name) or getattr(issued, name) for name in CORRECTED]
        is_corrected = wanted != [getattr(issued, name) for name in CORRECTED]
        if document.says_paid and document.paid < here.imported:
            self.refused.append((document, _paid_back(document, here.imported)))
            return
        if is_corrected:
            self.corrected.append(Correction(document.kind, issued.pk, *wanted))
        since = PaidSince()
        if document.says_paid:
            still_open = issued.open or Decimal(0)
            since = paid_since(document, total=issued.total, still_open=still_open, here=here)
        if since.difference is not None:
            self.differences.append(since.difference)
        if since.booked:
            self.paid.append((document, since))
        elif not is_corrected:
            self.unchanged += 1


def compare(documents: Iterable[PlannedDocument]) -> Comparison:
    """Sort the documents by number into new, unchanged, paid since, corrected and refused.

    Locks the accounts of customers that are there until the transaction ends.
    """
    documents = list(documents)
    found = Comparison(customers=_locked_customers(documents))
    there = {kind: _there(kind, documents) for kind in TABLES}
    invoices = there[OpenItem.Kind.INVOICE]
    paid = paid_here([one.number for one in documents if one.says_paid and one.number in invoices])
    currencies = {reference: customer.currency for reference, customer in found.customers.items()}
    for document in documents:
        currency = currencies.setdefault(document.customer, document.currency)
        issued = there[document.kind].get(document.number)
        if currency != document.currency:
            reason = f"the customer's account is in {currency}, the document in {document.currency}"
            found.refused.append((document, reason))
        elif issued is None and (other := _other_kind(document, there)):
            found.refused.append((document, f"{document.number} is already issued as {other}"))
        elif issued is None:
            found.new.append(document)
        elif reason := _contradiction(document, issued):
            found.refused.append((document, reason))
        else:
            found.add_existing(document, issued, paid.get(document.number, PaidHere()))
    return found


def _locked_customers(documents: list[PlannedDocument]) -> dict[str, Customer]:
    """In the ledger's own order, so that nobody deadlocks with the import."""
    references = {document.customer for document in documents}
    known = Customer.objects.filter(external_reference__in=references)
    return {
        customer.external_reference or "": customer
        for customer in known.select_for_update(no_key=True).order_by("pk")
    }


def _there(kind: OpenItem.Kind, documents: list[PlannedDocument]) -> dict[str, Issued]:
    table, column, due_on = TABLES[kind]
    numbers = [document.number for document in documents]
    with connection.cursor() as cursor:
        cursor.execute(THERE.format(table=table, column=column, due_on=due_on), [numbers])
        return {row[0]: Issued(*row[1:]) for row in cursor.fetchall()}


def _other_kind(
    document: PlannedDocument, there: dict[OpenItem.Kind, dict[str, Issued]]
) -> str | None:
    """What else bears the number: a document does not change its kind."""
    return next(
        (f"a different kind, {kind.label}" for kind in there if document.number in there[kind]),
        None,
    )


def _digest(document: PlannedDocument) -> str:
    """Of the lines in whatever order: the same lines otherwise arranged are the same invoice."""
    text = "\n".join(
        sorted(
            f"{line.sku}|{line.description}|{_plain(line.quantity)}|{_plain(line.unit_price)}"
            f"|{_plain(line.tax_rate)}"
            for line in document.lines
        )
    )
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=100_000)
def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _contradiction(document: PlannedDocument, issued: Issued) -> str:
    """Why the document cannot be the one that is there; nothing when it can."""
    due_on = document.header.get("due_date")
    if issued.status == "draft":
        return f"{document.number} is the number of a draft"
    problem = ""
    if issued.customer != document.customer:
        problem = "to another customer"
    elif (issued.total, issued.currency) != (document.total, document.currency):
        problem = (
            f"for {issued.total} {issued.currency}; the file says {document.total} "
            f"{document.currency}. Correct it with a credit note."
        )
    elif issued.issued_on != document.issued_on:
        problem = f"with another date: {issued.issued_on}"
    elif issued.due_on and due_on and issued.due_on != due_on:
        problem = f"with another due date: {issued.due_on}"
    elif issued.lines != _digest(document):
        problem = "with other lines"
    return problem and f"{document.number} is already issued {problem}"


def _paid_back(document: PlannedDocument, paid: Decimal) -> str:
    return (
        f"less is paid than before: {document.number} was paid {paid} "
        f"{document.currency}, the file says {document.paid}. Void the payment in the portal."
    )
