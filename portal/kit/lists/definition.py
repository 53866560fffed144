"""What a list is, and a list as somebody asked for it. Pages and exports ask the same list, so that
what is downloaded is what is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import models
from django.http import QueryDict
from django.utils.functional import Promise

from portal.kit.lists.columns import Column
from portal.kit.lists.counting import Sums, short_count, sums_of
from portal.kit.lists.filters import FilterForm
from portal.kit.lists.paging import ListPage, Neighbours, in_order, list_page, neighbours

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")


@dataclass(frozen=True)
class ListTab(Generic[M]):
    """A part of a list. `title` is the page's title there; `sort` wins over the list's own.

    `empty` and `empty_text` stand where the tab holds nothing at all.
    """

    label: str | Promise
    title: str | Promise
    # From the model's own queryset, whose type mypy cannot know here.
    narrow: Callable[[Any, date], models.QuerySet[M]]
    empty: str | Promise
    empty_text: str | Promise = ""
    empty_icon: str = "inbox"
    sort: str = ""


@dataclass(frozen=True)
class ListDefinition(Generic[M, T]):
    """One list of `M`, drawn as rows of `T`. Its first tab is shown when none is asked for.

    `sorts` maps the names in `?sort=` to columns of the model (see `list_page`); `sums` the names
    of summed columns to expressions over a row of the model. `counted` puts a number of rows in
    words ("21 invoices"); `no_match` stands where the filters let nothing through.
    """

    name: str
    label: str | Promise
    tabs: Mapping[str, ListTab[M]]
    columns: Sequence[Column[T]]
    sorts: Mapping[str, str]
    counted: Callable[[int, str], str]
    no_match: str | Promise
    sort: str = ""
    sums: Mapping[str, Any] = field(default_factory=dict)

    def asked(
        self,
        params: QueryDict,
        *,
        items: models.QuerySet[M],
        form_of: Callable[[QueryDict], FilterForm],
        today: date,
    ) -> AskedList[M, T]:
        """What `?status=`, the filters and `?sort=` ask for, among `items`."""
        cleaned = params.copy()
        for name in list(cleaned):
            cleaned.setlist(name, [value for value in cleaned.getlist(name) if value])
            if not cleaned.getlist(name):
                del cleaned[name]
        status = cleaned.get("status", "")
        status = status if status in self.tabs else next(iter(self.tabs))
        return AskedList(self, cleaned, form_of(cleaned), status, items, form_of, today)

    def words(self, count: int) -> str:
        """The number of rows in words, "1,000+ invoices" where nobody has counted further."""
        return self.counted(count, short_count(count))


@dataclass(frozen=True, slots=True)
class AskedList(Generic[M, T]):
    """A list as it was asked for. `base` is what it is a list of, before tab and filters."""

    list: ListDefinition[M, T]
    params: QueryDict
    form: FilterForm
    status: str
    base: models.QuerySet[M]
    form_of: Callable[[QueryDict], FilterForm]
    today: date

    @property
    def tab(self) -> ListTab[M]:
        return self.list.tabs[self.status]

    @property
    def items(self) -> models.QuerySet[M]:
        """The rows asked for; none where the filters make no sense."""
        return self.items_in(self.status)

    def items_in(self, status: str) -> models.QuerySet[M]:
        """The rows of another tab under the same filters."""
        return self.form.narrow(self.list.tabs[status].narrow(self.base, self.today))

    def again(self, query: str) -> AskedList[M, T]:
        """The same list as `query` asks for it."""
        return self.list.asked(
            QueryDict(query), items=self.base, form_of=self.form_of, today=self.today
        )

    @property
    def default_sort(self) -> str:
        return self.tab.sort or self.list.sort

    def sums(self, currencies: Sequence[str]) -> Sums:
        """How many rows, and what they come to. One statement."""
        return sums_of(self.items, self.list.sums, currencies)

    def page(self, count: int | None = None) -> ListPage[M]:
        """One page of the rows. One statement, or two by number."""
        return list_page(
            self.items, self.params, sorts=self.list.sorts, default=self.default_sort, count=count
        )

    def neighbours(self, row: M) -> Neighbours:
        """What stands before and after `row`. Two statements."""
        return neighbours(
            self.items, row, self.params, sorts=self.list.sorts, default=self.default_sort
        )

    def all(self) -> models.QuerySet[M]:
        """Every row, in the page's order."""
        return in_order(self.items, self.params, sorts=self.list.sorts, default=self.default_sort)
