"""The worklist, on the screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.models import Organization
from billing.statements.ageing_table import bucket_name
from portal.kit.files.spreadsheets import Cell, csv_response, xlsx_response
from portal.kit.lists.paging import url_with
from portal.kit.money.currencies import quantise
from portal.kit.staff.actions import Button
from portal.staff.bulk.acts import ACTS
from portal.staff.receivables.pages import PAGE_SIZE, page_number
from portal.staff.receivables.tabs import PERMISSION, tabs_of
from portal.staff.receivables.work_form import WorkForm
from portal.staff.receivables.worklist import (
    NO_CONTACT,
    OVER_LIMIT,
    OVERDUE_AGES,
    SILENT_DAYS,
    WEIGHTS,
    WorkQuestion,
    WorkRow,
    why_here,
    worklist_of,
    worklist_sums,
)

# What is done with the ticked accounts.
OFFERED = ("statement", "assign", "hold")


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: WorkRow
    url: str
    why: str


@require_safe
def worklist_view(request: HttpRequest) -> HttpResponse:
    """Whom to call first, and why. Four statements beside those of the frame."""
    form, asked = _asked(request)
    count, sums = worklist_sums(asked)
    number = page_number(request.GET, count)
    offset = (number - 1) * PAGE_SIZE
    rows = worklist_of(asked, limit=PAGE_SIZE, offset=offset)
    has_next = offset + PAGE_SIZE < count
    return TemplateResponse(
        request,
        "admin/kit/worklist.html",
        {
            **admin.site.each_context(request),
            "title": pgettext("receivables", "Worklist"),
            "tabs": tabs_of("receivables-worklist"),
            "form": form,
            "asked": asked,
            "rows": [_shown(row, asked) for row in rows],
            "count": count,
            "first": offset + 1,
            "last": offset + len(rows),
            "sums": sums,
            "overdue": sum(sums.values()),
            "ages": [bucket_name(age) for age in OVERDUE_AGES],
            "weights": [(bucket_name(age), weight) for age, weight in WEIGHTS.items()],
            "over_limit": OVER_LIMIT,
            "no_contact": NO_CONTACT,
            "silent_days": SILENT_DAYS,
            "previous_url": url_with(request.GET, page=str(number - 1)) if number > 1 else None,
            "next_url": url_with(request.GET, page=str(number + 1)) if has_next else None,
            "acts": [
                Button(act.label, reverse("admin:bulk", args=[name]))
                for name, act in ACTS.items()
                if name in OFFERED and request.user.has_perm(act.permission)
            ],
            "files": {
                kind: reverse("admin:receivables-worklist-file", args=[kind])
                + url_with(request.GET)
                for kind in ("csv", "xlsx")
            },
        },
    )


@require_safe
def worklist_file_view(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same accounts in the same order, all of them, as CSV or XLSX."""
    _form, asked = _asked(request)
    name = f"{pgettext('receivables', 'Worklist')}-{asked.currency}-{asked.today.isoformat()}"
    if kind == "csv":
        return csv_response(name, _headings(), _table(asked))
    if kind == "xlsx":
        return xlsx_response(name, _headings(), _table(asked), currency=asked.currency)
    raise Http404


def _asked(request: HttpRequest) -> tuple[WorkForm, WorkQuestion]:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    seller = Organization.current()
    form = WorkForm(request.GET, person=request.user, today=seller.today(), usual=seller.currency)
    form.is_valid()
    return form, form.question()


def _shown(row: WorkRow, asked: WorkQuestion) -> ShownRow:
    words = why_here(row, now=asked.now, today=asked.today, currency=asked.currency)
    return ShownRow(row, reverse("admin:customer-page", args=[row.customer_id]), _joined(words))


def _joined(words: list[str]) -> str:
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _headings() -> list[str]:
    return [
        pgettext("receivables", "Account"),
        pgettext("receivables", "Customer"),
        _("Why here"),
        pgettext("receivables", "Overdue"),
        *(bucket_name(age) for age in OVERDUE_AGES),
        _("Disputed"),
        _("On its way"),
        _("Priority"),
        _("Last contact"),
        _("Account manager"),
        _("Phone"),
    ]


def _table(asked: WorkQuestion) -> Iterator[list[Cell]]:
    for row in worklist_of(asked, limit=None):
        words = why_here(row, now=asked.now, today=asked.today, currency=asked.currency)
        yield [
            row.account_number,
            row.name,
            _joined(words),
            row.overdue,
            *row.by_age.values(),
            row.disputed,
            row.coming,
            quantise(row.priority, asked.currency),
            _day(row.contacted_at),
            row.manager,
            row.phone,
        ]


def _day(moment: datetime | None) -> Cell:
    return moment.date() if moment else None
