"""Returns: authorise, refuse, receive, credit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Approval
from accounts.staff import staff_user
from catalog.models.bounds import MAX_QUANTITY
from orders.admin.order_forms import quantities_in
from orders.models import Return, ReturnLine
from orders.returning.crediting import credit_return, to_credit
from orders.returning.handling import (
    authorise_return,
    receive_return,
    received_of,
    refuse_return,
)
from portal.kit.money.format import quantity
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, TabularInline, quantity_column
from portal.kit.staff.queues import Queue, register_queues

Status = Return.Status


class LineInline(ReadOnly, TabularInline):
    model = ReturnLine
    extra = 0
    fields = ("sku", "name", "reason", "shown_quantity")
    readonly_fields = ("sku", "name", "shown_quantity")
    shown_quantity = staticmethod(quantity_column("quantity", gettext_lazy("quantity")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("line")

    @admin.display(description="SKU")
    def sku(self, one: ReturnLine) -> str:
        return one.line.sku

    @admin.display(description=gettext_lazy("name"))
    def name(self, one: ReturnLine) -> str:
        return one.line.name


class AuthoriseForm(forms.Form):
    """Where to send the goods, and what else to know."""

    answer = forms.CharField(
        label=gettext_lazy("Instructions for the customer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Such as the address to send it to. It is printed on the slip."),
    )


class RefuseForm(forms.Form):
    """Why it is not taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The customer reads it."),
    )


class ReceiveForm(forms.Form):
    """How much of each line has arrived: at first all that has not."""

    is_all = forms.BooleanField(label=gettext_lazy("Nothing more is expected"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goods_return: Return = self.initial["goods_return"]
        came = received_of(goods_return)
        for one in goods_return.lines.select_related("line"):
            left = one.quantity - came[one.pk]
            if left > 0:
                self.fields[f"line-{one.pk}"] = forms.DecimalField(
                    label=f"{one.line.sku} {one.line.name}",
                    required=False,
                    initial=left.normalize() if left % 1 else left.quantize(Decimal(1)),
                    min_value=Decimal(0),
                    max_value=MAX_QUANTITY,
                    decimal_places=3,
                    help_text=_("%(quantity)s to come") % {"quantity": quantity(left)},
                )
        self.order_fields([name for name in self.fields if name != "is_all"])


def _authorise(request: HttpRequest, one: Return, answers: Mapping[str, Any]) -> str:
    authorise_return(one, by=staff_user(request), answer=answers["answer"])
    return _("Authorised. The customer gets an email.")


def _refuse(request: HttpRequest, one: Return, answers: Mapping[str, Any]) -> str:
    refuse_return(one, by=staff_user(request), reason=answers["reason"])
    return _("Refused. The customer gets an email.")


def _receive(request: HttpRequest, one: Return, answers: Mapping[str, Any]) -> str:
    receive_return(
        one,
        quantities_in(answers),
        is_all=answers["is_all"],
        by=staff_user(request),
    )
    return _("Received.")


def _credit(request: HttpRequest, one: Return, answers: Mapping[str, Any]) -> str:
    issued = credit_return(one, by=staff_user(request))
    if isinstance(issued, Approval):
        return _("The credit note waits for a second person's approval.")
    return _("%(note)s has been issued.") % {"note": issued}


def _can_credit(one: Return) -> bool:
    return one.status in {Status.AUTHORISED, Status.RECEIVED, Status.CREDITED} and bool(
        to_credit(one)
    )


@admin.register(Return)
class ReturnAdmin(ReadOnly, ObjectActionsAdmin):
    """What was asked for never changes; what comes of it is done by buttons."""

    list_display = ("number", "customer", "order", "status", "asked_at")
    list_select_related = ("customer", "order")
    list_filter = ("status",)
    search_fields = ("number", "order__number", "customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Number, order, customer or account number")
    fields = ("customer", "order", "status", "asked_at", "asked_by", "note", "answer")
    inlines = (LineInline,)
    object_actions = (
        ObjectAction(
            name="authorise",
            label=gettext_lazy("Authorise"),
            run=_authorise,
            offered=lambda one: one.status == Status.ASKED,
            form=AuthoriseForm,
            permission="orders.change_return",
        ),
        ObjectAction(
            name="receive",
            label=gettext_lazy("Receive"),
            run=_receive,
            offered=lambda one: one.status == Status.AUTHORISED,
            form=ReceiveForm,
            initial=lambda one: {"goods_return": one},
            permission="orders.change_return",
        ),
        ObjectAction(
            name="credit",
            label=gettext_lazy("Credit what came back"),
            run=_credit,
            offered=_can_credit,
            permission="billing.add_creditnote",
        ),
        ObjectAction(
            name="refuse",
            label=gettext_lazy("Refuse"),
            run=_refuse,
            offered=lambda one: one.status in Return.OPEN,
            form=RefuseForm,
            is_undoing=True,
            permission="orders.change_return",
        ),
    )


# Of which something came back that was invoiced, and stands on no credit note.
TO_CREDIT = Q(
    lines__line__shipped__lt=F("lines__line__returned")
    + F("lines__line__invoiced")
    - F("lines__line__credited")
)


def _queue(status: Status, label: Any, narrow: Q | None = None) -> Queue:
    def waiting() -> QuerySet[Return]:
        return Return.objects.filter(narrow or Q(), status=status).distinct().order_by("pk")

    return Queue(
        label=label,
        permission="orders.change_return",
        count=lambda: waiting().count(),
        url=lambda: reverse("admin:orders_return_changelist", query={"status__exact": status}),
        oldest=lambda: waiting().values_list("asked_at", flat=True).first(),
    )


register_queues(
    [
        _queue(Status.ASKED, gettext_lazy("returns to answer")),
        _queue(Status.AUTHORISED, gettext_lazy("returns on their way")),
        _queue(Status.RECEIVED, gettext_lazy("returns to credit"), TO_CREDIT),
    ]
)
