"""What only the lines of documents need."""

from django import template

from billing.forms import ListFilterForm
from billing.models import OpenItem
from billing.payments.gateways.bank_transfer import shown_iban

register = template.Library()


@register.filter
def company_in(item: OpenItem, form: ListFilterForm) -> str:
    """Whose the item is, among the companies that the list shows."""
    return form.company_of(item)


@register.filter
def iban(number: str) -> str:
    """An account number in groups of four."""
    return shown_iban(number)
