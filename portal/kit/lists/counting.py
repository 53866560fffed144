"""Counts and sums that stay cheap: one statement for many lists, none read further than a cap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _

MAX_COUNTED = 1_000


def counts_of(querysets: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each has, counted to MAX_COUNTED + 1. One statement, however many."""
    parts: list[str] = []
    parameters: list[Any] = []
    found = dict.fromkeys(querysets, 0)
    names: list[str] = []
    for name, queryset in querysets.items():
        capped = queryset.order_by().values("pk")[: MAX_COUNTED + 1]
        try:
            statement, values = capped.query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({statement}) counted)")  # noqa: S608 - Django's SQL
        parameters.extend(values)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return found


def short_count(count: int) -> str:
    """`1,000+` where there are more than are counted."""
    if count > MAX_COUNTED:
        return _("%(count)s+") % {"count": grouped(MAX_COUNTED)}
    return grouped(count)


def grouped(number: int) -> str:
    """`1,000` as the reader's language groups it."""
    return number_format(number, use_l10n=True, force_grouping=True)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many rows a list has and what they come to, by currency and column.

    With more than MAX_COUNTED rows nothing is added up: `amounts` is empty.
    """

    count: int = 0
    amounts: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    @property
    def is_capped(self) -> bool:
        return self.count > MAX_COUNTED


def sums_of(
    queryset: QuerySet[Any], columns: Mapping[str, Any], currencies: Iterable[str] = ()
) -> Sums:
    """The number of rows and the sums of `columns` (name to an expression over a row) in each of
    `currencies`, read no further than MAX_COUNTED + 1 rows. One statement."""
    capped = queryset.order_by().annotate(**{f"sum_{name}": one for name, one in columns.items()})
    wanted = {
        f"{currency}_{name}": Sum(f"sum_{name}", filter=Q(currency=currency))
        for currency in currencies
        for name in columns
    }
    found = capped[: MAX_COUNTED + 1].aggregate(rows=Count("pk"), **wanted)
    if found["rows"] > MAX_COUNTED:
        return Sums(found["rows"])
    amounts = {
        currency: {name: found[f"{currency}_{name}"] for name in columns}
        for currency in currencies
        if columns and found[f"{currency}_{next(iter(columns))}"] is not None
    }
    return Sums(found["rows"], amounts)
