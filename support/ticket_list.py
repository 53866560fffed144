"""The list of tickets: its tabs, columns and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from billing.documents.status import DocumentStatus
from portal.kit.lists.columns import Column, Kind, Leaves, Phone, Row, rows_of
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.lists.filters import DateRange, FilterForm
from support.models import Ticket

MARKS = {
    Ticket.Status.OPEN: "open",
    Ticket.Status.AWAITING_CUSTOMER: "due",
    Ticket.Status.RESOLVED: "done",
    Ticket.Status.CLOSED: "none",
}


def status_of(ticket: Ticket) -> DocumentStatus:
    """In the customer's words."""
    return DocumentStatus(ticket.get_status_display(), MARKS[Ticket.Status(ticket.status)])


@dataclass(frozen=True, slots=True)
class TicketRow:
    ticket: Ticket

    @property
    def url(self) -> str:
        return reverse("support:ticket-detail", args=[self.ticket.number])


class TicketFilterForm(FilterForm):
    """Search by number, subject or document, and by the day a ticket was opened."""

    ranges = (DateRange("from", "to", "opened_at__date", pgettext_lazy("ticket", "Opened")),)
    placeholder = _("Number, subject, document")

    def matching(self, q: str) -> Q:
        return Q(number__icontains=q) | Q(subject__icontains=q) | Q(about_number__icontains=q)


TicketColumn = Column[TicketRow]
TICKETS: ListDefinition[Ticket, TicketRow] = ListDefinition(
    name="tickets",
    label=_("Tickets"),
    tabs={
        "live": ListTab(
            pgettext_lazy("tickets", "Not solved"),
            _("Tickets not solved yet"),
            lambda tickets, today: tickets.live(),
            _("Nothing is waiting"),
            _("Questions and problems stay here until they're solved."),
            "messages-square",
        ),
        "all": ListTab(
            pgettext_lazy("tab", "All"),
            _("All tickets"),
            lambda tickets, today: tickets,
            _("No tickets yet"),
            _("Ask us anything: about an invoice, a delivery or your account."),
            "messages-square",
        ),
    },
    columns=(
        TicketColumn(
            "number",
            pgettext_lazy("document", "Number"),
            lambda row: row.ticket.number,
            kind=Kind.LINK,
            sort="number",
        ),
        TicketColumn(
            "subject",
            pgettext_lazy("ticket", "Subject"),
            lambda row: row.ticket.subject,
            phone=Phone.TITLE,
        ),
        TicketColumn(
            "about",
            pgettext_lazy("ticket", "About"),
            lambda row: row.ticket.about_number,
            leaves=Leaves.FIRST,
            is_muted=True,
        ),
        TicketColumn(
            "opened_by",
            _("Opened by"),
            lambda row: str(row.ticket.opened_by),
            leaves=Leaves.SECOND,
            is_muted=True,
        ),
        TicketColumn(
            "opened_at",
            pgettext_lazy("ticket", "Opened"),
            lambda row: row.ticket.opened_at,
            kind=Kind.MOMENT,
            sort="opened_at",
            phone=Phone.DETAIL,
        ),
        TicketColumn(
            "status",
            pgettext_lazy("document", "Status"),
            lambda row: status_of(row.ticket),
            kind=Kind.STATUS,
            phone=Phone.STATUS,
        ),
    ),
    sorts={"number": "number", "opened_at": "-opened_at"},
    sort="opened_at",
    counted=lambda n, shown: (
        ngettext("%(count)s ticket", "%(count)s tickets", n) % {"count": shown}
    ),
    no_match=_("No ticket matches"),
)


def ticket_rows(columns: Sequence[TicketColumn], tickets: Sequence[Ticket]) -> list[Row[TicketRow]]:
    rows = [TicketRow(one) for one in tickets]
    return rows_of(columns, rows, key=lambda row: row.ticket.number, url=lambda row: row.url)
