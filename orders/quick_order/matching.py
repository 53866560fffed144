"""What was pasted, against what this customer can order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.models import Customer
from catalog.codes import code_of
from catalog.models import Variant
from orders.lines.checking import (
    CheckedLine,
    Wanted,
    check_lines,
    orderable_variants,
    quantity_problem,
)
from orders.lines.problems import LineProblem, Problem
from orders.models import OwnNumber
from orders.quick_order.parsing import PastedLine, Reading, pasted_lines, reading_of

MAX_CANDIDATES = 5
MAX_SOUGHT = 50
MIN_FRAGMENT = 3


@dataclass(frozen=True, slots=True)
class QuickLine:
    """A line that was understood. `asked` is what was typed, where another quantity is ordered."""

    text: str
    checked: CheckedLine
    asked: Decimal | None = None
    why: LineProblem | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A line that several items could be meant by."""

    text: str
    quantity: Decimal | None
    candidates: list[Variant]
    # The word that may be the customer's own number for what is chosen.
    word: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be ordered; `problem` is None where no item was found in it."""

    text: str
    problem: LineProblem | None


@dataclass(frozen=True, slots=True)
class QuickOrder:
    """Every line that was pasted stands in one of the four."""

    ready: list[QuickLine]
    changed: list[QuickLine]
    choices: list[Choice]
    refused: list[Refused]

    @property
    def refused_text(self) -> str:
        """To be corrected and checked again."""
        return "\n".join(one.text for one in self.refused)

    @property
    def total(self) -> Decimal:
        lines = (*self.ready, *self.changed)
        return sum((one.checked.net or Decimal(0) for one in lines), start=Decimal(0))


def match(customer: Customer, text: str, *, today: date) -> QuickOrder:
    """Sort what was pasted into the four. Six statements at most, however many lines."""
    lines = pasted_lines(text)
    seen = orderable_variants(customer)
    codes = {code for line in lines for code in line.codes}
    known = _known(customer, seen, codes)
    readings = [reading_of(line, known) for line in lines]
    unknown = [
        (line, reading) for line, reading in zip(lines, readings, strict=True) if not reading.code
    ]
    found = [
        (line, reading, known[reading.code])
        for line, reading in zip(lines, readings, strict=True)
        if reading.code
    ]
    ready, changed, refused = _checked(customer, found, today)
    choices, lost = _sought(seen, unknown)
    return QuickOrder(ready, changed, choices, [*refused, *lost])


def _known(
    customer: Customer, seen: QuerySet[Variant], codes: Collection[str]
) -> dict[str, Variant]:
    """By code: the seller's own numbers, and the customer's for what is left."""
    own = dict(
        OwnNumber.objects.for_customer(customer)
        .filter(code__in=codes)
        .values_list("code", "variant_id")
    )
    found = list(seen.filter(Q(code__in=codes) | Q(pk__in=own.values())))
    by_key = {one.pk: one for one in found}
    theirs = {code: by_key[key] for code, key in own.items() if key in by_key}
    return theirs | {one.code: one for one in found if one.code in codes}


def _checked(
    customer: Customer, found: Sequence[tuple[PastedLine, Reading, Variant]], today: date
) -> tuple[list[QuickLine], list[QuickLine], list[Refused]]:
    wanted, mended = [], []
    for _line, reading, variant in found:
        quantity = reading.quantity or variant.min_quantity
        problem = quantity_problem(variant, quantity)
        mended.append(problem)
        suggested = problem.suggested if problem else None
        wanted.append(Wanted(variant.pk, suggested or quantity))
    variants = {variant.pk: variant for _line, _reading, variant in found}
    checked_lines = check_lines(customer, wanted, today=today, variants=variants).lines
    ready, changed, refused = [], [], []
    for (line, reading, _variant), checked, why in zip(found, checked_lines, mended, strict=True):
        if checked.problem:
            refused.append(Refused(line.text, checked.problem))
        elif why:
            changed.append(QuickLine(line.text, checked, reading.quantity, why))
        elif reading.quantity is None:
            unread = LineProblem(Problem.NOT_A_QUANTITY)
            changed.append(QuickLine(line.text, checked, None, unread))
        else:
            ready.append(QuickLine(line.text, checked))
    return ready, changed, refused


def _sought(
    seen: QuerySet[Variant], unknown: Sequence[tuple[PastedLine, Reading]]
) -> tuple[list[Choice], list[Refused]]:
    """Items whose code begins with a word of the line that has a digit in it."""
    fragments = {
        id(line): next((one for one in line.codes if _is_fragment(one)), "")
        for line, _reading in unknown[:MAX_SOUGHT]
    }
    wanted = sorted({one for one in fragments.values() if one})
    near: list[Variant] = []
    if wanted:
        begins = reduce(or_, (Q(code__startswith=one) for one in wanted))
        near = list(seen.filter(begins).order_by("code")[: MAX_CANDIDATES * MAX_SOUGHT])
    choices, refused = [], []
    for line, reading in unknown:
        fragment = fragments.get(id(line), "")
        candidates = [one for one in near if fragment and one.code.startswith(fragment)]
        if candidates:
            word = next(one for one in line.words if code_of(one) == fragment)
            found = candidates[:MAX_CANDIDATES]
            choices.append(Choice(line.text, reading.quantity, found, word))
        else:
            refused.append(Refused(line.text, None))
    return choices, refused


def _is_fragment(code: str) -> bool:
    return len(code) >= MIN_FRAGMENT and any(one.isdigit() for one in code)
