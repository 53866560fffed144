"""Erasing a person: asked by themselves, carried out or declined by staff.

What remains is a row without a name, for documents and the history point to it. Legal documents
stay as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.membership.people import lock_people
from accounts.models import (
    AccessRequest,
    Address,
    Customer,
    ErasureRequest,
    Invitation,
    Membership,
    Organization,
    Role,
    SharedLink,
    User,
)
from accounts.privacy.personal_data import contacts_of, emails_of
from portal.kit.jobs.events import announce
from portal.kit.messages.mail import send_mail_to
from portal.kit.web.refusals import Refusal

State = ErasureRequest.State


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a person cannot be erased yet, and what to do first."""

    company: Customer | None
    sentence: str


def obstacles(user: User) -> list[Obstacle]:
    """What stands in the way now; empty when nothing does."""
    found = []
    if user.is_staff or user.is_superuser:
        sentence = _("You are a member of staff. Your staff permissions have to be removed first.")
        found.append(Obstacle(None, sentence))
    for place in Membership.objects.filter(user=user, role=Role.OWNER).select_related("customer"):
        others = Membership.objects.filter(customer=place.customer).exclude(user=user)
        has_owner = others.filter(role=Role.OWNER, user__is_active=True).exists()
        if others.exists() and not has_owner:
            sentence = _(
                "You are the last owner of %(company)s. Make someone else an owner first,"
                " so that the company can still manage its people."
            )
            found.append(Obstacle(place.customer, sentence % {"company": place.customer}))
    return found


@transaction.atomic
def ask(user: User, *, comment: str = "") -> ErasureRequest:
    """Put the wish into staff's queue. Raises Refusal with the first obstacle, or where a
    request is waiting already."""
    if first := next(iter(obstacles(user)), None):
        raise Refusal(first.sentence)
    try:
        with transaction.atomic():
            return ErasureRequest.objects.create(user=user, comment=comment.strip())
    except IntegrityError as error:
        raise Refusal(_("You have already made this request.")) from error


@transaction.atomic
def withdraw(request: ErasureRequest) -> ErasureRequest:
    """The person has thought better of it. Raises Refusal once it was decided."""
    request = _locked(request)
    request.state, request.decided_at = State.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    return request


@transaction.atomic
def decline(request: ErasureRequest, *, by: User, reason: str) -> ErasureRequest:
    """Staff cannot do it; the person reads why. Raises Refusal once it was decided."""
    request = _locked(request)
    _decide(request, State.DECLINED, by, reason)
    known = {"organization": Organization.current(), "person": request.user, "reason": reason}
    send_mail_to(request.user.email, "mail/accounts/erasure_declined", known)
    return request


@transaction.atomic
def carry_out(request: ErasureRequest, *, by: User) -> ErasureRequest:
    """Erase who asked. Raises Refusal once it was decided, or with the first obstacle."""
    request = _locked(request)
    _decide(request, State.DONE, by, "")
    ErasureRequest.objects.filter(pk=request.pk).update(comment="")
    erase(request.user)
    return request


@transaction.atomic
def erase(user: User) -> None:
    """Make the person unknown: name, addresses, sign-in, places, contacts, and every word of
    theirs in the history. A last mail tells them.

    Documents, payments and who did what stay, by a person without a name. Raises Refusal with
    the first obstacle.
    """
    companies = sorted(Membership.objects.filter(user=user).values_list("customer_id", flat=True))
    for company in companies:
        lock_people(company)
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.erased_at is not None:
        raise Refusal(_("This person's data has already been deleted."))
    if first := next(iter(obstacles(user)), None):
        raise Refusal(first.sentence)
    _note_decision(user)
    emails, name = emails_of(user), user.name
    contacts = contacts_of(emails)
    words = {*emails, name, *(one.name for one in contacts), *(one.phone for one in contacts)}
    known = {"organization": Organization.current(), "person": name or user.email}
    send_mail_to(user.email, "mail/accounts/erasure_done", known)
    _end_sign_in(user)
    _forget_by_words(user, emails, name, companies)
    Membership.objects.filter(user=user).delete()
    contacts.delete()
    _make_nameless(user)
    _redact(user, words - {""})
    record("erasure.done", person=user)
    announce("accounts.person-erased", user.pk)


def _note_decision(user: User) -> None:
    """The history takes nothing back but for a request carried out: who was long unseen has made
    none, so the portal notes one in their stead."""
    done = ErasureRequest.objects.filter(user=user, state=State.DONE)
    if not done.exists():
        ErasureRequest.objects.create(user=user, state=State.DONE)


def _end_sign_in(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()


def _forget_by_words(user: User, emails: list[str], name: str, companies: list[int]) -> None:
    """Rows that know the person by an address or a name and not by their number."""
    nobody = nameless_email(user)
    invitations = Invitation.objects.filter(email__in=emails)
    invitations.open().update(withdrawn_at=timezone.now())
    invitations.update(email=nobody, name="")
    AccessRequest.objects.filter(Q(user=user) | Q(email__in=emails)).delete()
    SharedLink.objects.filter(recipient_email__in=emails).update(
        recipient_email="", recipient_name=""
    )
    if name:
        Address.objects.filter(customer__in=companies, attention__iexact=name).update(attention="")


def nameless_email(user: User) -> str:
    """An address that nobody has and no mail reaches."""
    return f"erased-{user.pk}@invalid"


def _make_nameless(user: User) -> None:
    user.email, user.name = nameless_email(user), ""
    user.is_active, user.last_login, user.erased_at = False, None, timezone.now()
    user.set_unusable_password()
    user.groups.clear()
    user.user_permissions.clear()
    user.save()


def _redact(user: User, words: set[str]) -> None:
    with connection.cursor() as cursor:
        lower = sorted(word.lower() for word in words)
        cursor.execute("SELECT audit_redact(%s, %s)", [user.pk, lower])
    about = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk)
    )
    about.update(object_repr=nameless_email(user), change_message="")
    said = Q()
    for word in words:
        # As the admin writes it, and addresses in our own sentences as well.
        written = word if "@" in word else json.dumps(word)
        said |= Q(change_message__icontains=written) | Q(object_repr__iexact=word)
    LogEntry.objects.filter(said).update(change_message="", object_repr=_("(erased)"))


def _decide(request: ErasureRequest, state: State, by: User, reason: str) -> None:
    request.state, request.decided_by = state, by
    request.decided_at, request.reason = timezone.now(), reason
    request.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _locked(request: ErasureRequest) -> ErasureRequest:
    requests = ErasureRequest.objects.select_for_update(of=("self",)).select_related("user")
    locked = requests.get(pk=request.pk)
    if locked.state != State.WAITING:
        raise Refusal(_("This request has already been decided."))
    return locked
