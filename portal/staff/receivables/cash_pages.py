"""Expected cash by week, and the figures of credit control month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib import admin
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import Organization
from billing.balance import Bucket
from billing.models import PaymentHabit
from billing.receivables.aged_accounts import Question, sums_of
from billing.receivables.expected_cash import ExpectedCash, expected_cash
from billing.receivables.figures import (
    CollectionFigures,
    collection_effectiveness,
    figures_of,
    sales_until,
)
from portal.kit.dates.periods import add_months, month_end, month_start
from portal.staff.receivables.form import open_currencies
from portal.staff.receivables.tabs import PERMISSION, tabs_of

MONTHS = 6
# What was so at the end of a month changes only when somebody enters what is long past.
SECONDS_KEPT = 3600
BAR_HEIGHT = 120
BAR_STEP = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A week of the chart, in its own units. `best` and `expected` are heights."""

    left: int
    best: int
    expected: int

    @property
    def best_top(self) -> int:
        return BAR_HEIGHT - self.best

    @property
    def expected_top(self) -> int:
        return BAR_HEIGHT - self.expected


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The end of a month, or today in the present one. Amounts in one currency."""

    as_of: date
    balance: Decimal
    overdue: Decimal
    figures: CollectionFigures
    effectiveness: Decimal | None


@require_safe
def cash_view(request: HttpRequest) -> HttpResponse:
    """What can be expected by week. Four statements beside those of the frame."""
    currency, today, currencies = _asked(request)
    cash = expected_cash(today, currency=currency)
    habits = PaymentHabit.objects.filter(customer=None).first()
    return TemplateResponse(
        request,
        "admin/kit/expected_cash.html",
        {
            **admin.site.each_context(request),
            "title": _("Expected cash"),
            "tabs": tabs_of("receivables-cash"),
            "currency": currency,
            "currencies": currencies,
            "cash": cash,
            "bars": _bars(cash),
            "chart_width": BAR_STEP * len(cash.weeks),
            "habits": habits,
            "sums": _sums(cash),
        },
    )


@require_safe
def figures_view(request: HttpRequest) -> HttpResponse:
    """The figures at the end of each of the last months and today, each with what it means."""
    currency, today, currencies = _asked(request)
    months = [month_of(day, today, currency) for day in _ends(today)]
    return TemplateResponse(
        request,
        "admin/kit/receivable_figures.html",
        {
            **admin.site.each_context(request),
            "title": pgettext("receivables", "Figures"),
            "tabs": tabs_of("receivables-figures"),
            "currency": currency,
            "currencies": currencies,
            "months": months,
            "line": _line([month.figures.count_back for month in months]),
            "today": today,
        },
    )


def month_of(as_of: date, today: date, currency: str) -> MonthFigures:
    """The figures of one day, and how much was collected in its month of what could be. Read from
    the ledger once an hour: five statements."""
    key = f"staff-month:{as_of}:{today}:{currency}"
    found: MonthFigures | None = cache.get(key)
    if found is None:
        found = _read_month(as_of, today, currency)
        cache.set(key, found, SECONDS_KEPT)
    return found


def _read_month(as_of: date, today: date, currency: str) -> MonthFigures:
    before = month_start(as_of) - timedelta(1)
    _count, opening = sums_of(Question(before, today, currency))
    _count, closing = sums_of(Question(as_of, today, currency))
    sales = sales_until(as_of, currency=currency)
    return MonthFigures(
        as_of=as_of,
        balance=closing.balance,
        overdue=closing.overdue,
        figures=figures_of(closing, sales, as_of=as_of),
        effectiveness=collection_effectiveness(
            opening=opening.outstanding,
            sales=sales.by_month.get(month_start(as_of), Decimal(0)),
            closing=closing.outstanding,
            closing_not_due=closing.by_age[Bucket.NOT_DUE],
        ),
    )


def _ends(today: date) -> list[date]:
    """The ends of the months before this one, and today."""
    starts = [add_months(month_start(today), -back) for back in range(MONTHS, 0, -1)]
    return [*(month_end(start) for start in starts), today]


def _asked(request: HttpRequest) -> tuple[str, date, list[str]]:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    seller = Organization.current()
    currencies = open_currencies(seller.currency)
    asked = request.GET.get("currency", "")
    return asked if asked in currencies else currencies[0], seller.today(), currencies


def _bars(cash: ExpectedCash) -> list[Bar]:
    highest = cash.highest or Decimal(1)
    return [
        Bar(
            left=place * BAR_STEP,
            best=int(BAR_HEIGHT * week.best / highest),
            expected=int(BAR_HEIGHT * week.expected / highest),
        )
        for place, week in enumerate(cash.weeks)
    ]


def _sums(cash: ExpectedCash) -> dict[str, Decimal]:
    return {
        way: sum((getattr(week, way) for week in cash.weeks), start=Decimal(0))
        for way in ("best", "expected", "late")
    }


def _line(values: list[Decimal | None]) -> str:
    """The points of a line over the months; months without a figure are left out."""
    known = [value for value in values if value is not None]
    if not known or max(known) == 0:
        return ""
    return " ".join(
        f"{place * BAR_STEP + BAR_STEP // 2},{BAR_HEIGHT - int(BAR_HEIGHT * value / max(known))}"
        for place, value in enumerate(values)
        if value is not None
    )
