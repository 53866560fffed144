"""What only the lines of documents need."""

from django import template

from billing.payments.gateways.bank_transfer import shown_iban

register = template.Library()


@register.filter
def iban(number: str) -> str:
    """An account number in groups of four."""
    return shown_iban(number)
