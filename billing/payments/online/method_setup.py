"""Adding a method on the gateway's page (`operation.py` says how)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from billing.models import MethodSetup, SavedMethod
from billing.payments.gateways.base import GatewayDown, GatewayRefused, GatewaySetup, GatewayStatus
from billing.payments.gateways.registry import card_gateway
from billing.payments.online.operation import KEY_LASTS, POLL_DELAYS, Operation
from billing.payments.saved_methods.gateway_customers import gateway_customer
from billing.payments.saved_methods.methods import save_method
from portal.kit.messages.mail import absolute
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)
State = MethodSetup.State


def start_setup(*, customer: Customer, kind: SavedMethod.Kind, by: User, key: UUID) -> MethodSetup:
    """Begin adding a method, and open the gateway's page for it (`setup.page_url`).

    The same `key` is the same setup. Raises Refusal when the gateway will not, or does not
    answer: nothing is lost then.
    """
    setup = _create_setup(customer, kind, by, key, gateway_customer(customer))
    try:
        return converge(setup)
    except GatewayDown as down:
        sentence = _("The card processor isn't responding. Please try again.")
        raise Refusal(sentence) from down


@transaction.atomic
def _create_setup(
    customer: Customer, kind: SavedMethod.Kind, by: User, key: UUID, gateway_id: str
) -> MethodSetup:
    if known := setups.known(key, customer):
        return known
    back_url = absolute(reverse("billing:method-setup-detail", args=[key]))
    return MethodSetup.objects.create(
        id=key,
        customer=customer,
        kind=kind,
        started_by=by,
        is_live_mode=card_gateway().is_live_mode(),
        next_poll_at=timezone.now() + POLL_DELAYS[0],
        request=card_gateway().setup_request(
            setup_id=key, kind=kind, customer=gateway_id, back_url=back_url
        ),
    )


class SetupOperation(Operation[MethodSetup, GatewaySetup]):
    model = MethodSetup
    related = ("customer", "started_by")
    waiting = MethodSetup.LIVE

    def ask(self, row: MethodSetup) -> GatewaySetup | None:
        if row.page_id:
            return card_gateway().fetch_setup(row.page_id)
        if timezone.now() - row.started_at < KEY_LASTS:
            return card_gateway().create_setup(row.request, key=row.pk)
        return None

    def end(self, row: MethodSetup, refused: GatewayRefused | None) -> MethodSetup:
        return _ended(row, _("The card processor did not accept this method.") if refused else "")

    def apply(self, row: MethodSetup, reported: GatewaySetup) -> MethodSetup:
        if not row.is_live:
            return row
        if (reported.setup_id, reported.is_live_mode) != (str(row.pk), row.is_live_mode):
            logger.error("Setup %s does not agree with the gateway", row.pk)
            return _ended(row, _("It does not agree with the gateway."))
        row.page_id = row.page_id or reported.page_id
        row.page_url = reported.page_url or row.page_url
        if reported.status is GatewayStatus.PAID and reported.instrument is not None:
            row.method = save_method(reported.instrument, customer=row.customer, by=row.started_by)
            row.state = State.DONE if row.method else State.ENDED
        elif reported.status is GatewayStatus.EXPIRED:
            row.state = State.ENDED
        row.save()
        return row


def _ended(row: MethodSetup, reason: str) -> MethodSetup:
    row.state, row.reason = State.ENDED, reason
    row.save()
    return row


setups = SetupOperation()
converge = setups.converge


def setups_about(object_id: str, setup_id: UUID | None) -> Sequence[MethodSetup]:
    """The setups an event of the gateway is about."""
    about = Q(page_id=object_id)
    if setup_id is not None:
        about |= Q(pk=setup_id)
    return list(MethodSetup.objects.filter(about))
