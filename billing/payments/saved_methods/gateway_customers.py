"""A company's number at the gateway, on which its saved methods hang."""

from __future__ import annotations

import logging
from uuid import uuid4

from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.models import GatewayCustomer
from billing.payments.gateways.base import GatewayDown, GatewayRefused
from billing.payments.gateways.registry import card_gateway
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)


def gateway_customer(customer: Customer) -> str:
    """The number in the mode the portal runs in, asked for the first time it is needed.

    Not within a transaction. Raises Refusal when there was no answer, or none that helps.
    """
    known, _is_new = GatewayCustomer.objects.get_or_create(
        customer=customer,
        is_live_mode=card_gateway().is_live_mode(),
        defaults={
            "request": {
                "name": customer.name[:250],
                "metadata": {"account_number": customer.account_number},
            }
        },
    )
    if known.gateway_id:
        return known.gateway_id
    try:
        made = card_gateway().create_customer(known.request, key=known.key)
    except (GatewayDown, GatewayRefused) as error:
        # An error stays the answer under its key for a day. A number too many has nothing on it.
        GatewayCustomer.objects.filter(pk=known.pk, gateway_id=None).update(key=uuid4())
        logger.warning("No number at the gateway for customer %s: %s", customer.pk, error)
        sentence = _("The card processor isn't responding. Nothing was charged.")
        raise Refusal(sentence) from error
    # Who was first stays: the other's number has nothing on it.
    GatewayCustomer.objects.filter(pk=known.pk, gateway_id=None).update(gateway_id=made)
    known.refresh_from_db()
    return str(known.gateway_id)
