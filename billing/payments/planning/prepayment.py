"""How much may be paid in advance, with no document that asks for it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from billing.payments.gateways.registry import card_gateway
from portal.kit.money.format import written

# Far more than anybody pays in advance by themselves, and far less than a mistyped number.
MOST = Decimal(10_000_000)
# Of a currency whose worth is not known.
MAX_ELSEWHERE = MOST * 1000


def max_prepayment(currency: str) -> Decimal:
    """The most a customer may pay in advance at once, and may have announced: ten million euros
    or dollars, and about as much where the unit is worth less."""
    limits = card_gateway().limits(currency)
    return MOST * max(limits.smallest, Decimal(1)) if limits else MAX_ELSEWHERE


def too_much_prepaid(currency: str) -> str:
    """The sentence for somebody who wants to pay more."""
    sentence = _("You can pay at most %(most)s in advance. Contact us to pay more.")
    return sentence % {"most": written(max_prepayment(currency), currency)}
