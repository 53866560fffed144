"""The rules of `billing/models/entry_rules.py` as constraints. BETWEEN, because NaN passes for more
than everything else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from billing.models.entry_rules import (
    MAX_AMOUNT,
    MAX_PRICE,
    MAX_QUANTITY,
    MAX_TAX_RATE,
    NOTE_LENGTH,
)
from portal.kit.dates.fields import FIRST_DAY, LAST_DAY


def likely_days(table: str, *columns: str) -> list[models.BaseConstraint]:
    """Days between 1900 and 2199."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{column}__isnull": True})
            | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)}),
            name=f"{table}_{column}_likely",
        )
        for column in columns
    ]


def due_after_issue(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(issued_on__isnull=True)
        | Q(due_on__isnull=True)
        | Q(due_on__gte=F("issued_on")),
        name=f"{table}_due_not_before_issue",
    )


def bounded_amount(table: str, column: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{column}__range": (-MAX_AMOUNT, MAX_AMOUNT)}),
        name=f"{table}_{column}_bounded",
    )


def bounded_note(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=LessThanOrEqual(Length("note"), NOTE_LENGTH), name=f"{table}_note_length"
    )


def bounded_lines(table: str) -> list[models.BaseConstraint]:
    """Quantity, price and tax of a document's lines."""
    return [
        models.CheckConstraint(
            condition=Q(quantity__range=(-MAX_QUANTITY, MAX_QUANTITY)) & ~Q(quantity=0),
            name=f"{table}_quantity_bounded",
        ),
        models.CheckConstraint(
            condition=Q(unit_price__range=(0, MAX_PRICE)), name=f"{table}_price_bounded"
        ),
        models.CheckConstraint(
            condition=Q(tax_rate__range=(0, MAX_TAX_RATE)), name=f"{table}_tax_bounded"
        ),
        bounded_amount(table, "net"),
    ]
