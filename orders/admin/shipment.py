from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from accounts.staff import staff_user
from billing.staff.forms import posting_day_field
from orders.models import Parcel, Shipment, ShipmentLine
from orders.shipping.shipments import mark_delivered
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, TabularInline


class DeliveredForm(forms.Form):
    delivered_on = posting_day_field(gettext_lazy("Delivered on"))
    signed_by = forms.CharField(label=gettext_lazy("Signed by"), max_length=100, required=False)


class LineInline(ReadOnly, TabularInline):
    model = ShipmentLine
    extra = 0
    fields = ("line", "quantity")


class ParcelInline(ReadOnly, TabularInline):
    model = Parcel
    extra = 0
    fields = readonly_fields = ("tracking_number", "url")


def _delivered(request: HttpRequest, shipment: Shipment, answers: Mapping[str, Any]) -> str:
    mark_delivered(shipment, by=staff_user(request), **answers)
    return _("Marked as delivered.")


@admin.register(Shipment)
class ShipmentAdmin(ReadOnly, ObjectActionsAdmin):
    """What has left, and whether it has arrived."""

    list_display = (
        "number",
        "customer",
        "order",
        "status",
        "shipped_on",
        "delivered_on",
        "carrier",
    )
    list_select_related = ("customer", "order")
    list_filter = ("status",)
    search_fields = ("number", "order__number", "customer__name", "parcels__tracking_number")
    search_help_text = gettext_lazy("Number, order, customer or tracking number")
    fields = ("customer", "order", "status", "carrier", "shipped_on", "delivered_on", "signed_by")
    inlines = (LineInline, ParcelInline)
    object_actions = (
        ObjectAction(
            name="delivered",
            label=gettext_lazy("Mark as delivered"),
            run=_delivered,
            offered=lambda shipment: shipment.status == Shipment.Status.SHIPPED,
            form=DeliveredForm,
            initial=lambda _: {"delivered_on": Organization.current().today()},
            permission="orders.change_shipment",
        ),
    )
