"""What every page of the shop asks first: who looks, and what they see."""

from __future__ import annotations

from accounts.access import CustomerRequest
from catalog.models import Presentation, ShopSettings
from catalog.showing.cards import Shopper

LONGEST = 100


def shopper_of(request: CustomerRequest, presentation: Presentation | None = None) -> Shopper:
    """One statement, for the settings."""
    today = request.organization.today()
    return Shopper(request.customer, today, ShopSettings.current(), presentation)


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
