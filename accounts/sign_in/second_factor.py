"""Who must have a second factor, and what happens until they do."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from accounts.sign_in.sessions import end_all
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.requests import of_portal

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Where somebody without one may still go: setting it up, and signing out.
OPEN_PATHS = ("/accounts/", "/static/", "/company/switch/", "/healthz", "/readyz")


def has_one(user: User) -> bool:
    """Whether the person has an authenticator or a passkey. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


@transaction.atomic
def remove_factors(user: User) -> None:
    """Take authenticator, passkeys and recovery codes away, sign the person out everywhere and
    tell them: for somebody who has lost them all."""
    Authenticator.objects.filter(user=user).delete()
    end_all(user)
    send_mail_to(
        user.email,
        "mail/accounts/second_factor_removed",
        {
            "organization": Organization.current(),
            "user": user,
            "url": absolute(reverse("mfa_index")),
        },
    )


def is_required(request: HttpRequest) -> bool:
    """Whether whoever is signed in needs one here: staff always, others where their company or
    the organization says so."""
    if request.user.is_staff:
        return True
    known = of_portal(request)
    membership, company = known.membership, known.customer
    if membership is not None and (
        membership.customer.second_factor_required or company.second_factor_required
    ):
        return True
    return bool(known.organization.second_factor_required)


def require(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Send a person who needs a second factor and has none to the page that sets one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.user.is_authenticated
            and not request.path.startswith(OPEN_PATHS)
            and is_required(request)
            and not has_one(request.user)
        ):
            messages.warning(request, _("To continue, set up an authenticator app or a passkey."))
            return redirect(reverse("mfa_index"))
        return get_response(request)

    return middleware
