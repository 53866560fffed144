"""One import from beginning to end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Protocol

from django.db import connection, transaction

from billing.importing.comparing import Comparison, compare
from billing.importing.loading import load, paid_key
from billing.importing.mapping import ImportMapping
from billing.importing.planning import CannotPlan, PlannedDocument, plan
from billing.importing.reading import BadFile, read_documents
from billing.importing.rejections import Rejections
from billing.ledger.allocation import Share
from billing.models import OpenItem, Payment
from billing.payments.receipts import record_payment

# Any number will do, as long as it is always the same.
IMPORT_LOCK = 0x466F796572


class ImportRunning(Exception):
    """Another import holds the lock."""


class Rejected(Exception):
    """`atomic` was asked for and something was rejected; nothing has changed."""


class Progress(Protocol):
    """How far an import is, for whoever watches."""

    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]: ...

    def writing(self, total: int) -> AbstractContextManager[Callable[[int], object]]: ...


@dataclass(slots=True)
class Outcome:
    """What an import did, or would have done. Rows are rows of the file."""

    customers: int = 0
    invoices: int = 0
    credit_notes: int = 0
    lines: int = 0
    payments: int = 0
    unchanged: int = 0
    rejected_rows: int = 0
    skipped_rows: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.customers or self.invoices or self.credit_notes or self.payments)


def import_file(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    progress: Progress,
    atomic: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Read a file and take over what is new, all in one transaction.

    Rows that cannot go in are added to `rejections`; with `atomic` any of them raises Rejected
    and nothing changes. Raises BadFile, and ImportRunning while another import is at work.
    """
    if not path.is_file():
        raise BadFile(f"{path} is not a file.")
    size = path.stat().st_size
    documents = read_documents(
        path, mapping, rejections, watch=lambda raw: progress.reading(raw, size)
    )
    planned: list[PlannedDocument] = []
    for document in documents:
        try:
            planned.append(plan(document, mapping))
        except CannotPlan as error:
            rejections.add_document(document.at, document.number, str(error))
    del documents
    with transaction.atomic():
        _lock()
        comparison = compare(planned)
        for refused, reason in comparison.refused:
            rejections.add_document(refused.at, refused.number, reason)
        if atomic and len(rejections):
            raise Rejected
        outcome = _write(comparison, mapping, progress)
        outcome.rejected_rows, outcome.skipped_rows = len(rejections), rejections.skipped
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        (taken,) = cursor.fetchone()
    if not taken:
        raise ImportRunning


def _write(comparison: Comparison, mapping: ImportMapping, progress: Progress) -> Outcome:
    new = comparison.new
    with progress.writing(len(new)) as step:
        customers = load(comparison, mapping, progress=step)
    for document, amount in comparison.paid:
        _record_paid(document, comparison, amount)
    invoices = sum(document.kind == OpenItem.Kind.INVOICE for document in new)
    return Outcome(
        customers=customers,
        invoices=invoices,
        credit_notes=len(new) - invoices,
        lines=sum(len(document.lines) for document in new),
        payments=sum(bool(document.paid) for document in new) + len(comparison.paid),
        unchanged=comparison.unchanged,
    )


def _record_paid(document: PlannedDocument, comparison: Comparison, amount: Decimal) -> None:
    """What the file says has been paid on an invoice since an earlier import; what is no longer
    open on the invoice stays on the payment."""
    item = OpenItem.objects.get(kind=OpenItem.Kind.INVOICE, number=document.number)
    record_payment(
        customer=comparison.customers[document.customer],
        amount=amount,
        method=Payment.Method.BANK_TRANSFER,
        received_on=document.paid_on or document.issued_on,
        reference=document.number,
        shares=[Share(item, min(amount, item.open))] if item.open else [],
        key=paid_key(document.number, document.paid).removeprefix("payment:"),
    )
