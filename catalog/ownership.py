"""Which companies see the products and presentations that addresses name."""

from __future__ import annotations

from accounts.gate.ownership import register_shared
from accounts.models import Customer, Organization
from catalog.models import Presentation, Product
from catalog.visibility import assortments_of


def register_objects() -> None:
    """Called once, when the app is ready."""
    register_shared(sees_product, "product", "favourite")
    register_shared(sees_presentation, "presentation", "presentation-link")


def sees_product(slug: str, customer: Customer) -> bool:
    if "\x00" in slug:
        return False
    return bool(Product.objects.seen_in(assortments_of(customer)).filter(slug=slug).exists())


def sees_presentation(code: str, customer: Customer) -> bool:
    if "\x00" in code:
        return False
    today = Organization.current().today()
    return bool(Presentation.objects.for_customer(customer, day=today).filter(code=code).exists())
