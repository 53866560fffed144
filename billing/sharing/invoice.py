"""An invoice by a shared link: the document, what is left to pay, and how."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization, SharedLink
from billing.documents.applications import applications_of
from billing.documents.issuing.tax import tax_groups
from billing.documents.status import invoice_status
from billing.downloads.document_pdf import pdf_of
from billing.models import Invoice, MethodRule, Payment, PaymentAttempt
from billing.payments.gateways.bank_transfer import transfer_code
from billing.payments.online.attempts import start_payment
from billing.payments.pending import pending_by_item
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.rules import offers_for
from billing.sharing.kinds import File, Kind, Shown, register_kind
from portal.kit.web.refusals import Refusal

INVOICE = "invoice"


def title_of(invoice: Invoice) -> str:
    return _("Invoice %s") % invoice.number


def _invoice(link: SharedLink) -> Invoice | None:
    invoices = Invoice.objects.for_customer(link.customer).issued()
    invoice: Invoice | None = (
        invoices.select_related("open_item", "customer").filter(number=link.number).first()
    )
    return invoice


def _show(link: SharedLink, seller: Organization, most: int | None) -> Shown | None:
    invoice = _invoice(link)
    if invoice is None or invoice.open_item is None:
        return None
    lines = list(invoice.lines.all())
    context: dict[str, object] = {
        "invoice": invoice,
        "status": invoice_status(invoice.open_item, invoice.status, seller.today()),
        "lines": lines[:most],
        "line_count": len(lines),
        "applied": applications_of(invoice.open_item),
        "tax_groups": tax_groups(lines, invoice.currency),
        **_ways_to_pay(invoice, seller),
    }
    return Shown(title_of(invoice), "billing/shared_invoice.jinja", context)


def _ways_to_pay(invoice: Invoice, seller: Organization) -> dict[str, object]:
    """Bank transfer and card, where they are offered for this invoice and something is left to
    pay that nobody is paying already."""
    item = invoice.open_item
    if item is None or item.open <= 0:
        return {"is_moving": False, "by_card": False, "by_transfer": False}
    offers = offers_for(invoice.customer, seller=seller, items=[item.pk])
    offered = {offer.method for offer in offers if not offer.refusal(item.open)}
    moving = pending_by_item([item.pk]).get(item.pk)
    if moving is not None and moving.was_never_opened:
        moving = None
    ways: dict[str, object] = {
        "is_moving": moving is not None,
        "by_card": MethodRule.Method.CARD in offered and moving is None,
        "by_transfer": MethodRule.Method.BANK_TRANSFER in offered,
        "once": uuid4(),
    }
    if not ways["by_transfer"]:
        return ways
    code = transfer_code(seller=seller, amount=item.open, currency=item.currency, text=item.number)
    return ways | {
        # segno writes the SVG from numbers; nothing of it was typed by anybody.
        "code": mark_safe(code.svg_inline(scale=5, border=2)) if code else "",  # noqa: S308
    }


def pay_by_card(link: SharedLink, *, key: UUID) -> PaymentAttempt | None:
    """Begin paying what is left of the link's invoice; None when the link shows no invoice.

    Raises Refusal when it is paid, being paid, or not to be paid by card.
    """
    invoice = _invoice(link) if link.kind == INVOICE else None
    if invoice is None or invoice.open_item is None:
        return None
    if not _ways_to_pay(invoice, Organization.current()).get("by_card"):
        raise Refusal(_("This invoice can't be paid by card right now."))
    return start_payment(
        customer=invoice.customer,
        asked=RequestedAmounts(payable_items={invoice.open_item.pk: invoice.open_item.open}),
        method=Payment.Method.CARD,
        by=None,
        key=key,
        back="billing:shared-payment-detail",
    )


def _pdf(link: SharedLink, seller: Organization) -> File | None:
    invoice = _invoice(link)
    if invoice is None:
        return None
    return File(pdf_of(invoice, seller=seller), f"{_('Invoice')}-{invoice.number}")


def _page(link: SharedLink) -> str:
    return reverse("billing:invoice-link-new", args=[link.number])


register_kind(INVOICE, Kind(gettext_lazy("Invoice"), _show, _pdf, _page))
