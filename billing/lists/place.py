"""Where a document stands in the list somebody came from.

The list travels in the address of the document: its tab always, filters and order as they are set.
So the way back, the previous and the next document need no session and no script, and two windows
do not disturb each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from accounts.models import Customer
from billing.lists.definitions import LISTS, DocumentList
from billing.lists.requested import AskedDocuments, ask
from billing.models import OpenItem

# Two lists may lead to one kind of page: this names the list that is not the page's own.
LIST = "list"
# Parameters that are not the list's.
NOT_THE_LISTS = ("page", "lines", LIST)


@dataclass(frozen=True, slots=True)
class Beside:
    """The document before or after, by number, and its address in this list."""

    number: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """The list one came from, and what stands beside the document there. `label` is "2 of 10"."""

    list_label: str
    list_url: str
    label: str
    previous: Beside | None
    next: Beside | None


def query_of(asked: AskedDocuments) -> str:
    """What the address of a document says of the list it is opened from."""
    params = asked.asked.params.copy()
    params.pop("page", None)
    params["status"] = asked.asked.status
    if _own_list(asked.source.detail_url_name) is not asked.source:
        params[LIST] = asked.source.name
    return str(params.urlencode())


def place_of(
    item: OpenItem,
    params: QueryDict,
    *,
    detail_url_name: str,
    page_of: Callable[[str], str],
    companies: Sequence[Customer],
    today: date,
) -> Place | None:
    """Where `item` stands in the list that the address names, among what `companies` have; None
    for who came another way, or where the filters make no sense. Two statements."""
    source = LISTS.get(params.get(LIST, ""))
    if source is None or source.detail_url_name != detail_url_name:
        source = _own_list(detail_url_name)
    wanted = params.copy()
    for name in NOT_THE_LISTS:
        wanted.pop(name, None)
    if wanted.get("status") not in source.list.tabs:
        return None
    asked = ask(source, wanted, companies=companies, today=today)
    if not asked.asked.form.is_valid():
        return None
    found = asked.asked.neighbours(item)
    query = query_of(asked)

    def beside(number: str | None) -> Beside | None:
        return Beside(number, f"{page_of(number)}?{query}") if number else None

    return Place(
        list_label=source.label,
        list_url=f"{reverse(source.url_name)}?{asked.asked.params.urlencode()}",
        label=found.place_label,
        previous=beside(found.previous),
        next=beside(found.next),
    )


def _own_list(detail_url_name: str) -> DocumentList:
    """The list of the menu that leads to this page: the last that is declared."""
    return [one for one in LISTS.values() if one.detail_url_name == detail_url_name][-1]
