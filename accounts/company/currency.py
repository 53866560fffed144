"""Whether a customer's currency can still change. Rooms above say what holds it."""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Customer

# Each answers why the currency has to stay, in a sentence; empty where it does not.
_reasons: list[Callable[[Customer], str]] = []


def register_currency_reason(reason: Callable[[Customer], str]) -> None:
    """A room above tells what of its own is in the customer's currency."""
    _reasons.append(reason)


def why_currency_stays(customer: Customer) -> str:
    """The first reason, in a sentence; empty where the currency can change."""
    return next((why for reason in _reasons if (why := reason(customer))), "")
