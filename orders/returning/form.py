"""What a customer enters to send goods back: how much of each line, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orders.lines.quantities import quantity_of
from orders.models import OrderLine, ReturnLine
from orders.returning.asking import AskedLine
from portal.kit.money.format import quantity
from portal.kit.text.characters import validate_text

ZERO = Decimal(0)


class QuantityField(forms.CharField):
    """A quantity as people type it; nothing or zero is none of it."""

    def __init__(self, most: Decimal, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)
        self._most = most

    def clean(self, value: Any) -> Decimal:
        text = super().clean(value).strip()
        if not text.strip("0.,"):
            return ZERO
        found = quantity_of(text)
        if found is None:
            raise forms.ValidationError(_("Enter a quantity, such as 2 or 2.5."))
        if found > self._most:
            raise forms.ValidationError(
                _("You can return up to %(quantity)s.") % {"quantity": quantity(self._most)}
            )
        return found


class ReturnForm(forms.Form):
    """A quantity for each line of which something can be sent back, a reason and a note."""

    use_required_attribute = False
    reason = forms.ChoiceField(
        label=pgettext_lazy("return", "Why?"), choices=ReturnLine.Reason.choices
    )
    note = forms.CharField(
        label=gettext_lazy("Anything else we should know?"),
        max_length=2000,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        lines: Sequence[OrderLine],
        most: dict[int, Decimal],
    ) -> None:
        super().__init__(data)
        for line in lines:
            if line.pk in most:
                self.fields[_name(line)] = QuantityField(
                    most[line.pk],
                    label=f"{line.name} ({line.sku})",
                    help_text=_("Up to %(quantity)s") % {"quantity": quantity(most[line.pk])},
                )
        self.order_fields([name for name in self.fields if name.startswith("line-")])
        self._lines = [line for line in lines if line.pk in most]

    @property
    def wishes(self) -> dict[int, AskedLine]:
        """By line, what is wanted of it."""
        given = self.cleaned_data
        wanted = {line.pk: given[_name(line)] for line in self._lines}
        return {pk: AskedLine(number, given["reason"]) for pk, number in wanted.items() if number}


def _name(line: OrderLine) -> str:
    return f"line-{line.pk}"
