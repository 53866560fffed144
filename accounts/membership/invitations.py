"""Inviting a person into a company, and joining by the link in the mail."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import Actor, record
from accounts.membership.people import join, new_person, person_with
from accounts.models import Customer, Invitation, Membership, Organization, Role, User
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

SIGNER = Signer(salt="accounts.invitation")


@transaction.atomic
def invite(
    *, customer: Customer, email: str, role: Role, invited_by: User, name: str = ""
) -> Invitation:
    """Ask `email` to join `customer` as `role`, by mail.

    What happens is the same whether somebody signs in with the address already or not. Raises
    Refusal for a member of the company, or where an invitation to the address is open.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    email = email.strip().lower()
    if Membership.objects.filter(customer=customer, user__email__iexact=email).exists():
        raise Refusal(_("%(email)s already belongs to the company.") % {"email": email})
    if Invitation.objects.for_customer(customer).open().filter(email__iexact=email).exists():
        raise Refusal(
            _("An invitation to %(email)s is still open. Resend or withdraw it first.")
            % {"email": email}
        )
    invitation = Invitation.objects.create(
        customer=customer,
        email=email,
        name=name.strip(),
        role=role,
        invited_by=invited_by,
        expires_at=timezone.now() + _lifetime(),
    )
    _send(invitation)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation) -> Invitation:
    """Mail a new link with a new term. The link sent before is dead.

    Raises Refusal when it was accepted or withdrawn.
    """
    invitation = _locked(invitation)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + _lifetime()
    invitation.save(update_fields=["sent_at", "expires_at"])
    _send(invitation)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation) -> Invitation:
    """From now on the link opens nothing. Raises Refusal when it was accepted or withdrawn."""
    invitation = _locked(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


def token_of(invitation: Invitation) -> str:
    """The signed part of the link. Nothing secret is stored: it can be written again at will.

    When it was sent is signed, too: a link is good for the term it was sent with, and for no later
    one.
    """
    return SIGNER.sign(f"{invitation.pk}-{_sending(invitation)}")


def find(token: str) -> Invitation | None:
    """The open invitation whose newest link this is, expired or not; None for any other."""
    try:
        pk, _dash, sending = SIGNER.unsign(token).partition("-")
        found = Invitation.objects.open().select_related("customer").filter(pk=int(pk)).first()
    except (BadSignature, ValueError):
        return None
    return found if found is not None and _sending(found) == sending else None


@transaction.atomic
def accept_as_new(invitation: Invitation, *, name: str, password: str) -> User:
    """Join as somebody who has no sign-in yet: it is made with the address that was invited.

    Raises Refusal when the invitation is no longer good or the address has a sign-in by now.
    """
    invitation = _good(invitation)
    if person_with(invitation.email) is not None:
        raise Refusal(_("Someone already signs in with this address. Sign in to accept."))
    user = new_person(email=invitation.email, name=name, password=password)
    _accept(invitation, user)
    return user


@transaction.atomic
def accept(invitation: Invitation, user: User) -> Membership:
    """Join as somebody who is signed in with the very address that was invited.

    Raises Refusal when it is another address, or the invitation is no longer good.
    """
    invitation = _good(invitation)
    if person_with(invitation.email) != user:
        raise Refusal(_("This invitation was sent to a different address."))
    return _accept(invitation, user)


def _accept(invitation: Invitation, user: User) -> Membership:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(
        "invitation.accepted",
        customer=invitation.customer,
        person=user,
        subject=invitation.email,
        actor=Actor(user_id=user.pk, source="portal"),
    )
    return join(user, invitation.customer, Role(invitation.role))


def _good(invitation: Invitation) -> Invitation:
    invitation = _locked(invitation)
    if invitation.is_expired:
        raise Refusal(_("This invitation has expired."))
    return invitation


def _locked(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not locked.is_open:
        raise Refusal(_("This invitation has already been accepted or withdrawn."))
    return locked


def _sending(invitation: Invitation) -> str:
    return f"{invitation.sent_at.astimezone(UTC):%Y%m%d%H%M%S%f}"


def _lifetime() -> timedelta:
    return timedelta(days=Organization.current().invitation_days)


def _send(invitation: Invitation) -> None:
    url = reverse("accounts:acceptance-new", args=[token_of(invitation)])
    send_mail_to(
        invitation.email,
        "mail/accounts/invitation",
        {
            "organization": Organization.current(),
            "invitation": invitation,
            "inviter": invitation.invited_by,
            "url": absolute(url),
        },
        language=invitation.customer.language,
    )
