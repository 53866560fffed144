"""What has been promised on an invoice and has not arrived: bank transfers that were announced,
bank debits on their way, and what autopay is going to charge. A promise settles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.documents.timeline import Event
from billing.models import AttemptLine, Invoice, OpenItem, PaymentAttempt, Transfer, TransferLine
from billing.payments.autopay.schedule import ScheduleReason, agreement_of, schedule
from billing.payments.pending_list import OPEN_STATES
from portal.kit.money.format import written


def expected_payments_on(
    invoice: Invoice, item: OpenItem, *, today: date, with_links: bool
) -> list[Event]:
    """As events of the invoice's timeline; none where nothing is open. `with_links`: they lead to
    the transfer or payment, for whoever may open it.

    Three statements; five more where the company has agreed to autopay.
    """
    if not item.open:
        return []
    return [
        *_transfers(item, with_links=with_links),
        *_debits(item, with_links=with_links),
        *_autopay(invoice, item, today),
    ]


def _transfers(item: OpenItem, *, with_links: bool) -> Iterator[Event]:
    lines = TransferLine.objects.filter(
        item=item, credit_source__isnull=True, transfer__state__in=OPEN_STATES
    )
    for line in lines.select_related("transfer__announced_by").order_by("pk"):
        transfer: Transfer = line.transfer
        words = (
            _("Sent, announced by %(person)s") if transfer.sent_on else _("Announced by %(person)s")
        )
        yield Event(
            _("%(amount)s promised by bank transfer")
            % {"amount": written(line.amount, item.currency)},
            transfer.sent_on or timezone.localtime(transfer.announced_at).date(),
            detail=words % {"person": transfer.announced_by},
            number=transfer.reference if with_links else "",
            url=reverse("billing:transfer-detail", args=[transfer.reference]),
        )


def _debits(item: OpenItem, *, with_links: bool) -> Iterator[Event]:
    lines = AttemptLine.objects.filter(
        item=item,
        is_live=True,
        credit_source__isnull=True,
        attempt__state=PaymentAttempt.State.PROCESSING,
    )
    for line in lines.select_related("attempt__started_by").order_by("attempt__started_at"):
        attempt = line.attempt
        yield Event(
            _("%(amount)s promised by bank debit")
            % {"amount": written(line.amount, item.currency)},
            timezone.localtime(attempt.started_at).date(),
            detail=_("At the bank, begun by %(person)s") % {"person": attempt.payer},
            number=_("Show the payment") if with_links else "",
            url=reverse("billing:attempt-detail", args=[attempt.pk]),
        )


def _autopay(invoice: Invoice, item: OpenItem, today: date) -> Iterator[Event]:
    agreement = agreement_of(invoice.customer)
    if agreement is None:
        return
    for due in schedule(agreement, today=today):
        if due.invoice.pk == invoice.pk and due.why == ScheduleReason.CHARGED:
            yield Event(
                _("%(amount)s promised by autopay")
                % {"amount": written(due.charge, item.currency)},
                max(due.on, today),
                detail=_("Charged on that day"),
            )
