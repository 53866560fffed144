"""What was pasted, against what this customer can order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.models import Customer
from catalog.models import Variant
from catalog.visibility import assortments_of
from orders.lines.checking import CheckedLine, Wanted, check_lines
from orders.lines.problems import LineProblem, Problem
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
    """Sort what was pasted into the four. Ten statements at most, however many lines."""
    lines = pasted_lines(text)
    seen = Variant.objects.seen_in(assortments_of(customer)).select_related("product")
    codes = {code for line in lines for code in line.codes}
    known: dict[str, Variant] = {one.code: one for one in seen.filter(code__in=codes)}
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


def _checked(
    customer: Customer, found: Sequence[tuple[PastedLine, Reading, Variant]], today: date
) -> tuple[list[QuickLine], list[QuickLine], list[Refused]]:
    wanted = [
        Wanted(variant.pk, reading.quantity or variant.min_quantity)
        for _line, reading, variant in found
    ]
    first = check_lines(customer, wanted, today=today).lines
    mended = [
        Wanted(one.wanted.variant_id, one.problem.suggested)
        for one in first
        if one.problem and one.problem.suggested
    ]
    second = iter(check_lines(customer, mended, today=today).lines if mended else [])
    ready, changed, refused = [], [], []
    for (line, reading, _variant), checked in zip(found, first, strict=True):
        problem = checked.problem
        if problem and problem.suggested:
            after = next(second)
            if after.problem:
                refused.append(Refused(line.text, after.problem))
            else:
                changed.append(QuickLine(line.text, after, reading.quantity, problem))
        elif problem:
            refused.append(Refused(line.text, problem))
        elif reading.quantity is None:
            why = LineProblem(Problem.NOT_A_QUANTITY)
            changed.append(QuickLine(line.text, checked, None, why))
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
            choices.append(Choice(line.text, reading.quantity, candidates[:MAX_CANDIDATES]))
        else:
            refused.append(Refused(line.text, None))
    return choices, refused


def _is_fragment(code: str) -> bool:
    return len(code) >= MIN_FRAGMENT and any(one.isdigit() for one in code)
