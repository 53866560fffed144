"""What a customer would like to be different about an order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Address
from catalog.models.bounds import MAX_QUANTITY
from orders.changing.asking import Alteration
from orders.models import OrderLine, SalesOrder
from portal.kit.dates.fields import LAST_DAY
from portal.kit.money.format import quantity
from portal.kit.text.characters import validate_text
from portal.kit.web.forms import set_choices


class ChangeForm(forms.Form):
    """A quantity for each line that is still open, the day, the address, and why."""

    use_required_attribute = False
    cancels = forms.BooleanField(
        label=gettext_lazy("Cancel everything that hasn't been shipped"), required=False
    )
    wanted_on = forms.DateField(
        label=gettext_lazy("Wanted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ship_to = forms.ChoiceField(label=gettext_lazy("Ship to"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Why, or anything else"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_text],
    )

    def __init__(
        self, data: Any, *, order: SalesOrder, lines: Sequence[OrderLine], today: date
    ) -> None:
        super().__init__(data, initial={"wanted_on": order.wanted_on})
        self._order, self._today = order, today
        open_lines = [one for one in lines if one.open > 0]
        for line in open_lines:
            kept = line.ordered - line.cancelled
            self.fields[f"line-{line.pk}"] = forms.DecimalField(
                label=f"{line.name} {line.sku}",
                required=False,
                initial=kept.normalize() if kept % 1 else kept.quantize(Decimal(1)),
                min_value=Decimal(0),
                max_value=MAX_QUANTITY,
                decimal_places=3,
                help_text=_("%(quantity)s ordered") % {"quantity": quantity(kept)},
            )
        own = [name for name in self.fields if not name.startswith("line-")]
        self.order_fields([*(f"line-{one.pk}" for one in open_lines), *own])
        self._addresses = {
            str(one.pk): "\n".join(one.lines)
            for one in order.customer.addresses.filter(kind=Address.Kind.SHIPPING)
        }
        set_choices(
            self,
            "ship_to",
            [
                ("", _("As it is")),
                *((key, ", ".join(text.splitlines())) for key, text in self._addresses.items()),
            ],
        )
        if not self._addresses:
            del self.fields["ship_to"]
        self.fields["wanted_on"].widget.attrs["min"] = today.isoformat()

    def clean_wanted_on(self) -> date | None:
        day: date | None = self.cleaned_data["wanted_on"]
        if day in (None, self._order.wanted_on):
            return day
        if not self._today <= day <= LAST_DAY:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    @property
    def alteration(self) -> Alteration:
        """What was typed; an emptied quantity stays as it is."""
        given = self.cleaned_data
        return Alteration(
            cancels=given["cancels"],
            quantities={
                int(name.removeprefix("line-")): value
                for name, value in given.items()
                if name.startswith("line-") and value is not None
            },
            wanted_on=given["wanted_on"],
            ship_to=self._addresses.get(given.get("ship_to", ""), ""),
            note=given["note"],
        )
