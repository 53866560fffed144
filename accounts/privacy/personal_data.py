"""What is known about a person, for themselves to take away."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, ForeignObjectRel, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import (
    AccessRequest,
    AuditEvent,
    ContactPerson,
    ErasureRequest,
    Invitation,
    Membership,
    SavedView,
    SharedLink,
    User,
)
from accounts.sign_in.devices import device_of
from portal.kit.web.downloads import safe_name

# Relations that have a section of their own, or are the sign-in's machinery.
TOLD_ELSEWHERE = frozenset(
    {"auditevent", "membership", "accessrequest", "erasurerequest", "emailaddress"}
    | {"usersession", "authenticator", "logentry", "sharedlink"}
)
# By convention a model that keeps somebody's file names them so.
UPLOADER = "uploaded_by"
MAX_ROWS = 10_000
# Events of these are called after the person they are about.
NAMES_PEOPLE = frozenset({"contact", "invitation", "access-request", "membership", "person"})


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """A file the person has uploaded; `path` is where it lies in the archive."""

    path: str
    content: bytes


def personal_data(user: User) -> dict[str, object]:
    """Everything the portal knows about this person, in sections that JSON can hold.

    Of what they did to other people's data it tells that, and not what.
    """
    emails = emails_of(user)
    return {
        "taken_at": timezone.now(),
        "profile": _profile(user),
        "emails": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": [
            {"type": one.type, "since": one.created_at, "last_used": one.last_used_at}
            for one in Authenticator.objects.filter(user=user)
        ],
        "sessions": [
            {
                "device": device_of(one.user_agent),
                "user_agent": one.user_agent,
                "address": one.ip,
                "since": one.created_at,
                "last_seen": one.last_seen_at,
            }
            for one in UserSession.objects.filter(user=user)
        ],
        "memberships": list(
            Membership.objects.filter(user=user).values(
                "role", "includes_subsidiaries", "created_at", "customer__name"
            )
        ),
        "saved_views": list(
            SavedView.objects.filter(membership__user=user).values(
                "membership__customer__name", "list", "name", "query", "created_at"
            )
        ),
        "contacts": list(
            contacts_of(emails).values(
                "customer__name", "name", "position", "email", "phone", "is_primary"
            )
        ),
        "invitations": list(
            Invitation.objects.filter(email__in=emails).values(
                "customer__name", "email", "name", "role", "sent_at", "accepted_at"
            )
        ),
        "access_requests": list(
            AccessRequest.objects.filter(Q(user=user) | Q(email__in=emails)).values(
                "name", "email", "company", "message", "state", "created_at", "reason"
            )
        ),
        "shared_links": list(
            SharedLink.objects.filter(Q(created_by=user) | Q(recipient_email__in=emails)).values(
                "customer__name", "kind", "number", "recipient_name", "created_at", "expires_at"
            )
        ),
        "requests_to_be_erased": list(
            ErasureRequest.objects.filter(user=user).values(
                "comment", "state", "asked_at", "decided_at", "reason"
            )
        ),
        "history": [_event(event, user) for event in _history(user)],
        "elsewhere": dict(_elsewhere(user)),
    }


def archive_of(user: User) -> bytes:
    """A ZIP: the data as JSON, the files the person uploaded, and a page that explains both."""
    stored = BytesIO()
    with ZipFile(stored, "w", ZIP_DEFLATED) as archive:
        text = json.dumps(personal_data(user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        archive.writestr("data.json", text)
        archive.writestr("README.txt", _explanation())
        for file in files_of(user):
            archive.writestr(file.path, file.content)
    return stored.getvalue()


def files_of(user: User) -> Iterator[PersonalFile]:
    """What the person has uploaded, whatever room keeps it; a file that has gone is left out."""
    for model, name in _relations():
        fields = [one for one in _options(model).get_fields() if isinstance(one, FileField)]
        if name != UPLOADER or not fields:
            continue
        for row in _rows(model).filter(**{name: user}):
            for field in fields:
                try:
                    with getattr(row, field.name).open("rb") as file:
                        content = file.read()
                except (OSError, ValueError):
                    continue
                shown = safe_name(str(getattr(row, "name", "") or field.name))
                yield PersonalFile(f"files/{_options(model).model_name}-{row.pk}-{shown}", content)


def emails_of(user: User) -> list[str]:
    """Every address of theirs, in lower case."""
    others = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(email.lower() for email in others)})


def contacts_of(emails: Iterable[str]) -> Any:
    """The contact persons known by one of these addresses, in whatever company."""
    known = Q()
    for email in emails:
        known |= Q(email__iexact=email)
    return ContactPerson.objects.filter(known) if known else ContactPerson.objects.none()


def _profile(user: User) -> dict[str, object]:
    return {
        "number": user.pk,
        "name": user.name,
        "email": user.email,
        "joined": user.date_joined,
        "last_signed_in": user.last_login,
        "is_active": user.is_active,
        "is_staff": user.is_staff,
    }


def _history(user: User) -> Iterable[AuditEvent]:
    about = Q(actor=user) | Q(person=user) | Q(on_behalf_of=user)
    events = AuditEvent.objects.filter(about).select_related("customer").order_by("-id")
    return events[:MAX_ROWS]


def _event(event: AuditEvent, user: User) -> dict[str, object]:
    told: dict[str, object] = {
        "at": event.at,
        "what": event.kind,
        "of": event.subject if _is_ones_own(event, user) else "",
        "company": str(event.customer or ""),
        "by_you": event.actor_id == user.pk,
        "about_you": event.person_id == user.pk,
    }
    if event.person_id == user.pk:
        told |= {"before": event.before, "after": event.after}
    return told


def _is_ones_own(event: AuditEvent, user: User) -> bool:
    """Whether what the event is of names nobody else."""
    return event.person_id == user.pk or event.kind.partition(".")[0] not in NAMES_PEOPLE


def _elsewhere(user: User) -> Iterator[tuple[str, list[str]]]:
    """Where else the person's name stands: by model and column, what it stands on."""
    for model, name in _relations():
        if _options(model).model_name in TOLD_ELSEWHERE:
            continue
        rows = _rows(model).filter(**{name: user}).order_by("pk")[:MAX_ROWS]
        found = [str(row) for row in rows]
        if found:
            yield f"{_options(model).label_lower}.{name}", found


def _relations() -> Iterator[tuple[type[Model], str]]:
    """Every model that names people, and the column: found by looking, so that none is missed."""
    for relation in _options(User).get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation.related_model, relation.field.name


def _options(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001 - Django's documented name


def _rows(model: type[Model]) -> Any:
    return model._default_manager  # noqa: SLF001 - the model's own manager


def _explanation() -> str:
    return _(
        "data.json holds what the portal knows about you; files/ what you uploaded.\n"
        "Invoices, payments and orders belong to the company you act for. They are kept as the\n"
        "law demands, and its owner can take them from the portal.\n"
    )
