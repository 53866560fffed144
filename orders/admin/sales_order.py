"""The order desk: confirm, ship, invoice, hold, cancel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from catalog.models.bounds import MAX_QUANTITY
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
from orders.shipping.shipments import NewParcel, ship
from portal.kit.money.format import quantity, unit_price
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, TabularInline, amount_column, shown_amount
from portal.kit.staff.queues import Queue, register_queues
from portal.kit.web.refusals import Refusal

Status = SalesOrder.Status


class LineInline(ReadOnly, TabularInline):
    model = OrderLine
    extra = 0
    fields = ("sku", "name", "shown_ordered", "shown_shipped", "shown_cancelled", "shown_invoiced",
              "shown_price", "shown_net", "shown_tax")  # fmt: skip
    readonly_fields = fields[2:]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("order")

    @admin.display(description=gettext_lazy("unit price"))
    def shown_price(self, line: OrderLine) -> str:
        return unit_price(line.unit_price, line.order.currency)

    @admin.display(description=gettext_lazy("net"))
    def shown_net(self, line: OrderLine) -> SafeString:
        return shown_amount(line.net, line.order.currency)

    @admin.display(description=gettext_lazy("tax rate (%)"))
    def shown_tax(self, line: OrderLine) -> str:
        return quantity(line.tax_rate)

    @admin.display(description=gettext_lazy("ordered"))
    def shown_ordered(self, line: OrderLine) -> str:
        return quantity(line.ordered)

    @admin.display(description=gettext_lazy("shipped"))
    def shown_shipped(self, line: OrderLine) -> str:
        return quantity(line.shipped)

    @admin.display(description=gettext_lazy("cancelled"))
    def shown_cancelled(self, line: OrderLine) -> str:
        return quantity(line.cancelled)

    @admin.display(description=gettext_lazy("invoiced"))
    def shown_invoiced(self, line: OrderLine) -> str:
        return quantity(line.invoiced)


class EventInline(ReadOnly, TabularInline):
    model = OrderEvent
    extra = 0
    fields = readonly_fields = ("at", "kind", "by")


class QuantitiesForm(forms.Form):
    """A field for each open line, filled in with all of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._order: SalesOrder = self.initial["order"]
        own = list(self.fields)
        for line in self._order.lines.all():
            if line.open > 0:
                self.fields[f"line-{line.pk}"] = forms.DecimalField(
                    label=f"{line.sku} {line.name}",
                    required=False,
                    initial=self.quantity_at_first(line),
                    min_value=Decimal(0),
                    max_value=MAX_QUANTITY,
                    decimal_places=3,
                    help_text=_("%(quantity)s open") % {"quantity": quantity(line.open)},
                )
        self.order_fields([*(name for name in self.fields if name not in own), *own])

    def quantity_at_first(self, line: OrderLine) -> Decimal | None:
        return line.open.normalize() if line.open % 1 else line.open.quantize(Decimal(1))


def quantities_in(answers: Mapping[str, Any]) -> dict[int, Decimal]:
    """By line, without the empty ones."""
    return {
        int(name.removeprefix("line-")): value
        for name, value in answers.items()
        if name.startswith("line-") and value
    }


class ShipForm(QuantitiesForm):
    """What goes out today, in which parcels."""

    shipped_on = forms.DateField(
        label=gettext_lazy("Shipped on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    carrier = forms.CharField(label=gettext_lazy("Carrier"), max_length=60, required=False)
    parcels = forms.CharField(
        label=gettext_lazy("Parcels"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line: the tracking number, and a link that begins with https:// if there is one."
        ),
    )

    def clean_shipped_on(self) -> date:
        day: date = self.cleaned_data["shipped_on"]
        if day > Organization.current().today():
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return day

    def clean_parcels(self) -> list[NewParcel]:
        parcels = []
        for line in self.cleaned_data["parcels"].splitlines():
            number, _space, url = line.strip().partition(" ")
            url = url.strip()
            if url and not url.startswith("https://"):
                raise forms.ValidationError(_("A link begins with https://."))
            if number:
                parcels.append(NewParcel(number[:60], url))
        return parcels


class CancelRestForm(QuantitiesForm):
    """What will not be shipped, and why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def quantity_at_first(self, line: OrderLine) -> Decimal | None:
        return None


def _confirm(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    confirm_order(order, by=request.user)  # type: ignore[arg-type] # staff are users
    return _("Confirmed. The buyer gets an email.")


def _hold(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    hold_order(order, by=request.user)  # type: ignore[arg-type] # staff are users
    return _("On hold.")


def _release(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    release_order(order, by=request.user)  # type: ignore[arg-type] # staff are users
    return _("Released. It can be confirmed now.")


def _cancel(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    cancel_order(order, by=request.user)  # type: ignore[arg-type] # staff are users
    return _("Cancelled.")


def _cancel_rest(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    quantities = quantities_in(answers)
    if not quantities:
        raise Refusal(_("Enter how much is cancelled."))
    cancel_rest(order, quantities, by=request.user, reason=answers["reason"])  # type: ignore[arg-type] # staff
    return _("Cancelled in part.")


def _ship(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    shipment = ship(
        order,
        quantities_in(answers),
        shipped_on=answers["shipped_on"],
        carrier=answers["carrier"],
        parcels=answers["parcels"],
        by=request.user,  # type: ignore[arg-type] # staff are users
    )
    return _("%(shipment)s is on its way. The buyer gets an email.") % {"shipment": shipment}


def _invoice(request: HttpRequest, order: SalesOrder, answers: Mapping[str, Any]) -> str:
    invoice = invoice_shipped(order, by=request.user)  # type: ignore[arg-type] # staff are users
    return _("%(invoice)s has been issued.") % {"invoice": invoice}


def _is(*statuses: Status) -> Callable[[SalesOrder], bool]:
    return lambda order: order.status in statuses


def _has_open(order: SalesOrder) -> bool:
    return order.status == Status.CONFIRMED and any(one.open > 0 for one in order.lines.all())


class WaitsFor(admin.SimpleListFilter):
    title = gettext_lazy("waits for")
    parameter_name = "waits"
    NARROW: ClassVar[dict[str, Callable[[Any], Any]]] = {
        "confirm": lambda orders: orders.filter(status=Status.SUBMITTED),
        "release": lambda orders: orders.filter(status=Status.ON_HOLD),
        "ship": lambda orders: orders.to_ship(),
        "bill": lambda orders: orders.to_bill(),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("confirm", _("Confirmation")),
            ("release", _("Release from hold")),
            ("ship", _("Shipping")),
            ("bill", _("Invoicing")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        narrow = self.NARROW.get(self.value() or "")
        return narrow(queryset) if narrow else queryset


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
              "wanted_on", "ship_policy", "ship_to", "note", "shown_net", "shown_tax",
              "shown_total")  # fmt: skip
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


def _queue(what: str, label: Any) -> Queue:
    def waiting() -> QuerySet[Any]:
        found: QuerySet[Any] = WaitsFor.NARROW[what](SalesOrder.objects.order_by("pk"))
        return found

    return Queue(
        label=label,
        permission="orders.change_salesorder",
        count=lambda: waiting().count(),
        url=lambda: reverse("admin:orders_salesorder_changelist", query={"waits": what}),
        oldest=lambda: waiting().values_list("placed_at", flat=True).first(),
    )


register_queues(
    [
        _queue("confirm", gettext_lazy("orders to confirm")),
        _queue("release", gettext_lazy("orders on hold")),
        _queue("ship", gettext_lazy("orders to ship")),
        _queue("bill", gettext_lazy("orders to invoice")),
    ]
)
