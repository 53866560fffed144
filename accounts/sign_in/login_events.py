"""What is written down at the door, and the word to a person about a device that is new."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.audit.events import Actor, record
from accounts.models import AuditEvent, Organization, User
from accounts.sign_in import sessions
from accounts.sign_in.devices import device_of
from portal.kit.messages.mail import absolute, send_mail_to

SIGNED_IN = "sign-in.done"


def record_sign_in(request: HttpRequest, user: User, *, address: str) -> None:
    """Begin the session's time, write the sign-in down, and tell the person when they have
    signed in before but never from such a device."""
    sessions.begin(request)
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    earlier = AuditEvent.objects.filter(actor=user, kind=SIGNED_IN)
    is_new = not earlier.filter(after__device=device).exists() and earlier.exists()
    record(
        SIGNED_IN,
        person=user,
        details={"device": device, "address": address},
        actor=Actor(user_id=user.pk, source="portal"),
    )
    if is_new:
        send_mail_to(
            user.email,
            "mail/accounts/new_device",
            {
                "organization": Organization.current(),
                "user": user,
                "device": device,
                "address": address,
                "at": timezone.now(),
                "url": absolute(reverse("accounts:session-list")),
            },
        )


def record_sign_out(request: HttpRequest) -> None:
    """Write it down, if somebody was signed in."""
    if isinstance(request.user, User):
        who = Actor(user_id=request.user.pk, source="portal")
        record("sign-in.ended", person=request.user, actor=who)


def record_failure(person: User | None, *, address: str) -> None:
    """A wrong password. The address that was typed is not kept: it may be anybody's, or a
    password typed into the wrong field."""
    record("sign-in.failed", person=person, details={"address": address})


def record_wrong_factor(request: HttpRequest, user: User, **_told: Any) -> None:
    """A wrong code of an authenticator, or a wrong recovery code. allauth announces it."""
    address = get_adapter().get_client_ip(request)
    record("second-factor.failed", person=user, details={"address": address})
