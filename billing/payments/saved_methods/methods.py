"""The cards and bank accounts a company keeps to pay with again."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization, User
from billing.ledger.posting import lock_account
from billing.models import GatewayCustomer, SavedMethod
from billing.payments.gateways.base import GatewayDown, GatewayRefused, PaymentInstrument
from billing.payments.gateways.registry import card_gateway
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)


def methods_of(customer: Customer) -> QuerySet[SavedMethod]:
    """The company's methods in the mode the portal runs in, the default first, then the newest."""
    methods: QuerySet[SavedMethod] = SavedMethod.objects.for_customer(customer).filter(
        removed_at=None, is_live_mode=card_gateway().is_live_mode()
    )
    return methods.select_related("added_by")


def usable_methods(customer: Customer, *, today: date) -> list[SavedMethod]:
    """Those that can be charged. One statement, and none where nothing can be charged at all."""
    if not card_gateway().is_on():
        return []
    return [method for method in methods_of(customer) if not method.is_expired(today)]


def default_method(customer: Customer, *, today: date) -> SavedMethod | None:
    """The default, where it can be charged."""
    return next((one for one in usable_methods(customer, today=today) if one.is_default), None)


def require_usable(method: SavedMethod, *, customer: Customer) -> SavedMethod:
    """The method as it is now, for one that is about to be charged. Raises Refusal when it
    cannot be."""
    today = Organization.current().today()
    for usable in usable_methods(customer, today=today):
        if usable.pk == method.pk:
            return usable
    raise Refusal(_("This payment method can no longer be used. Choose another."))


@transaction.atomic
def save_method(
    instrument: PaymentInstrument, *, customer: Customer, by: User | None
) -> SavedMethod | None:
    """Save what the gateway keeps for the company; the first is the default.

    Kept again it is the same method. The same card under another of the gateway's numbers takes
    the place of the former, which is removed. None when it hangs on another's number there.
    """
    lock_account(customer)
    is_live_mode = card_gateway().is_live_mode()
    if not GatewayCustomer.objects.filter(
        customer=customer, is_live_mode=is_live_mode, gateway_id=instrument.gateway_customer_id
    ).exists():
        logger.error("%s is not kept for customer %s", instrument.gateway_id, customer.pk)
        return None
    known: SavedMethod | None = SavedMethod.objects.filter(gateway_id=instrument.gateway_id).first()
    if known is not None:
        return known
    same = methods_of(customer).filter(kind=instrument.kind, fingerprint=instrument.fingerprint)
    former = list(same.exclude(fingerprint=""))
    is_default = any(one.is_default for one in former) or not (
        methods_of(customer).filter(is_default=True).exists()
    )
    for one in former:
        _take_away(one, by)
    method: SavedMethod = SavedMethod.objects.create(
        customer=customer,
        is_live_mode=is_live_mode,
        gateway_id=instrument.gateway_id,
        gateway_customer_id=instrument.gateway_customer_id,
        fingerprint=instrument.fingerprint,
        kind=instrument.kind,
        label=instrument.label[:80],
        expires_on=instrument.expires_on,
        added_by=by,
        is_default=is_default,
    )
    return method


@transaction.atomic
def make_default(method: SavedMethod) -> None:
    """Charge this one unless another is chosen. Raises Refusal when it is there no more."""
    lock_account(method.customer)
    if not methods_of(method.customer).filter(pk=method.pk).exists():
        raise Refusal(_("This payment method has been removed."))
    methods_of(method.customer).filter(is_default=True).exclude(pk=method.pk).update(
        is_default=False
    )
    SavedMethod.objects.filter(pk=method.pk).update(is_default=True)


def remove(method: SavedMethod, *, by: User) -> None:
    """Pay with it no more: it is gone here at once, and the gateway is told to forget it, now or
    when it answers again."""
    with transaction.atomic():
        lock_account(method.customer)
        _take_away(SavedMethod.objects.get(pk=method.pk), by)
    detach_at_gateway(method)


def _take_away(method: SavedMethod, by: User | None) -> None:
    if method.removed_at is None:
        SavedMethod.objects.filter(pk=method.pk).update(
            is_default=False, removed_at=timezone.now(), removed_by=by
        )


def to_detach() -> QuerySet[SavedMethod]:
    """Removed here and perhaps not forgotten at the gateway, in the mode the portal runs in."""
    return SavedMethod.objects.filter(
        removed_at__isnull=False, detached_at=None, is_live_mode=card_gateway().is_live_mode()
    )


def detach_at_gateway(method: SavedMethod) -> bool:
    """Tell the gateway; False when it did not answer or will not just now."""
    try:
        card_gateway().detach(method.gateway_id)
    except (GatewayDown, GatewayRefused) as error:
        logger.warning("The gateway has not forgotten method %s: %s", method.pk, error)
        return False
    SavedMethod.objects.filter(pk=method.pk).update(detached_at=timezone.now())
    return True


def refresh(gateway_id: str) -> None:
    """Take over what has changed at the gateway: a new expiry of a replaced card, or that it is
    kept no more. Raises GatewayDown when there was no answer."""
    method = SavedMethod.objects.filter(
        gateway_id=gateway_id, removed_at=None, is_live_mode=card_gateway().is_live_mode()
    ).first()
    if method is None:
        return
    instrument = card_gateway().fetch_method(gateway_id)
    with transaction.atomic():
        lock_account(method.customer)
        if instrument is None or instrument.gateway_customer_id != method.gateway_customer_id:
            _take_away(method, None)
            SavedMethod.objects.filter(pk=method.pk).update(detached_at=timezone.now())
        else:
            SavedMethod.objects.filter(pk=method.pk).update(
                label=instrument.label[:80],
                expires_on=instrument.expires_on,
                fingerprint=instrument.fingerprint,
            )
