"""Pages of lists that stay quick however long they are: sorted by an index, paged by key.

A page is named by the row it follows or precedes, so page 4,000 costs what page 1 costs. The name
also says how many rows stand before it, so that the page can say "26–50 of 142".
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.fields.tuple_lookups import (
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.kit.lists.counting import MAX_COUNTED, counts_of, grouped

T = TypeVar("T", bound=models.Model)

PAGE_SIZE = 25
# A page number typed by hand is an offset; beyond this many rows it means the last page.
OFFSET_UP_TO = 100_000
MAX_ROWS = 10**9


def url_with(params: QueryDict, **changes: str | None) -> str:
    """The current address with some parameters changed, or left out where None."""
    query = params.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list. Addresses are None where they lead nowhere; all keep the filters."""

    rows: list[T]
    sort: str
    start: int | None
    size: int
    count: int | None
    previous_url: str | None
    next_url: str | None
    first_url: str | None
    last_url: str | None
    params: QueryDict
    sorts: Mapping[str, str]

    @property
    def number(self) -> int | None:
        """Which page it is, from 1; None where nobody has counted so far."""
        return None if self.start is None else self.start // self.size + 1

    @property
    def range_label(self) -> str:
        """`26–50 of 142`; `26–50 of more than 1,000` where nobody has counted further."""
        if not self.rows or self.count is None:
            return ""
        many = _("more than %(count)s") % {"count": grouped(MAX_COUNTED)}
        total = many if self.count > MAX_COUNTED else grouped(self.count)
        if self.start is None:
            return total
        return _("%(first)s–%(last)s of %(total)s") % {
            "first": grouped(self.start + 1),
            "last": grouped(self.start + len(self.rows)),
            "total": total,
        }

    def sort_url(self, name: str) -> str:
        """Sort by `name`: the usual way round at first, the other way when it is sorted so."""
        usual = f"-{name}" if self.sorts[name].startswith("-") else name
        other = name if usual.startswith("-") else f"-{name}"
        return url_with(self.params, sort=other if self.sort == usual else usual, page=None)

    def sort_state(self, name: str) -> str | None:
        """The value of `aria-sort` for this column; None where the list is not sorted by it."""
        if self.sort.removeprefix("-") != name:
            return None
        return "descending" if self.sort.startswith("-") else "ascending"


def list_page(
    queryset: models.QuerySet[T],
    params: QueryDict,
    *,
    sorts: Mapping[str, str],
    default: str = "",
    size: int = PAGE_SIZE,
    count: int | None = None,
) -> ListPage[T]:
    """The page that `?sort=` and `?page=` of `params` ask for, in one statement, or two where a
    page is asked for by its number.

    `sorts` maps the names allowed in `?sort=` to columns of the model that are never null and
    have an index ending in the id; a minus says that the first click sorts downwards. `default`
    is the sort (`-issued_on`) when none, or an unknown one, is asked for; without it, the first
    of `sorts`. A page that makes no sense is the first one. `count` is how many rows there are,
    where the caller knows (`sums_of`).
    """
    sort = _sort(params.get("sort", ""), sorts, default)
    pages = _Pages(queryset, sorts[sort.removeprefix("-")], descending=sort[0] == "-", size=size)
    found = pages.at(params.get("page", ""))
    start = found.start
    if not (found.before or found.after):
        count = len(found.rows)
    elif not found.after and count is not None and count <= MAX_COUNTED:
        start = max(count - len(found.rows), 0)

    def page_url(cursor: str | None) -> str:
        return url_with(params, page=cursor)

    first, last = (found.rows[0], found.rows[-1]) if found.rows else (None, None)
    return ListPage(
        rows=found.rows,
        sort=sort,
        start=start,
        size=size,
        count=count,
        previous_url=page_url(pages.cursor("before", first, start))
        if first and found.before
        else None,
        next_url=page_url(
            pages.cursor("after", last, None if start is None else start + len(found.rows))
        )
        if last and found.after
        else None,
        first_url=page_url(None) if found.before else None,
        last_url=page_url(_encode(["last"])) if found.after else None,
        params=params,
        sorts=sorts,
    )


def in_order(
    queryset: models.QuerySet[T], params: QueryDict, *, sorts: Mapping[str, str], default: str = ""
) -> models.QuerySet[T]:
    """All rows in the order in which `list_page` shows them."""
    sort = _sort(params.get("sort", ""), sorts, default)
    column, sign = sorts[sort.removeprefix("-")].removeprefix("-"), "-" if sort[0] == "-" else ""
    return queryset.order_by(f"{sign}{column}", f"{sign}pk")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands beside one row of a list: the `name`s of the rows before and after it, its place
    from 1 and how many rows there are. The place is None where the row is not in the list (any
    more) or stands further down than anybody counts."""

    previous: str | None
    next: str | None
    place: int | None
    count: int

    @property
    def place_label(self) -> str:
        """`2 of 10`."""
        if self.place is None:
            return ""
        many = _("more than %(count)s") % {"count": grouped(MAX_COUNTED)}
        total = many if self.count > MAX_COUNTED else grouped(self.count)
        return _("%(place)s of %(total)s") % {"place": grouped(self.place), "total": total}


def neighbours(
    queryset: models.QuerySet[T],
    row: T,
    params: QueryDict,
    *,
    sorts: Mapping[str, str],
    default: str = "",
    name: str = "number",
) -> Neighbours:
    """The rows before and after `row` in the order of `list_page`, by key, so that it costs the
    same wherever the row stands. Two statements."""
    sort = _sort(params.get("sort", ""), sorts, default)
    pages = _Pages(queryset, sorts[sort.removeprefix("-")], descending=sort[0] == "-", size=1)
    key = getattr(row, pages.column), row.pk
    before, after = pages.beyond(key, backwards=True), pages.beyond(key)
    way = Value("before", output_field=models.CharField())
    other = Value("after", output_field=models.CharField())
    found = dict(
        before.values_list(way, name)[:1].union(after.values_list(other, name)[:1], all=True)
    )
    counts = counts_of(
        {"before": before, "here": queryset.filter(pk=row.pk), "all": queryset.all()}
    )
    is_counted = counts["here"] and counts["before"] < MAX_COUNTED
    return Neighbours(
        previous=found.get("before"),
        next=found.get("after"),
        place=counts["before"] + 1 if is_counted else None,
        count=counts["all"],
    )


def _sort(asked: str, sorts: Mapping[str, str], default: str) -> str:
    if asked.removeprefix("-") in sorts and not asked.startswith("--"):
        return asked
    if default:
        return default
    name, column = next(iter(sorts.items()))
    return f"-{name}" if column.startswith("-") else name


@dataclass(frozen=True, slots=True)
class _Found(Generic[T]):
    rows: list[T]
    before: bool
    after: bool
    # How many rows stand before these, where that is known.
    start: int | None = None


class _Pages(Generic[T]):
    """A queryset in one order, cut into pages by the key (column, id)."""

    def __init__(
        self, queryset: models.QuerySet[T], column: str, *, descending: bool, size: int
    ) -> None:
        self.column = column.removeprefix("-")
        self.queryset = queryset
        self.descending = descending
        self.size = size

    def at(self, page: str) -> _Found[T]:
        if page.isdecimal() and page.isascii():
            return self._numbered(page)
        match _decode(page):
            case ["last"]:
                return self._last()
            case ["after" | "before" as way, value, pk, *position]:
                key = self._key(value, pk)
                if key is not None:
                    return self._beside(key, _position(position), backwards=way == "before")
        return self._first()

    def cursor(self, way: str, row: T, position: int | None) -> str:
        return _encode([way, str(getattr(row, self.column)), row.pk, position])

    def _first(self) -> _Found[T]:
        rows, more = self._cut(self._ordered())
        return _Found(rows, before=False, after=more, start=0)

    def _last(self) -> _Found[T]:
        rows, more = self._cut(self._ordered(backwards=True))
        return _Found(rows[::-1], before=more, after=False)

    def _numbered(self, page: str) -> _Found[T]:
        number = int(page) if len(page) < len(str(OFFSET_UP_TO)) else OFFSET_UP_TO
        offset = (max(number, 1) - 1) * self.size
        if offset == 0:
            return self._first()
        if offset >= OFFSET_UP_TO:
            return self._last()
        # Only keys are skipped, which the index holds; the rows are read from there on.
        keys = self._ordered().values_list(self.column, "pk")
        key = keys[offset : offset + 1].first()
        if key is None:
            return self._last()
        rows, more = self._cut(self._ordered().filter(self._from(key)))
        return _Found(rows, before=True, after=more, start=offset)

    def _beside(self, key: tuple[Any, int], position: int | None, *, backwards: bool) -> _Found[T]:
        rows, more = self._cut(self.beyond(key, backwards=backwards))
        if not backwards:
            return _Found(rows, True, more, position) if rows else self._last()
        # The way back ends on a full first page, not on the few rows that are left of it.
        if not more:
            return self._first()
        start = None if position is None else max(position - len(rows), 1)
        return _Found(rows[::-1], before=True, after=True, start=start)

    def beyond(self, key: tuple[Any, int], *, backwards: bool = False) -> models.QuerySet[T]:
        """The rows after the key, or before it, the nearest first."""
        lookup = TupleLessThan if self.descending != backwards else TupleGreaterThan
        return self._ordered(backwards=backwards).filter(lookup(self._columns(), key))

    def _from(self, key: tuple[Any, int]) -> models.lookups.Lookup[Any]:
        lookup = TupleLessThanOrEqual if self.descending else TupleGreaterThanOrEqual
        return lookup(self._columns(), key)

    def _columns(self) -> tuple[models.F, models.F]:
        return models.F(self.column), models.F("pk")

    def _ordered(self, *, backwards: bool = False) -> models.QuerySet[T]:
        sign = "-" if self.descending != backwards else ""
        return self.queryset.order_by(f"{sign}{self.column}", f"{sign}pk")

    def _cut(self, queryset: models.QuerySet[T]) -> tuple[list[T], bool]:
        rows = list(queryset[: self.size + 1])
        return rows[: self.size], len(rows) > self.size

    def _key(self, value: Any, pk: Any) -> tuple[Any, int] | None:
        """The key as the columns' own types, or None when somebody has meddled with it."""
        options = self.queryset.model._meta  # noqa: SLF001 - Django's documented name
        if not isinstance(value, str) or "\x00" in value or not isinstance(pk, int):
            return None
        try:
            column: Any = options.get_field(self.column)
            return column.clean(value, None), options.pk.clean(pk, None)
        except ValidationError:
            return None


def _encode(cursor: list[Any]) -> str:
    return (
        urlsafe_b64encode(json.dumps(cursor, separators=(",", ":")).encode()).decode().rstrip("=")
    )


def _decode(text: str) -> Any:
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None


def _position(position: list[Any]) -> int | None:
    """What an address says stands before its rows; None when somebody has meddled with it."""
    match position:
        case [int(number)] if 0 <= number <= MAX_ROWS:
            return number
    return None
