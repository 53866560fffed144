"""Crediting what came back and was invoiced. What a line was credited never goes beyond what it was
invoiced for, and comes to it exactly when all of it came back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import Approval, User
from billing.models import CreditNote, CreditNoteLine, Invoice
from billing.staff.approvals import issue_credit_note_or_ask
from orders.models import (
    OrderEvent,
    OrderInvoiceLine,
    OrderLine,
    Return,
    ReturnCredit,
    ReturnLine,
)
from orders.ordering.handling import close_if_done, note
from orders.returning.handling import locked_return
from portal.kit.money.currencies import quantise
from portal.kit.web.refusals import Refusal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Credited:
    """So much of a line on the credit note; `rounding` is what is missing to what all of it was
    invoiced for, once all of it came back."""

    wanted: ReturnLine
    quantity: Decimal
    net: Decimal
    rounding: Decimal


def to_credit(goods_return: Return) -> list[Credited]:
    """What of this return came back and was invoiced, and is not credited yet. Three statements."""
    lines = list(goods_return.lines.select_related("line").annotate(came=Sum("receipts__quantity")))
    credited = dict(
        ReturnCredit.objects.filter(return_line__in=lines)
        .values_list("return_line")
        .annotate(Sum("quantity"))
    )
    nets = _nets_of([one.line for one in lines])
    found = []
    for one in lines:
        left = (one.came or ZERO) - credited.get(one.pk, ZERO)
        quantity = min(left, one.line.to_credit)
        if quantity > 0:
            found.append(_credited(one, quantity, nets[one.line_id], goods_return.order.currency))
    return found


@transaction.atomic
def credit_return(goods_return: Return, *, by: User) -> CreditNote | Approval:
    """Credit what of this return came back and was invoiced: the issued credit note, or the request
    for a second person. Raises Refusal where that is nothing."""
    goods_return = locked_return(goods_return)
    found = to_credit(goods_return)
    if not found:
        raise Refusal(_("Nothing that came back was invoiced and is not credited."))
    order = goods_return.order
    draft = CreditNote.objects.create(
        customer=order.customer,
        currency=order.currency,
        invoice=_only_invoice([one.wanted.line for one in found]),
        reason=_("Return %(number)s of order %(order)s")
        % {"number": goods_return, "order": order.number},
    )
    CreditNoteLine.objects.bulk_create(_lines(draft, goods_return, found))
    ReturnCredit.objects.bulk_create(
        [
            ReturnCredit(
                return_line=one.wanted,
                customer_id=order.customer_id,
                credit_note=draft,
                quantity=one.quantity,
                net=one.net + one.rounding,
            )
            for one in found
        ]
    )
    issued = issue_credit_note_or_ask(draft, by=by)
    # What waits for a second person is not credited yet: customers read what was issued.
    if isinstance(issued, CreditNote):
        if goods_return.status == Return.Status.RECEIVED:
            goods_return.status = Return.Status.CREDITED
            goods_return.save(update_fields=["status"])
        note(order, OrderEvent.Kind.RETURN_CREDITED, by=by, number=goods_return.number)
    close_if_done(order, by=by)
    return issued


def _nets_of(lines: list[OrderLine]) -> dict[int, Decimal]:
    """What each line was invoiced for and not credited. Two statements."""
    invoiced = OrderInvoiceLine.objects.filter(line__in=lines).values_list("line")
    credited = ReturnCredit.objects.filter(return_line__line__in=lines)
    given = dict(credited.values_list("return_line__line").annotate(Sum("net")))
    charged = dict(invoiced.annotate(Sum("net")))
    return {one.pk: charged.get(one.pk, ZERO) - given.get(one.pk, ZERO) for one in lines}


def _credited(wanted: ReturnLine, quantity: Decimal, left: Decimal, currency: str) -> Credited:
    net = quantise(quantity * wanted.line.unit_price, currency)
    is_last = wanted.line.credited + quantity == wanted.line.invoiced
    rounding = left - net if is_last else min(left - net, ZERO)
    return Credited(wanted, quantity, net, rounding)


def _only_invoice(lines: list[OrderLine]) -> Invoice | None:
    """The invoice that all of these stand on, where it is one."""
    invoices = Invoice.objects.filter(
        pk__in=OrderInvoiceLine.objects.filter(line__in=lines).values("invoice")
    )
    found = list(invoices[:2])
    return found[0] if len(found) == 1 else None


def _lines(draft: CreditNote, goods_return: Return, found: list[Credited]) -> list[CreditNoteLine]:
    lines = [
        CreditNoteLine(
            credit_note=draft,
            sku=one.wanted.line.sku,
            description=one.wanted.line.name,
            quantity=one.quantity,
            unit_price=one.wanted.line.unit_price,
            tax_rate=one.wanted.line.tax_rate,
        )
        for one in found
    ]
    lines += [
        CreditNoteLine(
            credit_note=draft,
            description=_("Rounding of %(sku)s in %(order)s")
            % {"sku": one.wanted.line.sku, "order": goods_return.order.number},
            quantity=Decimal(1) if one.rounding > 0 else Decimal(-1),
            unit_price=abs(one.rounding),
            tax_rate=one.wanted.line.tax_rate,
        )
        for one in found
        if one.rounding
    ]
    for position, line in enumerate(lines, start=1):
        line.position = position
    return lines
