"""The customer's answer: accepted once, declined with a reason, asked for anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from orders.estimates.offering import Status, locked, newest_offer
from orders.lines.checking import Wanted
from orders.models import Estimate, EstimateVersion
from orders.ordering.placing import AgreedLine, OrderRequest, place_agreed
from portal.kit.jobs.events import announce
from portal.kit.money.format import day_text
from portal.kit.web.refusals import Refusal


class OfferChanged(Refusal):
    """There is a newer version than the one that was looked at: show it."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the customer signs with: the version they saw, and their name as they typed it."""

    version: int
    signed_name: str
    po_number: str = ""
    ship_to: str = ""


@transaction.atomic
def accept_estimate(estimate: Estimate, acceptance: Acceptance, *, by: User) -> Estimate:
    """Make the order, once, at the prices of this version.

    The estimate is locked: of two colleagues one accepts, and the other is told who did. Raises
    OfferChanged for a version that is no longer the newest, Refusal for an offer that has ended or
    was answered, and what `place_agreed` raises.
    """
    estimate = locked(estimate)
    _require_sent(estimate)
    offer = newest_offer(estimate)
    today = Organization.current().today()
    if offer is None or offer.version != acceptance.version:
        raise OfferChanged(_("There is a newer version of this estimate. Please look at it first."))
    if has_ended(offer, today):
        raise Refusal(_("This offer has ended. Ask us to renew it."))
    if not acceptance.signed_name.strip():
        raise Refusal(_("Type your full name."))
    order = place_agreed(
        OrderRequest(
            customer=estimate.customer,
            placed_by=by,
            lines=[Wanted(one.variant_id, one.quantity) for one in offer.lines.all()],
            agreed="",
            key=estimate.key,
            po_number=acceptance.po_number,
            ship_to=acceptance.ship_to,
            note=_("Estimate %(number)s, version %(version)s")
            % {"number": estimate.number, "version": offer.version},
        ),
        _agreed(offer),
        today=today,
    )
    estimate.status, estimate.order = Status.ACCEPTED, order
    estimate.answered_at, estimate.answered_by = timezone.now(), by
    estimate.signed_name = " ".join(acceptance.signed_name.split())
    estimate.signed_sha256 = offer.pdf_sha256
    estimate.save()
    announce("orders.estimate-answered", estimate.pk)
    return estimate


@transaction.atomic
def decline_estimate(estimate: Estimate, *, reason: str, by: User) -> Estimate:
    """The customer does not want it. Raises Refusal without a reason, and where it was answered."""
    estimate = locked(estimate)
    _require_sent(estimate)
    if not reason.strip():
        raise Refusal(_("Say in a few words why, so that we can make a better offer."))
    estimate.status, estimate.reason = Status.DECLINED, reason.strip()
    estimate.answered_at, estimate.answered_by = timezone.now(), by
    estimate.save()
    announce("orders.estimate-answered", estimate.pk)
    return estimate


@transaction.atomic
def ask_to_renew(estimate: Estimate, *, by: User) -> Estimate:
    """An offer that has ended is asked for again; staff send a new version. Raises Refusal for one
    that can still be accepted, and where it was answered."""
    estimate = locked(estimate)
    _require_sent(estimate)
    offer = newest_offer(estimate)
    if offer is None or not has_ended(offer, Organization.current().today()):
        raise Refusal(_("This offer can still be accepted."))
    estimate.status = Status.REQUESTED
    estimate.request_note = _("%(person)s asks to renew the offer that ended on %(day)s.") % {
        "person": by,
        "day": day_text(offer.valid_until),
    }
    estimate.save(update_fields=["status", "request_note"])
    announce("orders.estimate-requested", estimate.pk)
    return estimate


def has_ended(offer: EstimateVersion, today: date) -> bool:
    """An offer holds to the end of its last day, as the seller's clock says."""
    return offer.valid_until is not None and offer.valid_until < today


def _require_sent(estimate: Estimate) -> None:
    if estimate.status == Status.ACCEPTED:
        raise Refusal(
            _("%(person)s has accepted this estimate already. See order %(order)s.")
            % {"person": estimate.answered_by, "order": estimate.order}
        )
    if estimate.status != Status.SENT:
        raise Refusal(_("This estimate is not waiting for an answer."))


def _agreed(offer: EstimateVersion) -> list[AgreedLine]:
    return [
        AgreedLine(
            variant_id=one.variant_id,
            sku=one.sku,
            name=one.name,
            unit=one.unit,
            quantity=one.quantity,
            unit_price=one.unit_price,
            net=one.net,
            tax_rate=one.tax_rate,
            why={"source": "estimate", "name": offer.estimate.number},
        )
        for one in offer.lines.all()
    ]
