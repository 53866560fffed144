"""What the catalogue answers for the rooms below."""

from accounts.company.currency import register_currency_reason
from accounts.diagnosis import register_product_rules
from catalog.diagnosis import rules_for_product
from catalog.ownership import register_objects
from catalog.pricing.currency import why_prices_hold_currency


def register() -> None:
    """Called once, when the app is ready."""
    register_objects()
    register_product_rules(rules_for_product)
    register_currency_reason(why_prices_hold_currency)
