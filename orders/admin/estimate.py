"""Estimates: asked for by customers, answered with an offer; or made by staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organization
from orders.estimates.offering import OfferedLine, offer, withdraw_estimate
from orders.lines.quantities import quantity_of
from orders.models import Estimate, EstimateVersion
from portal.kit.dates.fields import DayField
from portal.kit.money.format import quantity
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, TabularInline
from portal.kit.staff.queues import Queue, oldest, register_queues
from portal.kit.web.refusals import Refusal

Status = Estimate.Status
DAYS_VALID = 30


class LinesField(forms.CharField):
    """A line each: SKU, quantity and, if it isn't the customer's own, the unit price."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Lines"),
            max_length=100_000,
            widget=forms.Textarea(attrs={"rows": 8, "cols": 60}),
            help_text=gettext_lazy(
                "One a line: SKU, quantity, unit price, such as “HV-MUG-090 24 5.30”. Without a "
                "price it's the customer's own."
            ),
        )

    def clean(self, value: Any) -> list[OfferedLine]:
        text = super().clean(value)
        lines, wrong = [], []
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                read = _offered(line.split())
                (lines.append(read) if read else wrong.append(number))
        if wrong:
            places = ", ".join(map(str, wrong[:10]))
            raise forms.ValidationError(
                _("Write SKU, quantity and price in line %(lines)s."), params={"lines": places}
            )
        return lines


def _offered(words: list[str]) -> OfferedLine | None:
    if not 2 <= len(words) <= 3:
        return None
    amount = quantity_of(words[1])
    try:
        price = Decimal(words[2].replace(",", ".")) if len(words) > 2 else None
    except InvalidOperation:
        return None
    if amount is None or (price is not None and not price.is_finite()):
        return None
    return OfferedLine(words[0], amount, price)


class OfferForm(forms.Form):
    lines = LinesField()
    valid_until = DayField(label=gettext_lazy("Valid until"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )


class NewEstimateForm(forms.ModelForm):
    """An offer that nobody asked for."""

    lines = LinesField()
    valid_until = DayField(label=gettext_lazy("Valid until"))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )

    class Meta:
        model = Estimate
        fields = ("customer",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "valid_until" in self.fields:
            self.fields["valid_until"].initial = _last_day()

    def clean(self) -> dict[str, Any]:
        """What would be refused is said beside what was typed; saving makes the offer."""
        values = super().clean() or {}
        if not self.errors:
            try:
                self.made = offer(
                    values["lines"],
                    customer=values["customer"],
                    by=self.by,
                    valid_until=values["valid_until"],
                    note=values["note"],
                )
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence) from refusal
        return values

    # Whoever fills it in; set by the page.
    by: Any = None
    made: Estimate | None = None


def _last_day() -> Any:
    return Organization.current().today() + timedelta(days=DAYS_VALID)


def _as_text(version: EstimateVersion | None) -> str:
    """The lines as the form reads them."""
    if version is None:
        return ""
    return "\n".join(
        f"{one.sku} {quantity(one.quantity).replace(',', '')} {one.unit_price.normalize():f}"
        for one in version.lines.all()
    )


def _send(request: HttpRequest, estimate: Estimate, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    offer(
        answers["lines"],
        customer=estimate.customer,
        by=by,
        valid_until=answers["valid_until"],
        note=answers["note"],
        estimate=estimate,
    )
    return _("Sent. The customer gets an email.")


def _withdraw(request: HttpRequest, estimate: Estimate, answers: Mapping[str, Any]) -> str:
    withdraw_estimate(estimate)
    return _("Withdrawn.")


class VersionInline(ReadOnly, TabularInline):
    model = EstimateVersion
    extra = 0
    fields = ("version", "is_offer", "valid_until", "total", "made_at", "made_by", "shown_lines")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("lines"))
    def shown_lines(self, version: EstimateVersion) -> str:
        return "; ".join(str(one) for one in version.lines.all()[:20])


@admin.register(Estimate)
class EstimateAdmin(ObjectActionsAdmin):
    """What customers ask for and what they were offered."""

    form = NewEstimateForm
    list_display = ("number", "customer", "status", "asked_at", "asked_by", "order")
    list_select_related = ("customer", "asked_by", "order")
    list_filter = ("status",)
    search_fields = ("number", "customer__name", "customer__account_number")
    autocomplete_fields = ("customer",)
    inlines = (VersionInline,)
    object_actions = (
        ObjectAction(
            name="offer",
            label=gettext_lazy("Send an offer"),
            run=_send,
            offered=lambda one: one.status in {Status.REQUESTED, Status.SENT, Status.DECLINED},
            form=OfferForm,
            initial=lambda one: {
                "lines": _as_text(one.versions.first()),
                "valid_until": _last_day(),
            },
        ),
        ObjectAction(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            run=_withdraw,
            offered=lambda one: one.status in {Status.REQUESTED, Status.SENT},
            is_undoing=True,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("customer", "lines", "valid_until", "note")
        return ("customer", "status", "asked_at", "asked_by", "request_note", "reason",
                "answered_at", "answered_by", "signed_name", "signed_sha256", "order")  # fmt: skip

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.by = request.user
        return form

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Estimate, form: Any, change: Any) -> None:
        """The offer was made when the form was found to be right."""
        obj.pk, obj.number = form.made.pk, form.made.number

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        if obj.order_id is None:
            return []
        url = reverse("admin:orders_salesorder_change", args=[obj.order_id])
        return [Button(str(obj.order), url)]


def _asked() -> QuerySet[Any]:
    return Estimate.objects.filter(status=Status.REQUESTED)


register_queues(
    [
        Queue(
            label=gettext_lazy("estimates to answer"),
            permission="orders.change_estimate",
            count=lambda: _asked().count(),
            oldest=oldest(_asked, "asked_at"),
            url=lambda: reverse("admin:orders_estimate_changelist") + "?status__exact=requested",
        )
    ]
)
