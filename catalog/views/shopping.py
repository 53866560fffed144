"""What every page of the shop asks first: who looks, and what they see."""

from __future__ import annotations

from django.http import Http404

from accounts.access import CustomerRequest, Verb, allows
from catalog.models import Presentation, ShopSettings
from catalog.showing.cards import Shopper
from catalog.showing.cart_summary import CartSummary, cart_summary

LONGEST = 100


def shopper_of(request: CustomerRequest, presentation: Presentation | None = None) -> Shopper:
    """One statement, for the settings."""
    today = request.organization.today()
    return Shopper(request.customer, today, ShopSettings.current(), presentation)


def presentation_of(request: CustomerRequest, code: str) -> Presentation | None:
    """The presentation of this code, if this customer sees it; its prices then hold. One
    statement at most."""
    code = code.replace("\x00", "").strip()[:LONGEST]
    if not code:
        return None
    today = request.organization.today()
    seen = Presentation.objects.for_customer(request.customer, day=today).shown()
    found: Presentation | None = seen.filter(code=code).first()
    return found


def find_presentation(request: CustomerRequest, code: str) -> Presentation:
    """The presentation of this code; 404 for one that this customer does not have."""
    today = request.organization.today()
    seen = Presentation.objects.for_customer(request.customer, day=today)
    related = seen.select_related("cover", "rep", "price_list")
    found: Presentation | None = related.filter(code=code).first() if "\x00" not in code else None
    if found is None:
        raise Http404
    return found


def summary_for(
    request: CustomerRequest, presentation: Presentation | None = None
) -> CartSummary | None:
    """This person's cart in a line; None for those who may not order."""
    if not allows(request.membership, Verb.ORDER, request.customer):
        return None
    today = request.organization.today()
    return cart_summary(request.customer, request.user, presentation, today=today)


def text_of(request: CustomerRequest, name: str = "q") -> str:
    """What was typed, as far as anybody means it."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST]


def number_of(request: CustomerRequest, name: str, *, most: int = 10_000) -> int:
    """A whole number from 1; 1 for anything else."""
    asked = request.GET.get(name, "")
    return (
        min(max(int(asked), 1), most)
        if asked.isascii() and asked.isdecimal() and len(asked) < 9
        else 1
    )
