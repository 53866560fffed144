"""allauth's hooks, and nothing else."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from accounts.membership.people import person_with
from accounts.models import Organization, User
from accounts.sign_in.login_events import record_failure, record_sign_in, record_sign_out
from portal.kit.messages.mail import absolute, compose, post
from portal.kit.secrets.encryption import seal, unseal

SECOND_FACTOR = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up past staff's approval: see `accounts.membership.access_requests`."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the sign-in: a changed password has ended every session, this one included."""
        return reverse("account_login")

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""

    # --- What happens at the door -----------------------------------------------------------

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record_sign_in(request, user, address=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        record_sign_out(request)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_failure(
            person_with(str(credentials.get("email", ""))), address=self.get_client_ip(request)
        )

    # --- Mail: from the configured base, in our frame, through the queue ----------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        known = {
            "email": email,
            "request": allauth_context.request,
            "organization": Organization.current(),
            **context,
        }
        subject = render_to_string(f"{template_prefix}_subject.txt", known)
        text = render_to_string(f"{template_prefix}_message.txt", known).strip()
        lead, _, body = text.partition("\n\n")
        shown = {
            "organization": known["organization"],
            "figure": context.get("code", ""),
            "url": context.get("password_reset_url", ""),
        }
        button = gettext("Set a new password") if shown["url"] else ""
        words = {"subject": subject, "lead": lead, "after": body, "button": button}
        post(email, compose(words, shown))

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", key))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps authenticators' secrets unreadable in a stolen copy of the database."""

    def get_totp_issuer(self) -> str:
        return Organization.current().name

    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SECOND_FACTOR)
