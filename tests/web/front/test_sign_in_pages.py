"""allauth's pages in our look: each answers, in our frame, with one heading."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError
from django.urls import reverse

from accounts.membership.people import set_email
from accounts.models import Organization
from tests.factories import (
    PASSWORD,
    code_now,
    make_customer,
    make_member,
    make_organization,
    with_second_factor,
)

pytestmark = pytest.mark.django_db
OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup",
        "account_inactive", "account_request_login_code", "accounts:access-request-new",
        "account_reset_password_from_key_done"]  # fmt: skip
SIGNED_IN = ["account_logout", "account_change_password", "account_email",
             "account_reauthenticate", "mfa_index",
             "accounts:session-list"]  # fmt: skip
AFTER_CONFIRMING = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn",
                    "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_deactivate_totp",
                    "mfa_reauthenticate", "mfa_index"]  # fmt: skip


@pytest.fixture
def member():
    make_organization(name="Northwind", signup_open=True)
    return make_member(make_customer())


def check(response):
    text = response.content.decode()
    assert response.status_code == 200
    assert "Northwind" in text
    assert text.count("<h1>") == 1
    assert re.search(r"<title>\s*\S", text)
    heading = re.search(r"<h1>\s*(.*?)\s*</h1>", text, re.DOTALL).group(1)
    assert [word for word in heading.split()[1:] if word[0].isupper()] in ([], ["Northwind"])
    # A sample text in a field is no label.
    assert "placeholder" not in text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("name", OPEN)
def test_page_for_strangers_is_in_our_look(client, member, name):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_for_members_is_in_our_look(client, member, name):
    client.login(username=member.email, email=member.email, password=PASSWORD)
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", AFTER_CONFIRMING)
def test_page_of_the_second_factor_is_in_our_look(client, member, name):
    set_email(member)
    with_second_factor(member)
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    if name == "mfa_view_recovery_codes":
        client.post(reverse("mfa_generate_recovery_codes"))
    if name == "mfa_activate_totp":
        Authenticator.objects.all().delete()
    check(client.get(reverse(name)))


def test_code_that_was_mailed_is_asked_for_in_our_look(client, member):
    check(client.post(reverse("account_request_login_code"), {"email": member.email}, follow=True))


def test_half_signed_in_person_is_asked_for_the_second_factor_in_our_look(client, member):
    set_email(member)
    with_second_factor(member)
    data = {"login": member.email, "password": PASSWORD}
    check(client.post(reverse("account_login"), data, follow=True))


def test_new_address_is_confirmed_in_our_look(client, member):
    client.login(username=member.email, email=member.email, password=PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    data = {"email": "new@example.com", "action_add": ""}
    check(client.post(reverse("account_email"), data, follow=True))


def test_cursor_stands_where_one_types_anew_after_a_refusal(client, member):
    """The address is kept; the password is not."""
    response = client.post(reverse("account_login"), {"login": member.email, "password": "no"})
    field = re.search(r"<input[^>]*autofocus[^>]*>", response.content.decode()).group(0)
    assert 'name="password"' in field


def test_wrong_password_is_told_beside_the_form(client, member):
    response = client.post(reverse("account_login"), {"login": member.email, "password": "no"})
    assert "errorlist" in response.content.decode()


def test_reset_link_leads_to_a_form_for_the_new_password(client, member, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": member.email})
    path = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    response = client.get(path, follow=True)
    check(response)
    assert 'type="password"' in response.content.decode()


def test_used_or_broken_reset_link_offers_another(client, member):
    response = client.get(reverse("account_reset_password_from_key", args=["1", "set-x"]))
    assert reverse("account_reset_password") in response.content.decode()


def test_error_page_of_a_missing_address_is_ours(client, member):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/no/such/page/", 404), ("/company/switch/", 405)])
def test_error_page_has_the_sellers_look(client, member, path, status):
    Organization.objects.update(accent_colour="#7a1f5c")
    client.login(username=member.email, email=member.email, password=PASSWORD)
    response = client.get(path)
    assert response.status_code == status
    assert "Northwind" in response.content.decode()
    assert "7a1f5c" in response.content.decode()


def test_error_page_does_without_the_database(client, member, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("gone")

    monkeypatch.setattr(Organization, "current", away)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()
