"""What a document of the file becomes here: its kind, its signs, its totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.documents.issuing.tax import tax_groups
from billing.importing.mapping import ImportMapping
from billing.importing.reading import FileDocument, FileLine
from billing.models import InvoiceLine, OpenItem
from billing.models.entry_rules import amount_problem, line_problem
from portal.kit.money.choices import is_money
from portal.kit.money.currencies import exponent, minor_unit, quantise

RATE_STEP = Decimal("0.001")
MAX_RATE = 1000  # per cent; the column holds less
MAX_DIGITS = 14  # of an amount, before the point


class CannotPlan(ValueError):
    """The document makes no sense; the text is the reason for the report. `is_form` says that a
    date, a number or a sign may have been misread."""

    def __init__(self, reason: str, *, is_form: bool = False) -> None:
        super().__init__(reason)
        self.is_form = is_form


@dataclass(slots=True)
class PlannedLine:
    """A line with the sign it has on our document, and its net at the minor unit."""

    sku: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    net: Decimal


@dataclass(slots=True)
class PlannedDocument:
    """An invoice or credit note to be issued; amounts in `currency`, totals not below zero."""

    number: str
    kind: OpenItem.Kind
    header: dict[str, Any]
    currency: str
    issued_on: date
    due_on: date | None
    lines: list[PlannedLine]
    net_total: Decimal
    tax_total: Decimal
    paid_on: date | None
    paid: Decimal
    at: list[int]

    @property
    def total(self) -> Decimal:
        return self.net_total + self.tax_total

    @property
    def says_paid(self) -> bool:
        """Whether the file says at all how much of the invoice is paid."""
        return self.kind == OpenItem.Kind.INVOICE and bool(
            self.header.get("settled_on") or self.header.get("paid_amount") is not None
        )

    @property
    def customer(self) -> str:
        return str(self.header["customer"])


def plan(document: FileDocument, mapping: ImportMapping, *, today: date) -> PlannedDocument:
    """Raises CannotPlan with the reason why the document stays out."""
    header = document.header
    currency = header.get("currency") or mapping.defaults.currency
    if not is_money(currency):
        raise CannotPlan(f"no currency: {currency or 'the cell is empty'}")
    lines = _lines(document, currency)
    net, tax = _totals(document, lines, currency)
    is_credit = _is_credit(document, mapping, net + tax)
    if is_credit and (mapping.credit.negative or net + tax < 0):
        lines = [_negated(line) for line in lines]
        net, tax = -net, -tax
    if net + tax < 0:
        what = "a credit note by which the customer owes" if is_credit else "an invoice below zero"
        raise CannotPlan(f"{what}: {net + tax} {currency}", is_form=True)
    lines = [_with_positive_price(line) for line in lines]
    for problem in (*map(line_problem, lines), amount_problem(net + tax, currency)):
        if problem:
            raise CannotPlan(problem, is_form=True)
    issued_on = header["date"]
    _check_past(header, today)
    paid_on, paid = (None, Decimal(0)) if is_credit else _paid(header, net + tax, currency)
    return PlannedDocument(
        document.number,
        OpenItem.Kind.CREDIT_NOTE if is_credit else OpenItem.Kind.INVOICE,
        header,
        currency,
        issued_on,
        None if is_credit else _due_on(header, mapping, issued_on),
        lines,
        net,
        tax,
        paid_on,
        paid,
        document.at,
    )


def _check_past(header: dict[str, Any], today: date) -> None:
    """Nothing takes effect after today: what is dated later is imported on its day."""
    for name in ("date", "settled_on"):
        day = header.get(name)
        if day is not None and day > today:
            what = "dated" if name == "date" else "settled"
            raise CannotPlan(f"{what} after today: {day}")


def _is_credit(document: FileDocument, mapping: ImportMapping, total: Decimal) -> bool:
    rule = mapping.credit
    return (
        (bool(rule.prefix) and document.number.startswith(rule.prefix))
        or (bool(rule.value) and document.header.get("kind") == rule.value)
        or (rule.negative_total and total < 0)
    )


def _lines(document: FileDocument, currency: str) -> list[PlannedLine]:
    if document.total is not None:
        return [_whole(document, document.lines[0], currency)]
    return [_line(line, currency) for line in document.lines]


def _line(line: FileLine, currency: str) -> PlannedLine:
    net = line.quantity * line.unit_price
    if net.adjusted() >= MAX_DIGITS:
        raise CannotPlan(f"a line is too large: {line.quantity} × {line.unit_price}", is_form=True)
    return PlannedLine(
        line.sku,
        line.description,
        line.quantity,
        line.unit_price,
        _rate(line.tax_rate),
        quantise(net, currency),
    )


def _rate(rate: Decimal) -> Decimal:
    if rate < 0:
        raise CannotPlan(f"a tax rate below zero: {rate}", is_form=True)
    return rate


def _whole(document: FileDocument, line: FileLine, currency: str) -> PlannedLine:
    """One line for a document of which the file has only the sums. Its rate gives its tax."""
    total = document.total or Decimal(0)
    if total != quantise(total, currency):
        raise CannotPlan(f"more decimals than {currency} has: {total}", is_form=True)
    net = document.net
    if net is None and document.tax is not None:
        net = total - document.tax
    if net is None:
        rate = _rate(line.tax_rate)
        net = _net_of(total, rate, currency)
    else:
        if document.tax is not None and net + document.tax != total:
            raise CannotPlan(f"net and tax do not make the total: {net} + {document.tax}")
        if net != quantise(net, currency):
            raise CannotPlan(f"more decimals than {currency} has: {net}", is_form=True)
        rate = _rate_of(net, total - net, currency)
    return PlannedLine(line.sku, line.description, Decimal(1), net, rate, net)


def _rate_of(net: Decimal, tax: Decimal, currency: str) -> Decimal:
    """The rate, in thousandths of a per cent, that makes exactly this tax of this net."""
    if not tax:
        return Decimal(0)
    if net:
        near = (100 * tax / net).quantize(RATE_STEP)
        for rate in (round(near, 0), round(near, 1), near, near - RATE_STEP, near + RATE_STEP):
            if 0 <= rate < MAX_RATE and quantise(net * rate / 100, currency) == tax:
                return rate
    raise CannotPlan(f"no tax rate makes this tax of this net: {tax} of {net}")


def _net_of(total: Decimal, rate: Decimal, currency: str) -> Decimal:
    """The net that, with its tax at this rate, makes exactly this total."""
    near = quantise(total / (1 + rate / 100), currency)
    step = minor_unit(currency)
    for net in (near, near - step, near + step):
        if net + quantise(net * rate / 100, currency) == total:
            return net
    raise CannotPlan(f"no net amount makes this total: {total} at {rate} %")


def _totals(
    document: FileDocument, lines: list[PlannedLine], currency: str
) -> tuple[Decimal, Decimal]:
    groups = tax_groups(
        [InvoiceLine(net=line.net, tax_rate=line.tax_rate) for line in lines]
        if any(line.tax_rate for line in lines)
        else [],
        currency,
    )
    zero = quantise(Decimal(0), currency)
    net = sum((line.net for line in lines), start=zero)
    return net, sum((group.tax for group in groups), start=zero)


def _with_positive_price(line: PlannedLine) -> PlannedLine:
    """No price is below zero (EN 16931): what is taken off has a quantity below zero."""
    if line.unit_price >= 0:
        return line
    return PlannedLine(
        line.sku, line.description, -line.quantity, -line.unit_price, line.tax_rate, line.net
    )


def _negated(line: PlannedLine) -> PlannedLine:
    return PlannedLine(
        line.sku, line.description, -line.quantity, line.unit_price, line.tax_rate, -line.net
    )


def _due_on(header: dict[str, Any], mapping: ImportMapping, issued_on: date) -> date | None:
    """None leaves the due date to the customer's own terms."""
    due: date | None = header.get("due_date")
    if due is None and mapping.defaults.terms_days is not None:
        due = issued_on + timedelta(mapping.defaults.terms_days)
    if due is not None and due < issued_on:
        raise CannotPlan(f"due before its date: {due}", is_form=True)
    return due


def _paid(header: dict[str, Any], total: Decimal, currency: str) -> tuple[date | None, Decimal]:
    """When and how much was paid: all of it where only a date stands."""
    settled, amount = header.get("settled_on"), header.get("paid_amount")
    if amount is None:
        return (settled, total) if settled else (None, Decimal(0))
    if amount < 0 or amount != round(amount, exponent(currency)):
        raise CannotPlan(f"the paid amount is none of {currency}: {amount}", is_form=True)
    return (settled or header["date"], quantise(amount, currency)) if amount else (None, amount)
