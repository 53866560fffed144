"""allauth's hooks, and nothing else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves; staff create the sign-in."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(self.get_login_redirect_url(request))

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names."""
