"""A list as the template draws it: tabs with counts, saved views, rows, the foot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.kit.files.spreadsheets import Amount
from portal.kit.lists.columns import Column, Row, shown
from portal.kit.lists.counting import MAX_COUNTED, Sums, counts_of, grouped, short_count
from portal.kit.lists.definition import AskedList
from portal.kit.lists.paging import ListPage, url_with

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

# The parameters that a saved view does not keep.
PASSING = ("page", "export")
# The forms whose search may be in the middle of being typed into.
FILTER_FORMS = ("document-list-filters", "link-list-filters", "history-list-filters")


class SavedView(Protocol):
    """What a person has saved: the parameters of a list under a name."""

    pk: Any
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab or a saved view: where it leads, and how many rows are there ("21", "1,000+")."""

    key: str
    label: str
    url: str
    is_current: bool
    count: str = ""


@dataclass(frozen=True, slots=True)
class FootCell(Generic[T]):
    """A cell of the foot: what its column comes to, or nothing."""

    column: Column[T]
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class DrawnList(Generic[M, T]):
    """Everything the template needs of one list. `companies` is whether rows name theirs."""

    asked: AskedList[M, T]
    columns: Sequence[Column[T]]
    page: ListPage[M]
    rows: Sequence[Row[T]]
    sums: Sums
    tabs: Sequence[Tab]
    views: Sequence[Tab]
    path: str
    key_name: str = "number"
    is_compact: bool = False
    is_typing: bool = False

    @property
    def name(self) -> str:
        return self.asked.list.name

    @property
    def label(self) -> str:
        return str(self.asked.list.label)

    @property
    def form(self) -> Any:
        return self.asked.form

    @property
    def title(self) -> str:
        """The page's title: the tab or view, and the page where it is not the first."""
        current = next((one.label for one in self.views if one.is_current), None)
        title = current or str(self.asked.tab.title)
        number = self.page.number
        if number is None or number == 1:
            return title
        return _("%(title)s · page %(number)s") % {"title": title, "number": grouped(number)}

    @property
    def words(self) -> str:
        """How many rows there are, in words."""
        return self.asked.list.words(self.sums.count)

    @property
    def announcement(self) -> str:
        """What is read out when the list has changed."""
        if not self.form.is_valid():
            return _("Check the filters.")
        range_label = self.page.range_label
        return f"{self.title}: {range_label or self.words}"

    @property
    def too_many(self) -> str:
        """What the foot says where there are too many rows to be added up."""
        if not self.sums.is_capped or not self.asked.list.sums:
            return ""
        return _("Totals are shown for up to %(count)s rows.") % {"count": grouped(MAX_COUNTED)}

    @property
    def foot(self) -> list[list[FootCell[T]]]:
        """What the rows come to: a row of cells for each currency."""
        return [
            [
                FootCell(one, Amount(sums[one.name], currency) if one.is_summed else None)
                for one in self.columns
            ]
            for currency, sums in self.sums.amounts.items()
        ]

    @property
    def current_view(self) -> Tab | None:
        return next((one for one in self.views if one.is_current), None)

    @property
    def can_be_saved(self) -> bool:
        """Whether something is set that no view holds yet."""
        return self.form.is_valid() and self.form.is_filtering and self.current_view is None

    @property
    def query(self) -> str:
        """What a view saves of the present address."""
        return saved_query(self.asked.params)

    @property
    def url(self) -> str:
        """The present address, without empty parameters."""
        query = self.asked.params.urlencode()
        return f"{self.path}?{query}" if query else self.path


def saved_query(params: QueryDict) -> str:
    """Tab, filters and order in one writing, whatever order they came in."""
    query = QueryDict(mutable=True)
    for name in sorted(params):
        if name not in PASSING:
            query[name] = params.get(name, "")
    return query.urlencode()


def drawn(
    request: HttpRequest,
    asked: AskedList[M, T],
    *,
    rows: Callable[[Sequence[Column[T]], Sequence[M]], Sequence[Row[T]]],
    views: Iterable[SavedView] = (),
    currencies: Sequence[str] = (),
    columns: Sequence[Column[T]] | None = None,
    key_name: str = "number",
) -> DrawnList[M, T]:
    """The list with its page, counts and sums. Three statements, or four where a page is asked
    for by its number, beside what `rows` and `views` ask."""
    wanted = shown(asked.list.columns if columns is None else columns)
    sums = asked.sums(currencies)
    page = asked.page(sums.count)
    saved = list(views)
    # From a saved view, the tabs lead back to the whole list.
    is_view = any(one.query == saved_query(asked.params) for one in saved)
    tabs = asked.again("") if is_view else asked
    counts = _counts(asked, tabs, saved)
    if not is_view and asked.form.is_valid():
        counts = {**counts, asked.status: sums.count}
    htmx = getattr(request, "htmx", None)
    return DrawnList(
        asked=asked,
        columns=wanted,
        page=page,
        rows=rows(wanted, page.rows),
        sums=sums,
        tabs=_tabs(tabs, counts=counts, is_current=not is_view),
        views=[_view(asked, one, counts) for one in saved],
        path=request.path,
        key_name=key_name,
        is_compact=request.COOKIES.get("density") == "compact",
        is_typing=getattr(htmx, "trigger", "") in FILTER_FORMS,
    )


def _counts(
    asked: AskedList[M, T], tabs: AskedList[M, T], saved: Sequence[SavedView]
) -> Mapping[str, int]:
    """Rows by tab and view. While something is searched for, only the views are counted: a search
    reads every row, and the tab shown is counted anyway."""
    wanted = {f"view-{one.pk}": asked.again(one.query).items for one in saved}
    if tabs.form.is_valid() and not tabs.form.is_searching:
        wanted |= {status: tabs.items_in(status) for status in asked.list.tabs}
        if tabs is asked:
            del wanted[asked.status]
    return counts_of(wanted)


def _tabs(asked: AskedList[M, T], *, counts: Mapping[str, int], is_current: bool) -> list[Tab]:
    return [
        Tab(
            key=status,
            label=str(tab.label),
            url=url_with(asked.params, status=status, sort=None, page=None),
            is_current=is_current and status == asked.status,
            count=_written(counts.get(status)),
        )
        for status, tab in asked.list.tabs.items()
    ]


def _view(asked: AskedList[M, T], view: SavedView, counts: Mapping[str, int]) -> Tab:
    return Tab(
        key=str(view.pk),
        label=view.name,
        url=f"?{view.query}",
        is_current=saved_query(asked.params) == view.query,
        count=_written(counts.get(f"view-{view.pk}")),
    )


def _written(count: int | None) -> str:
    return "" if count is None else short_count(count)
