"""Adding a method on the gateway's page: first written down, then asked for, then believed only
as the gateway tells it. The return page, webhooks and the poller all converge."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from billing.ledger.posting import lock_account
from billing.models import MethodSetup, SavedMethod
from billing.payments.gateways.base import GatewayDown, GatewayRefused, GatewaySetup, GatewayStatus
from billing.payments.gateways.registry import card_gateway
from billing.payments.saved_methods.gateway_customers import gateway_customer
from billing.payments.saved_methods.methods import save_method
from portal.kit.messages.mail import absolute
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)
State = MethodSetup.State

KEY_LASTS = timedelta(hours=23)
POLL_DELAYS = (timedelta(minutes=5), timedelta(minutes=40), timedelta(hours=6), timedelta(days=1))


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
    lock_account(customer)
    known: MethodSetup | None = MethodSetup.objects.for_customer(customer).filter(pk=key).first()
    if known is not None:
        return known
    back = absolute(reverse("billing:method-setup-detail", args=[key]))
    setup: MethodSetup = MethodSetup.objects.create(
        id=key,
        customer=customer,
        kind=kind,
        started_by=by,
        is_live_mode=card_gateway().is_live_mode(),
        next_poll_at=timezone.now() + POLL_DELAYS[0],
        request=card_gateway().setup_request(
            setup_id=key, kind=kind, customer=gateway_id, back_url=back
        ),
    )
    return setup


def converge(setup: MethodSetup) -> MethodSetup:
    """Ask the gateway what is true and make it so here, once: the setup as it is then. Raises
    GatewayDown when there was no answer."""
    setup = MethodSetup.objects.get(pk=setup.pk)
    if setup.state != State.OPEN:
        return setup
    try:
        reported = _ask(setup)
    except GatewayRefused as refused:
        logger.warning("Setup %s is refused: %s", setup.pk, refused)
        return _move(setup.pk, None, _("The card processor did not accept this method."))
    return _move(setup.pk, reported, "")


def _ask(setup: MethodSetup) -> GatewaySetup | None:
    if setup.page_id:
        return card_gateway().fetch_setup(setup.page_id)
    if timezone.now() - setup.started_at < KEY_LASTS:
        return card_gateway().create_setup(setup.request, key=setup.pk)
    return None


@transaction.atomic
def _move(setup_id: UUID, reported: GatewaySetup | None, reason: str) -> MethodSetup:
    lock_account(MethodSetup.objects.select_related("customer").get(pk=setup_id).customer)
    setup = MethodSetup.objects.select_related("customer", "started_by").get(pk=setup_id)
    if setup.state != State.OPEN:
        return setup
    if reported is None:
        setup.state, setup.reason = State.ENDED, reason[:300]
    elif (reported.setup_id, reported.is_live_mode) != (str(setup.pk), setup.is_live_mode):
        logger.error("Setup %s does not agree with the gateway", setup.pk)
        setup.state, setup.reason = State.ENDED, _("It does not agree with the gateway.")
    else:
        setup.page_id = setup.page_id or reported.page_id
        setup.page_url = reported.page_url or setup.page_url
        if reported.status is GatewayStatus.PAID and reported.instrument is not None:
            setup.method = save_method(
                reported.instrument, customer=setup.customer, by=setup.started_by
            )
            setup.state = State.DONE if setup.method else State.ENDED
        elif reported.status is GatewayStatus.EXPIRED:
            setup.state = State.ENDED
    setup.save()
    return setup


def setups_about(object_id: str, setup_id: UUID | None) -> Sequence[MethodSetup]:
    """The setups an event of the gateway is about."""
    about = Q(page_id=object_id)
    if setup_id is not None:
        about |= Q(pk=setup_id)
    return list(MethodSetup.objects.filter(about))


def due_setups() -> Sequence[MethodSetup]:
    """Those to look at now, because a webhook may have been lost."""
    due = MethodSetup.objects.filter(state=State.OPEN, next_poll_at__lte=timezone.now())
    return list(due.order_by("next_poll_at")[:200])


def schedule_next_poll(setup: MethodSetup) -> None:
    """Set when the poller looks again."""
    wait = POLL_DELAYS[min(setup.poll_count, len(POLL_DELAYS) - 1)]
    MethodSetup.objects.filter(pk=setup.pk).update(
        poll_count=setup.poll_count + 1, next_poll_at=timezone.now() + wait
    )
