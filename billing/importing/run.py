"""One import from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from accounts.models import Organization
from billing.importing.diff import Comparison, compare
from billing.importing.load import load
from billing.importing.mapping import ImportMapping
from billing.importing.paid import Difference
from billing.importing.payments import record_paid
from billing.importing.plan import CannotPlan, PlannedDocument, plan
from billing.importing.reading import read_documents
from billing.models import OpenItem
from portal.kit.importing.command import (
    How,
    Progress,
    Taken,
    check_place,
    no_search_for_cycles,
    report_and_stop,
    take_lock,
)
from portal.kit.importing.rejections import Rejections


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
    ignored_columns: list[str] = field(default_factory=list)
    unknown_countries: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.invoices or self.credit_notes or self.payments or self.corrected)


@no_search_for_cycles()
def import_file(
    path: Path,
    mapping: ImportMapping,
    rejections: Rejections,
    *,
    progress: Progress,
    how: How,
) -> Outcome:
    """Read a file and take over what is new, all in one transaction.

    Rows that cannot go in are added to `rejections` and listed in the report, if one is wanted,
    before anything else is written. Raises Rejected or Misread, and nothing has changed, where
    `how` does not let the others in; BadFile; ImportRunning while another import is at work; Taken.
    """
    size = check_place(path, how.report)
    read = read_documents(path, mapping, rejections, watch=lambda raw: progress.reading(raw, size))
    today = Organization.current().today()
    planned: list[PlannedDocument] = []
    for document in read.documents:
        try:
            planned.append(plan(document, mapping, today=today))
        except CannotPlan as error:
            rejections.add_all(document.at, document.number, str(error), is_form=error.is_form)
    ignored = read.ignored_columns
    del read
    with transaction.atomic():
        take_lock()
        comparison = compare(planned)
        for refused, reason in comparison.refused:
            rejections.add_all(refused.at, refused.number, reason)
        report_and_stop(rejections, path, mapping, how)
        try:
            outcome = _write(comparison, mapping, progress)
        except IntegrityError as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise Taken from None
            raise
        outcome.ignored_columns = ignored
        if how.dry_run:
            transaction.set_rollback(True)
    return outcome


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
        unknown_countries=sorted(comparison.unknown_countries),
    )
