"""The first administrator gets in before mail works."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_administrator_made_by_command_signs_in_without_a_mail(monkeypatch, mailoutbox) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="First@example.com", interactive=False, verbosity=0)
    user = User.objects.get()
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not mailoutbox
    assert client.get(reverse("admin:index"))["Location"] == reverse("mfa_index")
