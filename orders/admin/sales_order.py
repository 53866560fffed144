"""The order desk: confirm, ship, invoice, hold, cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from accounts.staff import staff_user
from orders.admin.order_forms import CancelRestForm, ShipForm, quantities_in
from orders.admin.queues import WaitsFor
from orders.invoicing.invoicing import invoice_shipped
from orders.models import OrderEvent, OrderLine, SalesOrder
from orders.ordering.handling import (
    cancel_order,
    cancel_rest,
    confirm_order,
    hold_order,
    release_order,
)
from orders.progress import progress_of, status_of
from orders.shipping.shipments import ship
from portal.kit.money.format import unit_price
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import (
    ReadOnly,
    TabularInline,
    amount_column,
    quantity_column,
    shown_amount,
)
from portal.kit.web.refusals import Refusal

Status = SalesOrder.Status


class LineInline(ReadOnly, TabularInline):
    model = OrderLine
    extra = 0
    fields = ("sku", "name", "shown_ordered", "shown_shipped", "shown_cancelled", "shown_invoiced",
              "shown_price", "shown_net", "shown_tax")  # fmt: skip
    readonly_fields = fields[2:]
    shown_ordered = staticmethod(quantity_column("ordered", gettext_lazy("ordered")))
    shown_shipped = staticmethod(quantity_column("shipped", gettext_lazy("shipped")))
    shown_cancelled = staticmethod(quantity_column("cancelled", gettext_lazy("cancelled")))
    shown_invoiced = staticmethod(quantity_column("invoiced", gettext_lazy("invoiced")))
    shown_tax = staticmethod(quantity_column("tax_rate", gettext_lazy("tax rate (%)")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("order")

    @admin.display(description=gettext_lazy("unit price"))
    def shown_price(self, line: OrderLine) -> str:
        return unit_price(line.unit_price, line.order.currency)

    @admin.display(description=gettext_lazy("net"))
    def shown_net(self, line: OrderLine) -> SafeString:
        return shown_amount(line.net, line.order.currency)


class EventInline(ReadOnly, TabularInline):
    model = OrderEvent
    extra = 0
    fields = readonly_fields = ("at", "kind", "by")


def _confirm(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    confirm_order(order, by=staff_user(request))
    return _("Confirmed. The buyer gets an email.")


def _hold(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    hold_order(order, by=staff_user(request))
    return _("On hold.")


def _release(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    release_order(order, by=staff_user(request))
    return _("Released. It can be confirmed now.")


def _cancel(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    cancel_order(order, by=staff_user(request))
    return _("Cancelled.")


def _cancel_rest(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    quantities = quantities_in(answers)
    if not quantities:
        raise Refusal(_("Enter how much is cancelled."))
    cancel_rest(order, quantities, by=staff_user(request), reason=answers["reason"])
    return _("Cancelled in part.")


def _ship(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    shipment = ship(
        order,
        quantities_in(answers),
        shipped_on=answers["shipped_on"],
        carrier=answers["carrier"],
        parcels=answers["parcels"],
        by=staff_user(request),
    )
    return _("%(shipment)s is on its way. The buyer gets an email.") % {"shipment": shipment}


def _invoice(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    invoice = invoice_shipped(order, by=staff_user(request))
    return _("%(invoice)s has been issued.") % {"invoice": invoice}


def _is(*statuses: Status) -> Callable[[SalesOrder], bool]:
    return lambda order: order.status in statuses


def _has_open(order: SalesOrder) -> bool:
    return order.status == Status.CONFIRMED and any(one.open > 0 for one in order.lines.all())


@admin.register(SalesOrder)
class SalesOrderAdmin(ReadOnly, ObjectActionsAdmin):
    """What was ordered never changes; what comes of it is done by buttons."""

    list_display = (
        "number",
        "customer",
        "placed_on",
        "po_number",
        "shown_status",
        amount_column("total", gettext_lazy("total")),
    )
    list_select_related = ("customer",)
    list_filter = (WaitsFor, "status", "currency")
    search_fields = ("number", "po_number", "customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Number, PO number, customer or account number")
    fields = ("customer", "status", "hold_reason", "placed_on", "placed_by", "po_number",
              "wanted_on", "ships_from", "ships_until", "ship_policy", "ship_to", "note",
              "shown_net", "shown_tax", "shown_total")  # fmt: skip
    readonly_fields = ("shown_net", "shown_tax", "shown_total")
    shown_net = staticmethod(amount_column("net", gettext_lazy("net")))
    shown_tax = staticmethod(amount_column("tax", gettext_lazy("tax")))
    shown_total = staticmethod(amount_column("total", gettext_lazy("total")))
    inlines = (LineInline, EventInline)
    object_actions = (
        ObjectAction(
            name="confirm",
            label=gettext_lazy("Confirm"),
            run=_confirm,
            offered=_is(Status.SUBMITTED, Status.ON_HOLD),
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="ship",
            label=gettext_lazy("Ship"),
            run=_ship,
            offered=_has_open,
            form=ShipForm,
            initial=lambda order: {"order": order, "shipped_on": Organization.current().today()},
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="invoice",
            label=gettext_lazy("Invoice what was shipped"),
            run=_invoice,
            offered=lambda order: any(one.to_bill for one in order.lines.all()),
            permission="billing.add_invoice",
        ),
        ObjectAction(
            name="hold",
            label=gettext_lazy("Hold"),
            run=_hold,
            offered=_is(Status.SUBMITTED),
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="release",
            label=gettext_lazy("Release"),
            run=_release,
            offered=_is(Status.ON_HOLD),
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="cancel-rest",
            label=gettext_lazy("Cancel lines"),
            run=_cancel_rest,
            offered=_has_open,
            form=CancelRestForm,
            initial=lambda order: {"order": order},
            is_undoing=True,
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="cancel",
            label=gettext_lazy("Cancel the order"),
            run=_cancel,
            offered=_is(Status.SUBMITTED, Status.ON_HOLD, Status.CONFIRMED),
            is_undoing=True,
            permission="orders.change_salesorder",
        ),
    )

    @admin.display(description=gettext_lazy("status"))
    def shown_status(self, order: SalesOrder) -> str:
        return status_of(order, progress_of([order.pk])[order.pk]).label
