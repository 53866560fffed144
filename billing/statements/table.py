"""A statement's lines as a table, for pages, CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from billing.statements.figures import Kind, Statement
from billing.statements.labels import item_name, movement_name
from portal.kit.files.spreadsheets import Row


def headings(kind: Kind) -> list[str]:
    """The names of the columns, in the reader's language."""
    common = [_("Date"), _("Document"), _("Number"), _("Reference"), _("Due date")]
    if kind == Kind.OPEN_ITEMS:
        return [*common, _("Original amount"), _("Open amount"), _("Days overdue")]
    if kind == Kind.ACTIVITY:
        return [*common, _("Charges"), _("Payments and credits")]
    return [*common, _("Charges"), _("Payments and credits"), _("Balance")]


def rows(statement: Statement) -> Iterator[Row]:
    """One row a line; balance forward begins with the opening balance and ends with the closing."""
    if statement.kind == Kind.OPEN_ITEMS:
        for line in statement.open_lines:
            common = (line.day, item_name(line), line.number, line.reference, line.due_on)
            yield (*common, line.original, line.open, line.days_overdue or None)
        return
    with_balance = statement.kind == Kind.BALANCE_FORWARD
    if with_balance:
        first = (statement.period.start, _("Opening balance"))
        yield (*first, None, None, None, None, None, statement.opening)
    for one in statement.movements:
        common = (one.day, movement_name(one), one.number, one.reference, one.due_on)
        amounts = (one.debit or None, one.credit or None)
        yield (*common, *amounts, one.balance) if with_balance else (*common, *amounts)
    if with_balance:
        last = (statement.period.end, _("Closing balance"))
        yield (*last, None, None, None, statement.debits, statement.credits, statement.closing)
