"""Change requests: accepted as they are, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.staff import staff_user
from orders.changing.deciding import accept_change, refuse_change
from orders.changing.wording import what_is_asked
from orders.models import OrderChange
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues

State = OrderChange.State


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=gettext_lazy("The buyer reads it."),
    )


def _accept(request: HttpRequest, change: OrderChange, answers: Mapping[str, Any]) -> str:
    accept_change(change, by=staff_user(request))
    return _("Accepted. The order is changed and the buyer gets an email.")


def _refuse(request: HttpRequest, change: OrderChange, answers: Mapping[str, Any]) -> str:
    refuse_change(change, by=staff_user(request), reason=answers["reason"])
    return _("Refused. The buyer gets an email with your reason.")


def _waits(change: OrderChange) -> bool:
    return change.state == State.WAITING


@admin.register(OrderChange)
class OrderChangeAdmin(ReadOnly, ObjectActionsAdmin):
    list_display = ("order", "customer", "asked_at", "shown_asked", "state")
    list_select_related = ("order", "customer")
    list_filter = ("state",)
    search_fields = ("order__number", "customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Order, customer or account number")
    fields = ("order", "customer", "state", "asked_at", "asked_by", "shown_asked", "note",
              "decided_at", "decided_by", "reason")  # fmt: skip
    readonly_fields = ("shown_asked",)
    object_actions = (
        ObjectAction(
            name="accept",
            label=gettext_lazy("Accept and change the order"),
            run=_accept,
            offered=_waits,
            permission="orders.change_salesorder",
        ),
        ObjectAction(
            name="refuse",
            label=gettext_lazy("Refuse"),
            run=_refuse,
            offered=_waits,
            form=RefuseForm,
            is_undoing=True,
            permission="orders.change_salesorder",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("lines__line")

    @admin.display(description=gettext_lazy("what is asked"))
    def shown_asked(self, change: OrderChange) -> str:
        return " ".join(what_is_asked(change))

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        url = reverse("admin:orders_salesorder_change", args=[obj.order_id])
        return [Button(str(obj.order), url)]


def _waiting() -> QuerySet[Any]:
    return OrderChange.objects.filter(state=State.WAITING).order_by("pk")


register_queues(
    [
        Queue(
            label=gettext_lazy("order changes to decide"),
            permission="orders.change_salesorder",
            count=lambda: _waiting().count(),
            oldest=oldest(_waiting, "asked_at"),
            url=lambda: reverse("admin:orders_orderchange_changelist") + "?state__exact=waiting",
        )
    ]
)
