"""What the catalogue answers for the rooms below."""

from accounts.diagnosis import register_product_rules
from catalog.diagnosis import rules_for_product
from catalog.ownership import register_objects


def register() -> None:
    """Called once, when the app is ready."""
    register_objects()
    register_product_rules(rules_for_product)
