"""Constraints that several tables share. BETWEEN, because NaN passes for more than everything."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DecimalRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from portal.kit.dates.fields import FIRST_DAY, LAST_DAY

LEAST_QUANTITY, MAX_QUANTITY = Decimal("0.001"), Decimal("999999.999")
MAX_PRICE = Decimal("9999999999.9999")


class BigRange(Func):
    """`int8range(column, column, '[]')`: equality that an exclusion constraint of core
    PostgreSQL can check."""

    function = "int8range"


class NumberRange(Func):
    """`numrange(column, column, '[]')`, of the same kind."""

    function = "numrange"
    output_field = DecimalRangeField()


class DayRange(Func):
    """The days between two columns, both included; an empty one is unbounded."""

    function = "daterange"
    output_field = DateRangeField()


def same(column: str) -> tuple[Func, str]:
    """Rows with the same id in `column` exclude each other."""
    return BigRange(F(column), F(column), Value("[]")), RangeOperators.OVERLAPS


def quantity_field(label: Any, **options: Any) -> models.DecimalField:
    """A quantity in the product's unit, with at most three decimals."""
    return models.DecimalField(label, max_digits=9, decimal_places=3, **options)


def bounded_quantity(
    table: str, *columns: str, least: Decimal = LEAST_QUANTITY
) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(**{f"{column}__isnull": True})
            | Q(**{f"{column}__range": (least, MAX_QUANTITY)}),
            name=f"{table}_{column}_bounded",
            violation_error_message=_("Enter a quantity between 0.001 and 999,999.999."),
        )
        for column in columns
    ]


def valid_days(table: str) -> list[models.BaseConstraint]:
    """`valid_from` and `valid_until`, both included: likely days, the first not after the last."""
    return [
        models.CheckConstraint(
            condition=Q(valid_from__isnull=True)
            | Q(valid_until__isnull=True)
            | Q(valid_from__lte=F("valid_until")),
            name=f"{table}_days_in_order",
            violation_error_message=_("The last day is not before the first."),
        ),
        *(
            models.CheckConstraint(
                condition=Q(**{f"{column}__isnull": True})
                | Q(**{f"{column}__range": (FIRST_DAY, LAST_DAY)}),
                name=f"{table}_{column}_likely",
            )
            for column in ("valid_from", "valid_until")
        ),
    ]


def one_price_a_day(table: str, owner: str) -> ExclusionConstraint:
    """No two prices of one owner, variant and rung on one day."""
    return ExclusionConstraint(
        name=f"{table}_no_overlap",
        expressions=[
            same(owner),
            same("variant_id"),
            (
                NumberRange(F("from_quantity"), F("from_quantity"), Value("[]")),
                RangeOperators.OVERLAPS,
            ),
            (DayRange(F("valid_from"), F("valid_until"), Value("[]")), RangeOperators.OVERLAPS),
        ],
        violation_error_message=_(
            "Another price for this quantity is valid on some of these days."
        ),
    )


def price_bounds(table: str) -> list[models.BaseConstraint]:
    return [
        *bounded_quantity(table, "from_quantity"),
        models.CheckConstraint(
            condition=Q(unit_price__range=(Decimal("0.0001"), MAX_PRICE)),
            name=f"{table}_price_bounded",
            violation_error_message=_("A price is more than zero. What has none is on request."),
        ),
        *valid_days(table),
    ]
