"""Invoicing what was shipped. The invoices of a fully invoiced line come to its net exactly: the
last one carries what rounding left over, and none before it goes beyond, so that none is below
zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from billing.documents.invoices import issue_invoice
from billing.models import Invoice, InvoiceLine
from orders.models import OrderEvent, OrderInvoiceLine, OrderLine, SalesOrder
from orders.ordering.handling import close_if_done, locked, note
from portal.kit.money.currencies import quantise
from portal.kit.web.refusals import Refusal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Billed:
    """So much of a line on this invoice. `rounding` is what is missing to the line's net once all
    of it is invoiced, and at any time what would be too much."""

    line: OrderLine
    quantity: Decimal
    net: Decimal
    rounding: Decimal


@transaction.atomic
def invoice_shipped(order: SalesOrder, *, by: User) -> Invoice:
    """Issue an invoice of what was shipped and not invoiced yet. Raises Refusal where that is
    nothing. The credit limit is not asked: the goods have left."""
    order = locked(order)
    before = dict(
        OrderInvoiceLine.objects.filter(line__order=order).values_list("line").annotate(Sum("net"))
    )
    billed = [
        _billed(line, before.get(line.pk, ZERO), order.currency)
        for line in order.lines.all()
        if line.to_bill
    ]
    if not billed:
        raise Refusal(_("Nothing was shipped that is not invoiced."))
    invoice = Invoice.objects.create(
        customer=order.customer,
        currency=order.currency,
        po_number=order.po_number,
        order_reference=order.number,
    )
    InvoiceLine.objects.bulk_create(_lines(invoice, order, billed))
    invoice = issue_invoice(invoice, by=by)
    OrderInvoiceLine.objects.bulk_create(
        [
            OrderInvoiceLine(
                line=one.line,
                customer_id=order.customer_id,
                invoice=invoice,
                quantity=one.quantity,
                net=one.net + one.rounding,
            )
            for one in billed
        ]
    )
    note(order, OrderEvent.Kind.INVOICED, by=by, number=invoice.number or "")
    close_if_done(order, by=by)
    return invoice


def _billed(line: OrderLine, before: Decimal, currency: str) -> Billed:
    quantity = line.to_bill
    net = quantise(quantity * line.unit_price, currency)
    missing = line.net - before - net
    is_last = line.invoiced + quantity == line.ordered
    return Billed(line, quantity, net, missing if is_last else min(missing, ZERO))


def _lines(invoice: Invoice, order: SalesOrder, billed: list[Billed]) -> list[InvoiceLine]:
    lines = [
        InvoiceLine(
            invoice=invoice,
            sku=one.line.sku,
            description=one.line.name,
            quantity=one.quantity,
            unit_price=one.line.unit_price,
            tax_rate=one.line.tax_rate,
        )
        for one in billed
    ]
    lines += [
        InvoiceLine(
            invoice=invoice,
            description=_("Rounding of %(sku)s in %(order)s")
            % {"sku": one.line.sku, "order": order.number},
            quantity=Decimal(1) if one.rounding > 0 else Decimal(-1),
            unit_price=abs(one.rounding),
            tax_rate=one.line.tax_rate,
        )
        for one in billed
        if one.rounding
    ]
    for position, line in enumerate(lines, start=1):
        line.position = position
    return lines
