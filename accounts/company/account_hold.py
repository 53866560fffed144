"""Putting an account on hold and ending it. A hold stops ordering and nothing else.

What ends a hold by itself is billing's to know (`billing.holds`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Customer, Membership, Organization, Role
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

HOLD_ENDED = "hold.ended"
HOLD_BEGUN = "hold.begun"


@transaction.atomic
def set_hold(
    customer: Customer,
    *,
    reason: str,
    release: Customer.HoldRelease = Customer.HoldRelease.BY_STAFF,
) -> Customer:
    """Put the account on hold and tell its owners why, and where the way out is shown.

    On one that is on hold already the reason and the way out are brought up to date, silently.
    Raises Refusal without a reason, for a closed account, or where the hold is to end below a
    credit limit that is not set.
    """
    locked = _locked(customer)
    if locked.status == Customer.Status.CLOSED:
        raise Refusal(_("This account is closed."))
    if not reason.strip():
        raise Refusal(_("Enter the reason for the hold."))
    if release == Customer.HoldRelease.BELOW_LIMIT and locked.credit_limit is None:
        raise Refusal(_("Set a credit limit first, or choose another way to end the hold."))
    is_new = not locked.is_on_hold
    locked.status = Customer.Status.ON_HOLD
    locked.hold_reason, locked.hold_release = reason.strip(), release
    locked.save(update_fields=["status", "hold_reason", "hold_release"])
    if is_new:
        record(HOLD_BEGUN, customer=locked, subject=locked.name, details={"reason": reason})
        url = absolute(reverse("billing:hold-detail"))
        _tell_owners(locked, "mail/accounts/hold_begun", {"reason": reason, "url": url})
    customer.refresh_from_db()
    return customer


@transaction.atomic
def release_hold(
    customer: Customer, *, why: str, details: Mapping[str, object] | None = None
) -> bool:
    """End the hold, write it down and tell the company's owners; `why` is read by staff.

    Whether there was a hold to end: of several who end it at once exactly one did.
    """
    locked = _locked(customer)
    was_on_hold = locked.is_on_hold
    if was_on_hold:
        since, reason = locked.hold_since, locked.hold_reason
        locked.status, locked.hold_reason = Customer.Status.ACTIVE, ""
        locked.save(update_fields=["status", "hold_reason"])
        known = {"why": why, "reason": reason, "since": since.isoformat() if since else ""}
        record(
            HOLD_ENDED, customer=locked, subject=locked.name, details={**known, **(details or {})}
        )
        url = absolute(reverse("front:profile-detail"))
        _tell_owners(locked, "mail/accounts/hold_ended", {"url": url})
    customer.refresh_from_db()
    return was_on_hold


def _locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)


def _tell_owners(customer: Customer, template: str, context: Mapping[str, object]) -> None:
    owners = Membership.objects.filter(customer=customer, role=Role.OWNER, user__is_active=True)
    known = {
        "organization": Organization.current(),
        "customer": customer,
        **context,
    }
    for owner in owners.select_related("user"):
        send_mail_to(
            owner.user.email, template, {**known, "person": owner.user}, language=customer.language
        )
