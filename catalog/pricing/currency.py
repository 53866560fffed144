"""Prices are in their customer's currency, so they hold it."""

from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import ContractPrice, PriceListAssignment


def why_prices_hold_currency(customer: Customer) -> str:
    """Why the customer's currency has to stay, in a sentence; empty where nothing holds it. Two
    statements at most."""
    if PriceListAssignment.objects.filter(customer=customer).exists():
        return _("Take this customer's price lists away first: they are in another currency.")
    if ContractPrice.objects.filter(customer=customer).exists():
        return _("This customer has contract prices, so the currency can't change.")
    return ""
