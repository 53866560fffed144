"""Ageing by customer, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Organization
from billing.receivables.aged_accounts import (
    AGES,
    AgedAccount,
    Question,
    accounts_of,
    sums_of,
)
from billing.receivables.figures import CollectionFigures, figures_of, sales_until
from billing.statements.ageing_table import bucket_name
from portal.kit.files.spreadsheets import Cell, csv_response, xlsx_response
from portal.kit.lists.paging import url_with
from portal.staff.receivables.bars import Piece, ages_of, pieces_of
from portal.staff.receivables.form import AgeingForm
from portal.staff.receivables.tabs import PERMISSION, tabs_of

PAGE_SIZE = 50
MAX_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. `direction` is what a screen reader hears; empty where not sorted."""

    name: str
    url: str
    direction: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class AgeCell:
    """What is open of one age; `url` lists the invoices it is the sum of."""

    amount: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    account: AgedAccount
    url: str
    pieces: list[Piece]
    days_overdue: int
    cells: list[AgeCell]


def ageing_view(request: HttpRequest) -> HttpResponse:
    """What each customer owes, by age, with the sums over all of them. Five statements at most,
    whatever the number of customers."""
    form, asked = _asked(request)
    count, sums = sums_of(asked)
    number = page_number(request.GET, count)
    offset = (number - 1) * PAGE_SIZE
    rows = [_row(one, asked) for one in accounts_of(asked, limit=PAGE_SIZE, offset=offset)]
    after = number + 1 if offset + PAGE_SIZE < count else None
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Receivables"),
        "tabs": tabs_of("receivables"),
        "form": form,
        "asked": asked,
        "rows": rows,
        "sums": sums,
        "count": count,
        "first": offset + 1,
        "last": offset + len(rows),
        "ages": ages_of(sums),
        "pieces": pieces_of(sums),
        "columns": _columns(request.GET, asked),
        "previous_url": url_with(request.GET, page=str(number - 1)) if number > 1 else None,
        "next_url": url_with(request.GET, page=str(after)) if after else None,
        "csv_url": reverse("admin:receivables-file", args=["csv"]) + url_with(request.GET),
        "xlsx_url": reverse("admin:receivables-file", args=["xlsx"]) + url_with(request.GET),
        "figures": _figures(asked),
    }
    return TemplateResponse(request, "admin/kit/receivables.html", context)


def ageing_file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same accounts, all of them, as CSV or XLSX."""
    _form, asked = _asked(request)
    name = f"{_('Receivables')}-{asked.currency}-{asked.as_of.isoformat()}"
    headings, rows = _headings(), _table(asked)
    if kind == "csv":
        return csv_response(name, headings, rows)
    if kind == "xlsx":
        return xlsx_response(name, headings, rows, currency=asked.currency)
    raise Http404


def _asked(request: HttpRequest) -> tuple[AgeingForm, Question]:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    seller = Organization.current()
    form = AgeingForm(request.GET, today=seller.today(), usual=seller.currency)
    form.is_valid()
    return form, form.question()


def _figures(asked: Question) -> CollectionFigures | None:
    """Of all accounts of the currency, whatever is searched for."""
    if asked.query:
        return None
    everything = Question(asked.as_of, asked.today, asked.currency)
    _count, sums = sums_of(everything)
    sales = sales_until(asked.as_of, currency=asked.currency)
    return figures_of(sums, sales, as_of=asked.as_of)


def _row(account: AgedAccount, asked: Question) -> AccountRow:
    url = reverse("admin:customer-page", args=[account.customer_id])
    items = reverse("admin:customer-aged", args=[account.customer_id])
    cells = [
        AgeCell(account.by_age[age], f"{items}?as_of={asked.as_of.isoformat()}&age={age}")
        for age in AGES
    ]
    days = account.days_overdue(asked.as_of)
    return AccountRow(account, url, pieces_of(account), days, cells)


def _headings() -> list[str]:
    ages = [bucket_name(bucket) for bucket in AGES]
    return [
        pgettext("receivables", "Account"),
        pgettext("receivables", "Customer"),
        pgettext("receivables", "Overdue"),
        *ages,
        pgettext("receivables", "Unapplied"),
        pgettext("receivables", "Balance"),
        pgettext("receivables", "Currency"),
        _("Oldest due date"),
    ]


def _table(asked: Question) -> Iterator[list[Cell]]:
    for one in accounts_of(asked, limit=None):
        ages = [one.by_age[bucket] for bucket in AGES]
        yield [
            one.account_number,
            one.name,
            one.overdue,
            *ages,
            -one.unapplied,
            one.balance,
            one.currency,
            one.oldest_due_on,
        ]


def _columns(given: QueryDict, asked: Question) -> list[Column]:
    names = {
        "name": pgettext("receivables", "Customer"),
        "overdue": pgettext("receivables", "Overdue"),
        "not-due": pgettext("receivables", "Not due"),
        "1-30": "1–30",
        "31-60": "31–60",
        "61-90": "61–90",
        "over-90": pgettext("receivables", "Over 90"),
        "unapplied": pgettext("receivables", "Unapplied"),
        "balance": pgettext("receivables", "Balance"),
        "oldest": pgettext("receivables", "Oldest"),
    }
    return [_column(given, asked.sort, key, name) for key, name in names.items()]


def _column(given: QueryDict, sort: str, key: str, name: str) -> Column:
    is_number = key not in {"name", "oldest"}
    ways = (f"-{key}", key) if is_number else (key, f"-{key}")
    following = ways[1] if sort == ways[0] else ways[0]
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return Column(name, url_with(given, sort=following, page=None), direction, is_number)


def page_number(given: QueryDict, count: int) -> int:
    """The page the address asks for, within those there are."""
    text = given.get("page", "")
    number = (
        int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(MAX_PAGE)) else 1
    )
    return min(max(number, 1), max(-(-count // PAGE_SIZE), 1))
