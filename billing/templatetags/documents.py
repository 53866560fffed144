"""What only the lines of documents need."""

from dataclasses import replace
from decimal import Decimal

from django import template
from django.utils.translation import get_language

from billing.forms import ListFilterForm
from billing.models import OpenItem
from billing.payments.gateways.bank_transfer import shown_iban
from portal.kit.templatetags.money import style_for

register = template.Library()


@register.filter
def company_in(item: OpenItem, form: ListFilterForm) -> str:
    """Whose the item is, among the companies that the list shows."""
    return form.company_of(item)


@register.filter
def iban(number: str) -> str:
    """An account number in groups of four."""
    return shown_iban(number)


@register.filter
def unit_price(price: Decimal, currency: str) -> str:
    """A price with the decimals it has, never fewer than the currency's: 0.0125 stays that."""
    style = style_for(get_language(), currency)
    written = f"{price.normalize():f}"
    decimals = len(written.partition(".")[2])
    return replace(style, decimals=max(style.decimals, decimals)).write(price)
