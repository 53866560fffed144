"""The list of estimates: its tabs, columns and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from billing.documents.status import DocumentStatus
from orders.estimates.accepting import has_ended
from orders.models import Estimate, EstimateVersion
from portal.kit.files.spreadsheets import Amount
from portal.kit.lists.columns import Column, Kind, Leaves, Phone, Row, rows_of
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.lists.filters import DateRange, FilterForm

Status = Estimate.Status
MARKS = {
    Status.REQUESTED: "open",
    Status.SENT: "due",
    Status.ACCEPTED: "done",
    Status.DECLINED: "none",
    Status.WITHDRAWN: "none",
}


def status_of(estimate: Estimate, newest: EstimateVersion | None, today: date) -> DocumentStatus:
    """In words; an offer that nobody answered in time has ended."""
    if estimate.status == Status.SENT and newest is not None and has_ended(newest, today):
        return DocumentStatus(pgettext("estimate", "Ended"), "none")
    return DocumentStatus(estimate.get_status_display(), MARKS[Status(estimate.status)])


@dataclass(frozen=True, slots=True)
class EstimateRow:
    estimate: Estimate
    version: EstimateVersion
    status: DocumentStatus

    @property
    def url(self) -> str:
        return reverse("orders:estimate-detail", args=[self.estimate.number])


class EstimateFilterForm(FilterForm):
    """Search by number, and by the day an estimate was asked for or sent."""

    ranges = (DateRange("from", "to", "asked_at__date", pgettext_lazy("estimate", "Date")),)
    placeholder = _("Number")

    def matching(self, q: str) -> Q:
        return Q(number__icontains=q)


EstimateColumn = Column[EstimateRow]
ESTIMATES: ListDefinition[Estimate, EstimateRow] = ListDefinition(
    name="estimates",
    label=_("Estimates"),
    tabs={
        "open": ListTab(
            pgettext_lazy("estimates", "Open"),
            _("Open estimates"),
            lambda estimates, today: estimates.filter(status__in=[Status.REQUESTED, Status.SENT]),
            _("No open estimates"),
            _("Ask for one from your cart: we'll make you an offer."),
            "file-pen",
        ),
        "all": ListTab(
            pgettext_lazy("tab", "All"),
            _("All estimates"),
            lambda estimates, today: estimates,
            _("No estimates yet"),
            _("Ask for one from your cart: we'll make you an offer."),
            "file-pen",
        ),
    },
    columns=(
        EstimateColumn(
            "number",
            pgettext_lazy("document", "Number"),
            lambda row: row.estimate.number,
            kind=Kind.LINK,
            sort="number",
            phone=Phone.TITLE,
        ),
        EstimateColumn(
            "made_at",
            pgettext_lazy("estimate", "Date"),
            lambda row: row.version.made_at.date(),
            kind=Kind.DAY,
            sort="asked_at",
            leaves=Leaves.FIRST,
        ),
        EstimateColumn(
            "valid_until",
            _("Valid until"),
            lambda row: row.version.valid_until,
            kind=Kind.DAY,
            phone=Phone.DETAIL,
            is_labelled=True,
        ),
        EstimateColumn(
            "status",
            pgettext_lazy("document", "Status"),
            lambda row: row.status,
            kind=Kind.STATUS,
            phone=Phone.STATUS,
        ),
        EstimateColumn(
            "total",
            pgettext_lazy("document", "Total"),
            lambda row: Amount(row.version.total, row.estimate.currency),
            kind=Kind.AMOUNT,
            phone=Phone.FIGURE,
            is_main=True,
        ),
    ),
    sorts={"number": "number", "asked_at": "-asked_at"},
    sort="asked_at",
    counted=lambda n, shown: (
        ngettext("%(count)s estimate", "%(count)s estimates", n) % {"count": shown}
    ),
    no_match=_("No estimate matches"),
)


def estimate_rows(
    columns: Sequence[EstimateColumn], estimates: Sequence[Estimate], *, today: date
) -> list[Row[EstimateRow]]:
    """The rows of a page of estimates, each with its newest version. One statement."""
    newest: dict[int, EstimateVersion] = {}
    for version in EstimateVersion.objects.filter(estimate__in=estimates).order_by("version"):
        newest[version.estimate_id] = version
    rows = [
        EstimateRow(one, newest[one.pk], status_of(one, newest[one.pk], today))
        for one in estimates
        if one.pk in newest
    ]
    return rows_of(columns, rows, key=lambda row: row.estimate.number, url=lambda row: row.url)
