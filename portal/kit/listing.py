"""Lists that stay quick however long they are: sorted by an index, paged by key, counted to a cap.

A page is named by the row it follows or precedes, so page 4,000 costs what page 1 costs.
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
from django.db.models.fields.tuple_lookups import (
    TupleGreaterThan,
    TupleGreaterThanOrEqual,
    TupleLessThan,
    TupleLessThanOrEqual,
)
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

T = TypeVar("T", bound=models.Model)

PAGE_SIZE = 25
COUNTED_UP_TO = 250
# Parameters that choose what is shown, and do not look for something.
PLAIN_PARAMETERS = {"status", "sort", "page"}
# A page number typed by hand is an offset; beyond this many rows it means the last page.
OFFSET_UP_TO = 100_000


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
class Tab:
    """One of a list's tabs: where it leads and whether it is the one shown."""

    label: str
    url: str
    is_current: bool


def tabs(params: QueryDict, current: str, labels: Mapping[str, str | Promise]) -> list[Tab]:
    """Tabs over `?status=`, keeping the other filters and starting at the first page."""
    return [
        Tab(str(label), url_with(params, status=status, sort=None, page=None), status == current)
        for status, label in labels.items()
    ]


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list. Addresses are None where they lead nowhere; all keep the filters."""

    rows: list[T]
    sort: str
    count: int | None
    previous_url: str | None
    next_url: str | None
    first_url: str | None
    last_url: str | None
    params: QueryDict
    sorts: Mapping[str, str]

    @property
    def count_label(self) -> str:
        """How many rows were found, to a cap: counting on would cost more than it tells. Empty
        on a long list that nobody has narrowed."""
        if self.count is None:
            return ""
        if self.count > COUNTED_UP_TO:
            return _("more than %(count)s results") % {"count": _grouped(COUNTED_UP_TO)}
        return ngettext("%(count)s result", "%(count)s results", self.count) % {
            "count": _grouped(self.count)
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
) -> ListPage[T]:
    """The page that `?sort=` and `?page=` of `params` ask for, in at most three statements.

    `sorts` maps the names allowed in `?sort=` to columns of the model that are never null and
    have an index ending in the id; a minus says that the first click sorts downwards. `default`
    is the sort (`-issued_on`) when none, or an unknown one, is asked for; without it, the first
    of `sorts`. A page that makes no sense is the first one.
    """
    sort = _sort(params.get("sort", ""), sorts, default)
    pages = _Pages(queryset, sorts[sort.removeprefix("-")], descending=sort[0] == "-", size=size)
    found = pages.at(params.get("page", ""))
    count: int | None = None
    if not (found.before or found.after):
        count = len(found.rows)
    elif any(values for name, values in params.items() if name not in PLAIN_PARAMETERS):
        count = queryset.order_by()[: COUNTED_UP_TO + 1].count()

    def page_url(cursor: str | None) -> str:
        return url_with(params, page=cursor)

    first, last = (found.rows[0], found.rows[-1]) if found.rows else (None, None)
    return ListPage(
        rows=found.rows,
        sort=sort,
        count=count,
        previous_url=page_url(pages.cursor("before", first)) if first and found.before else None,
        next_url=page_url(pages.cursor("after", last)) if last and found.after else None,
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
            case ["after" | "before" as way, value, pk]:
                key = self._key(value, pk)
                if key is not None:
                    return self._beside(key, backwards=way == "before")
        return self._first()

    def cursor(self, way: str, row: T) -> str:
        return _encode([way, str(getattr(row, self.column)), row.pk])

    def _first(self) -> _Found[T]:
        rows, more = self._cut(self._ordered())
        return _Found(rows, before=False, after=more)

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
        return _Found(rows, before=True, after=more)

    def _beside(self, key: tuple[Any, int], *, backwards: bool) -> _Found[T]:
        lookup = TupleLessThan if self.descending != backwards else TupleGreaterThan
        beyond = lookup(self._columns(), key)
        rows, more = self._cut(self._ordered(backwards=backwards).filter(beyond))
        if not backwards:
            return _Found(rows, before=True, after=more) if rows else self._last()
        # The way back ends on a full first page, not on the few rows that are left of it.
        return _Found(rows[::-1], before=True, after=True) if more else self._first()

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


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
