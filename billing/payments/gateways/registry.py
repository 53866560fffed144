"""Which gateway takes cards and bank debits here. Everything else asks by the protocol."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from billing.payments.gateways.base import CardGateway


def card_gateway() -> CardGateway:
    """The gateway that `settings.CARD_GATEWAY` names by its dotted path."""
    return _made(settings.CARD_GATEWAY)


@lru_cache(maxsize=4)
def _made(path: str) -> CardGateway:
    return cast("CardGateway", import_string(path)())
