"""What staff are asked for when they ship an order or cancel lines of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.staff.forms import posting_day_field
from catalog.models.bounds import MAX_QUANTITY
from orders.models import OrderLine, SalesOrder
from orders.shipping.shipments import NewParcel
from portal.kit.money.format import quantity


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

    shipped_on = posting_day_field(gettext_lazy("Shipped on"))
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
