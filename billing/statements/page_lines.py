"""A statement as its page shows it: segments to choose by, lines in text, totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from billing.documents.status import DocumentStatus
from billing.statements.figures import Kind, Movement, OpenLine, Statement
from billing.statements.labels import item_name, movement_name
from billing.statements.request_form import CUSTOM, PRESETS, StatementForm
from portal.kit.money.format import brief_day_text, written
from portal.kit.web.segments import Choice

PAGES = {
    "invoice": "billing:invoice-detail",
    "credit_note": "billing:credit-detail",
    "payment": "billing:payment-detail",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line in text. A movement has `charged` or `paid`, and `balance`; an open document has
    `original`, `open` and, where it is late, a `status`."""

    day: str
    what: str
    number: str
    url: str
    reference: str
    due: str
    charged: str = ""
    paid: str = ""
    balance: str = ""
    original: str = ""
    open: str = ""
    status: DocumentStatus | None = None
    is_invoice: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a statement's open invoices, or of its unused credits and deposits."""

    label: str
    original: Decimal
    open: Decimal


def ranges(form: StatementForm) -> list[Choice]:
    """The presets, and Custom, which opens the dates shown. The type stays."""
    is_valid = form.is_valid()
    kind = form.kind
    choices = []
    for name, label in PRESETS.items():
        query = {"type": kind, "range": name}
        if name == CUSTOM and is_valid:
            query |= _dates(form)
        is_current = form.range_name == name if is_valid else name == CUSTOM
        choices.append(Choice(str(label), f"?{urlencode(query)}", is_current))
    return choices


def kinds(form: StatementForm) -> list[Choice]:
    """The types, of the same days."""
    period: dict[str, str] = {"range": form.range_name} if form.is_valid() else {}
    if period.get("range") == CUSTOM:
        period |= _dates(form)
    return [
        Choice(str(kind.label), f"?{urlencode({'type': kind} | period)}", kind == form.kind)
        for kind in Kind
    ]


def all_lines(statement: Statement) -> Sequence[Movement | OpenLine]:
    """What the pages of this statement are cut from."""
    if statement.kind == Kind.OPEN_ITEMS:
        return statement.open_lines
    return statement.movements


def in_text(lines: Iterable[Movement | OpenLine], statement: Statement) -> list[Line]:
    """These lines of the statement as the page shows them."""
    return [
        _open(line, statement) if isinstance(line, OpenLine) else _moved(line, statement)
        for line in lines
    ]


def open_totals(statement: Statement) -> list[Total]:
    """The totals of open items: invoices first; a side that is empty has none."""
    invoices = [line for line in statement.open_lines if line.item_kind == "invoice"]
    others = [line for line in statement.open_lines if line.item_kind != "invoice"]
    found = []
    if invoices:
        count = len(invoices)
        label = ngettext("%(num)s invoice", "%(num)s invoices", count) % {"num": count}
        found.append(_total(label, invoices))
    if others:
        count = len(others)
        label = ngettext("%(num)s credit or deposit", "%(num)s credits and deposits", count)
        found.append(_total(label % {"num": count}, others))
    return found


def _total(label: str, lines: list[OpenLine]) -> Total:
    return Total(
        label,
        sum((line.original for line in lines), start=Decimal(0)),
        sum((line.open for line in lines), start=Decimal(0)),
    )


def _dates(form: StatementForm) -> dict[str, str]:
    period = form.period
    return {"from": period.start.isoformat(), "to": period.end.isoformat()}


def _moved(line: Movement, statement: Statement) -> Line:
    year, currency = statement.period.end.year, statement.currency
    return Line(
        day=brief_day_text(line.day, year),
        what=movement_name(line),
        number=line.number,
        url=_url(line),
        reference=line.reference,
        due=brief_day_text(line.due_on, year),
        charged=written(line.debit, currency) if line.debit else "",
        paid=written(line.credit, currency) if line.credit else "",
        balance=written(line.balance, currency),
    )


def _open(line: OpenLine, statement: Statement) -> Line:
    year, currency, days = statement.period.end.year, statement.currency, line.days_overdue
    late = ngettext("%(n)s day overdue", "%(n)s days overdue", days) % {"n": days}
    return Line(
        day=brief_day_text(line.day, year),
        what=item_name(line),
        number=line.number,
        url=_url(line),
        reference=line.reference,
        due=brief_day_text(line.due_on, year) if line.item_kind == "invoice" else "",
        original=written(line.original, currency),
        open=written(line.open, currency),
        status=DocumentStatus(late, "overdue") if days else None,
        is_invoice=line.item_kind == "invoice",
    )


def _url(line: Movement | OpenLine) -> str:
    before, after = _around_number(PAGES[line.item_kind])
    return before + quote(line.number, safe="!$&'()*+,;=/~:@") + after


@lru_cache(maxsize=8)
def _around_number(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=["NUMBER"]).partition("NUMBER")
    return before, after
