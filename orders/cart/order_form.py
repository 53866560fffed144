"""What a buyer says about an order beside its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, Customer
from catalog.models import DeliveryWindow
from orders.models import SalesOrder
from portal.kit.dates.fields import LAST_DAY
from portal.kit.money.format import days_text
from portal.kit.text.characters import validate_text
from portal.kit.web.forms import set_choices


class OrderForm(forms.Form):
    po_number = forms.CharField(
        label=_("PO number"), max_length=100, required=False, validators=[validate_text]
    )
    cost_centre = forms.ChoiceField(label=_("Cost centre"), required=False)
    ship_to = forms.ChoiceField(label=_("Ship to"), required=False)
    window = forms.ChoiceField(
        label=_("Delivery window"),
        error_messages={
            "required": _("Choose a delivery window."),
            "invalid_choice": _("This delivery window has closed. Choose another."),
        },
    )
    wanted_on = forms.DateField(
        label=_("Wanted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ship_policy = forms.ChoiceField(
        label=_("If something isn't in stock"),
        choices=SalesOrder.ShipPolicy.choices,
        initial=SalesOrder.ShipPolicy.PARTIAL,
    )
    note = forms.CharField(
        label=_("Note for us"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_text],
    )

    def __init__(
        self,
        data: Any,
        *,
        customer: Customer,
        today: date,
        po_required: bool = False,
        windows: Sequence[DeliveryWindow] = (),
        cost_centres: Sequence[str] = (),
    ) -> None:
        """With `windows` one of them is chosen; without, a day may be wished for."""
        super().__init__(data)
        self._today = today
        self._addresses = {
            str(one.pk): one for one in customer.addresses.filter(kind=Address.Kind.SHIPPING)
        }
        set_choices(
            self, "ship_to", [(key, ", ".join(one.lines)) for key, one in self._addresses.items()]
        )
        if not self._addresses:
            del self.fields["ship_to"]
        self.fields["po_number"].required = po_required
        set_choices(
            self,
            "cost_centre",
            [
                ("", _("None")),
                *((one, one) for one in cost_centres),
            ],
        )
        if not cost_centres:
            del self.fields["cost_centre"]
        self._windows = {str(one.pk): one for one in windows}
        if windows:
            del self.fields["wanted_on"]
            set_choices(
                self,
                "window",
                [
                    (key, days_text(one.ships_from, one.ships_until))
                    for key, one in self._windows.items()
                ],
            )
        else:
            del self.fields["window"]
            self.fields["wanted_on"].widget.attrs["min"] = today.isoformat()

    def clean_wanted_on(self) -> date | None:
        day: date | None = self.cleaned_data["wanted_on"]
        if day is not None and not self._today <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    @property
    def chosen_window(self) -> DeliveryWindow | None:
        return self._windows.get(self.cleaned_data.get("window", ""))

    @property
    def ship_to_text(self) -> str:
        """The chosen address, line by line."""
        chosen = self._addresses.get(self.cleaned_data.get("ship_to", ""))
        return "\n".join(chosen.lines) if chosen else ""
