"""Signing up by oneself: ask, confirm the address, wait for staff."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.company.account_numbers import create_customer
from accounts.membership.people import join, new_person, person_with
from accounts.models import (
    AccessRequest,
    ContactPerson,
    Customer,
    Membership,
    Organization,
    Role,
    User,
)
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

SIGNER = TimestampSigner(salt="accounts.access-request")
CONFIRM_WITHIN = timedelta(days=3)


@transaction.atomic
def apply(*, name: str, email: str, company: str, message: str = "") -> None:
    """Answer somebody who asks for access: always with one mail to the address, and nothing
    that tells the asker whether the address is known.

    An unknown address gets a link that confirms it, a known one a word that it can sign in.
    """
    email = email.strip().lower()
    # Both ways do the same work, so that the time taken tells nothing either.
    known = person_with(email)
    access_request = AccessRequest.objects.create(
        name=name, email=email, company=company, message=message
    )
    confirming = reverse("accounts:confirmation-new", args=[SIGNER.sign(str(access_request.pk))])
    path = reverse("account_login") if known else confirming
    send_mail_to(
        email,
        "mail/accounts/access_request",
        {
            "organization": Organization.current(),
            "name": name,
            "is_known": known is not None,
            "url": absolute(path),
        },
    )


def find(token: str) -> AccessRequest | None:
    """The application this link confirms; None when it is old, used or was never sent."""
    try:
        pk = int(SIGNER.unsign(token, max_age=CONFIRM_WITHIN))
    except (BadSignature, ValueError):
        return None
    unconfirmed = AccessRequest.objects.filter(state=AccessRequest.State.UNCONFIRMED)
    return unconfirmed.filter(pk=pk).first()


@transaction.atomic
def confirm(access_request: AccessRequest, *, password: str) -> User:
    """The address is theirs: make the sign-in, which sees nothing yet, and put the application
    before staff. Raises Refusal when the address has a sign-in by now."""
    access_request = AccessRequest.objects.select_for_update().get(pk=access_request.pk)
    if access_request.state != AccessRequest.State.UNCONFIRMED or person_with(access_request.email):
        raise Refusal(_("This link has already been used. Sign in instead."))
    access_request.user = new_person(
        email=access_request.email, name=access_request.name, password=password
    )
    access_request.state = AccessRequest.State.AWAITING
    access_request.confirmed_at = timezone.now()
    access_request.save(update_fields=["user", "state", "confirmed_at"])
    record("access-request.confirmed", person=access_request.user, subject=access_request.company)
    return access_request.user


def proposed_customers(access_request: AccessRequest) -> list[Customer]:
    """Whom the applicant may belong to: customers that know exactly this address. An address of
    the same domain proves nothing."""
    email = access_request.email
    contacts = ContactPerson.objects.filter(email__iexact=email).values("customer")
    # Two statements: a single one with an "or" goes through every customer.
    own = Customer.objects.filter(email__iexact=email)[:10]
    known = [*own, *Customer.objects.filter(pk__in=contacts)[:10]]
    return list(dict.fromkeys(known))[:10]


@transaction.atomic
def approve(
    access_request: AccessRequest,
    *,
    decided_by: User,
    role: Role,
    customer: Customer | None = None,
    currency: str = "",
) -> Membership:
    """Join the person to `customer`, or to a new one named as they wrote it, and tell them.

    Raises Refusal unless it awaits approval.
    """
    access_request = _awaiting(access_request)
    if customer is None:
        customer = create_customer(
            name=access_request.company,
            email=access_request.email,
            currency=currency or Organization.current().currency,
        )
    access_request.customer = customer
    _decide(access_request, AccessRequest.State.APPROVED, decided_by)
    membership = join(_applicant(access_request), customer, role)
    _tell(access_request)
    return membership


@transaction.atomic
def decline(access_request: AccessRequest, *, decided_by: User, reason: str) -> AccessRequest:
    """Say no, with a reason the person reads. Raises Refusal unless it awaits approval."""
    access_request = _awaiting(access_request)
    access_request.reason = reason
    _decide(access_request, AccessRequest.State.DECLINED, decided_by)
    _tell(access_request)
    return access_request


def _awaiting(access_request: AccessRequest) -> AccessRequest:
    locked = AccessRequest.objects.select_for_update(of=("self",)).get(pk=access_request.pk)
    if locked.state != AccessRequest.State.AWAITING:
        raise Refusal(_("This request is not awaiting approval."))
    return locked


def _decide(access_request: AccessRequest, state: AccessRequest.State, decided_by: User) -> None:
    access_request.state = state
    access_request.decided_by = decided_by
    access_request.decided_at = timezone.now()
    access_request.save()
    record(
        f"access-request.{state}",
        customer=access_request.customer,
        person=access_request.user,
        subject=access_request.company,
        details={"reason": access_request.reason} if access_request.reason else None,
    )


def _applicant(access_request: AccessRequest) -> User:
    if access_request.user is None:
        raise Refusal(_("The email address was never confirmed."))
    return access_request.user


def _tell(access_request: AccessRequest) -> None:
    send_mail_to(
        access_request.email,
        "mail/accounts/access_request_decided",
        {
            "organization": Organization.current(),
            "access_request": access_request,
            "is_approved": access_request.state == AccessRequest.State.APPROVED,
            "url": absolute(reverse("front:profile-detail")),
        },
    )
