"""Staff send an issued document by email."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from billing.downloads.invoice_mail import addresses_for, ask_invoice
from billing.models import Invoice
from portal.kit.staff.actions import ObjectAction

MAX_ADDRESSES = 10


class AddressesField(forms.CharField):
    """Email addresses with commas between them; cleaned to a list, each once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("To"))
        kwargs.setdefault("help_text", gettext_lazy("Email addresses, separated by commas."))
        super().__init__(max_length=1000, **kwargs)

    def clean(self, value: Any) -> list[str]:
        text = super().clean(value)
        parts = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        found = list({part.lower(): part for part in parts}.values())
        for address in found:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” is not an email address.") % {"address": address}
                ) from None
        if not found and self.required:
            raise ValidationError(_("Enter at least one email address."))
        if len(found) > MAX_ADDRESSES:
            raise ValidationError(
                _("Enter at most %(count)s addresses.") % {"count": MAX_ADDRESSES}
            )
        return found


class SendForm(forms.Form):
    to = AddressesField()


def _send(_request: HttpRequest, invoice: Invoice, given: Mapping[str, Any]) -> str:
    ask_invoice(invoice, to=given["to"])
    return _("%(invoice)s is on its way to %(to)s.") % {
        "invoice": invoice,
        "to": ", ".join(given["to"]),
    }


def send_action() -> ObjectAction:
    """Sending an invoice with its PDF."""
    return ObjectAction(
        name="send",
        label=pgettext_lazy("act", "Send by email"),
        run=_send,
        offered=lambda invoice: not invoice.is_draft,
        form=SendForm,
        initial=lambda invoice: {"to": ", ".join(addresses_for(invoice.customer))},
        explanation=gettext_lazy("The invoice goes out with its PDF attached."),
        permission="billing.change_invoice",
    )
