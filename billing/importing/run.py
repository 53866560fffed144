"""One import from beginning to end."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from billing.importing.comparing import Comparison, compare
from billing.importing.loading import load
from billing.importing.mapping import ImportMapping
from billing.importing.paid import Difference
from billing.importing.planning import CannotPlan, PlannedDocument, plan
from billing.importing.reading import BadFile, read_documents, read_rows
from billing.importing.rejections import Rejections
from billing.importing.settling import record_paid
from billing.models import OpenItem

# Any number will do, as long as it is always the same.
IMPORT_LOCK = 0x466F796572


class ImportRunning(Exception):
    """Another import holds the lock."""


class NumberTaken(Exception):
    """Somebody else has issued a document, or made a customer, of the file meanwhile."""


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
    corrected: int = 0
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    rejected_rows: int = 0
    skipped_rows: int = 0

    @property
    def changed(self) -> bool:
        return bool(self.invoices or self.credit_notes or self.payments or self.corrected)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Many small objects and no cycles among them: the search would cost a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_no_search_for_cycles()
def import_file(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    progress: Progress,
    report: Path | None = None,
    report_always: bool = False,
    atomic: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Read a file and take over what is new, all in one transaction.

    Rows that cannot go in are added to `rejections` and listed in `report`, if one is wanted,
    before anything else is written; with `atomic` any of them raises Rejected and nothing changes.
    Raises BadFile; ImportRunning while another import is at work; NumberTaken.
    """
    if not path.is_file():
        raise BadFile(f"{path} is not a file.")
    if report and report.exists() and report.samefile(path):
        raise BadFile("The report cannot be the file itself.")
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
        if report and (rejections or report_always):
            _write_report(report, path, mapping, rejections)
        if rejections and atomic:
            raise Rejected
        try:
            outcome = _write(comparison, mapping, progress)
        except IntegrityError as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise NumberTaken from None
            raise
        outcome.rejected_rows, outcome.skipped_rows = len(rejections), rejections.skipped
        if dry_run:
            transaction.set_rollback(True)
    return outcome


def _write_report(report: Path, path: Path, mapping: ImportMapping, rejections: Rejections) -> None:
    try:
        rejections.write(report, read_rows(path, mapping), mapping)
    except OSError as error:
        raise BadFile(f"The report {report} cannot be written: {error.strerror}.") from None


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        (taken,) = cursor.fetchone()
    if not taken:
        raise ImportRunning


def _write(comparison: Comparison, mapping: ImportMapping, progress: Progress) -> Outcome:
    new = comparison.new
    with progress.writing(len(new) + len(comparison.paid)) as step:
        customers = load(comparison, mapping, progress=step)
        for document, since in comparison.paid:
            record_paid(document, comparison, since)
            step(1)
    invoices = sum(document.kind == OpenItem.Kind.INVOICE for document in new)
    return Outcome(
        customers=customers,
        invoices=invoices,
        credit_notes=len(new) - invoices,
        lines=sum(len(document.lines) for document in new),
        payments=sum(bool(document.paid) for document in new) + len(comparison.paid),
        corrected=len(comparison.corrected),
        unchanged=comparison.unchanged,
        differences=comparison.differences,
    )
