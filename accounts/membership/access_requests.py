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
    Application,
    ContactPerson,
    Customer,
    Membership,
    Organization,
    Role,
    User,
)
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

SIGNER = TimestampSigner(salt="accounts.application")
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
    application = Application.objects.create(
        name=name, email=email, company=company, message=message
    )
    confirming = reverse("accounts:confirmation-new", args=[SIGNER.sign(str(application.pk))])
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


def find(token: str) -> Application | None:
    """The application this link confirms; None when it is old, used or was never sent."""
    try:
        pk = int(SIGNER.unsign(token, max_age=CONFIRM_WITHIN))
    except (BadSignature, ValueError):
        return None
    unconfirmed = Application.objects.filter(state=Application.State.UNCONFIRMED)
    return unconfirmed.filter(pk=pk).first()


@transaction.atomic
def confirm(application: Application, *, password: str) -> User:
    """The address is theirs: make the sign-in, which sees nothing yet, and put the application
    before staff. Raises Refusal when the address has a sign-in by now."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state != Application.State.UNCONFIRMED or person_with(application.email):
        raise Refusal(_("This link has already been used. Sign in instead."))
    application.user = new_person(email=application.email, name=application.name, password=password)
    application.state = Application.State.AWAITING
    application.confirmed_at = timezone.now()
    application.save(update_fields=["user", "state", "confirmed_at"])
    record("application.confirmed", person=application.user, subject=application.company)
    return application.user


def proposed_customers(application: Application) -> list[Customer]:
    """Whom the applicant may belong to: customers that know exactly this address. An address of
    the same domain proves nothing."""
    email = application.email
    contacts = ContactPerson.objects.filter(email__iexact=email).values("customer")
    # Two statements: a single one with an "or" goes through every customer.
    own = Customer.objects.filter(email__iexact=email)[:10]
    known = [*own, *Customer.objects.filter(pk__in=contacts)[:10]]
    return list(dict.fromkeys(known))[:10]


@transaction.atomic
def approve(
    application: Application,
    *,
    decided_by: User,
    role: Role,
    customer: Customer | None = None,
    currency: str = "",
) -> Membership:
    """Join the person to `customer`, or to a new one named as they wrote it, and tell them.

    Raises Refusal unless it awaits approval.
    """
    application = _awaiting(application)
    if customer is None:
        customer = create_customer(
            name=application.company,
            email=application.email,
            currency=currency or Organization.current().currency,
        )
    application.customer = customer
    _decide(application, Application.State.APPROVED, decided_by)
    membership = join(_applicant(application), customer, role)
    _tell(application)
    return membership


@transaction.atomic
def decline(application: Application, *, decided_by: User, reason: str) -> Application:
    """Say no, with a reason the person reads. Raises Refusal unless it awaits approval."""
    application = _awaiting(application)
    application.reason = reason
    _decide(application, Application.State.DECLINED, decided_by)
    _tell(application)
    return application


def _awaiting(application: Application) -> Application:
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != Application.State.AWAITING:
        raise Refusal(_("This request is not awaiting approval."))
    return locked


def _decide(application: Application, state: Application.State, decided_by: User) -> None:
    application.state = state
    application.decided_by = decided_by
    application.decided_at = timezone.now()
    application.save()
    record(
        f"application.{state}",
        customer=application.customer,
        person=application.user,
        subject=application.company,
        details={"reason": application.reason} if application.reason else None,
    )


def _applicant(application: Application) -> User:
    if application.user is None:
        raise Refusal(_("The email address was never confirmed."))
    return application.user


def _tell(application: Application) -> None:
    send_mail_to(
        application.email,
        "mail/accounts/access_request_decided",
        {
            "organization": Organization.current(),
            "application": application,
            "is_approved": application.state == Application.State.APPROVED,
            "url": absolute(reverse("front:profile-detail")),
        },
    )
