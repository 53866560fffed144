"""What may be entered on documents and payments: dates, quantities, prices, tax, amounts, notes.

One set of rules for every door. Forms and models take the `validate_…` functions, services and
imports ask the `…_problem` functions, each of which answers with a sentence, or with nothing. The
database holds the same bounds as constraints (`billing/models/bounds.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.kit.dates.fields import OUT_OF_RANGE, is_likely
from portal.kit.money.currencies import exponent, quantise
from portal.kit.money.format import day_text
from portal.kit.web.refusals import Refusal

MAX_QUANTITY = Decimal(999_999_999)
MAX_AMOUNT = Decimal(99_999_999_999_999)
MAX_PRICE = MAX_AMOUNT
MAX_TAX_RATE = Decimal(100)
NOTE_LENGTH = 10_000


def quantity_problem(quantity: Decimal) -> str:
    """Not zero, nor beyond bounds. Less than zero takes something back."""
    if not quantity.is_finite() or not quantity:
        return _("Enter a quantity other than zero.")
    if abs(quantity) > MAX_QUANTITY:
        return _("The quantity is too large.")
    return ""


def price_problem(price: Decimal) -> str:
    """EN 16931 knows no price below zero; what is taken off has a quantity below zero."""
    if not price.is_finite() or price < 0:
        return _("The price can't be negative. Use a negative quantity to take something off.")
    return _("The price is too high.") if price > MAX_PRICE else ""


def tax_rate_problem(rate: Decimal) -> str:
    if not rate.is_finite() or not 0 <= rate <= MAX_TAX_RATE:
        return _("Enter a tax rate between 0 and 100%.")
    return ""


def amount_problem(amount: Decimal, currency: str) -> str:
    """What the currency can hold: yen have no decimals, dinars have three."""
    if not amount.is_finite() or abs(amount) > MAX_AMOUNT:
        return _("The amount is too large.")
    if amount != quantise(amount, currency):
        sentence = _("%(currency)s has %(digits)s decimals.")
        return sentence % {"currency": currency, "digits": exponent(currency)}
    return ""


def day_problem(day: date, today: date) -> str:
    """Nothing takes effect after the seller's `today`."""
    if not is_likely(day):
        return str(OUT_OF_RANGE)
    if day > today:
        sentence = _("%(day)s is in the future. Enter today, %(today)s, or earlier.")
        return sentence % {"day": day_text(day), "today": day_text(today)}
    return ""


def due_problem(issued_on: date | None, due_on: date | None) -> str:
    """Nothing is due before its date."""
    if due_on is not None and not is_likely(due_on):
        return str(OUT_OF_RANGE)
    if issued_on is not None and due_on is not None and due_on < issued_on:
        return _("The due date is before the document's date.")
    return ""


def line_problem(line: Any) -> str:
    """Of a document's line: its quantity, price or tax."""
    return (
        quantity_problem(line.quantity)
        or price_problem(line.unit_price)
        or tax_rate_problem(line.tax_rate)
    )


def document_problem(document: Any, lines: Iterable[Any]) -> str:
    """Of a document about to be issued, whose dates and totals are set."""
    due_on = getattr(document, "due_on", None)
    if document.issued_on is not None and not is_likely(document.issued_on):
        return str(OUT_OF_RANGE)
    if problem := due_problem(document.issued_on, due_on):
        return problem
    if len(document.note) > NOTE_LENGTH:
        return _("The note is too long.")
    for position, line in enumerate(lines, start=1):
        if problem := line_problem(line):
            return _("Line %(position)s: %(problem)s") % {"position": position, "problem": problem}
    return amount_problem(document.total, document.currency)


def require(problem: str) -> None:
    """For services: raise Refusal with the sentence, if there is one."""
    if problem:
        raise Refusal(problem)


def validate_quantity(quantity: Decimal) -> None:
    _validate(quantity_problem(quantity))


def validate_price(price: Decimal) -> None:
    _validate(price_problem(price))


def validate_tax_rate(rate: Decimal) -> None:
    _validate(tax_rate_problem(rate))


def _validate(problem: str) -> None:
    if problem:
        raise ValidationError(problem)
