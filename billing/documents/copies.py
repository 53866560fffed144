"""Drafts made from an invoice: the same again, or a credit note over it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing.documents.issuing.drafts import store_totals
from billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from portal.kit.web.refusals import Refusal

COPIED = ("position", "sku", "description", "quantity", "unit_price", "tax_rate", "net")


@transaction.atomic
def duplicate_invoice(invoice: Invoice, *, by: User) -> Invoice:
    """A draft with the same customer, lines and note, without dates and PO number. Prices are those
    of the invoice."""
    draft = Invoice.objects.create(
        customer=invoice.customer, currency=invoice.currency, note=invoice.note, created_by=by
    )
    _copy_lines(invoice.lines.all(), InvoiceLine, invoice=draft)
    store_totals(draft)
    return draft


@transaction.atomic
def draft_credit_for(invoice: Invoice, *, by: User, reason: str = "") -> CreditNote:
    """A draft credit note over all lines of the invoice, which it names; take out what is not to be
    credited before it is issued. Raises Refusal for what was never issued or is void."""
    if invoice.status not in (Invoice.Status.ISSUED, Invoice.Status.WRITTEN_OFF):
        raise Refusal(_("Only an issued invoice can be credited."))
    draft = CreditNote.objects.create(
        customer=invoice.customer,
        currency=invoice.currency,
        invoice=invoice,
        po_number=invoice.po_number,
        order_reference=invoice.order_reference,
        reason=reason,
        created_by=by,
    )
    _copy_lines(invoice.lines.all(), CreditNoteLine, credit_note=draft)
    store_totals(draft)
    return draft


def _copy_lines(lines: Iterable[InvoiceLine], kind: type[Any], **parent: Any) -> None:
    kind.objects.bulk_create(
        [kind(**{name: getattr(line, name) for name in COPIED}, **parent) for line in lines]
    )
