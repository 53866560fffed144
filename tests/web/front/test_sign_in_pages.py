"""allauth's pages in our look: each answers, in our frame, with one heading."""

import re

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_customer, make_member, make_organization

pytestmark = pytest.mark.django_db
OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_signup",
        "account_inactive", "account_request_login_code", "accounts:application-new",
        "account_reset_password_from_key_done"]  # fmt: skip
SIGNED_IN = ["account_logout", "account_change_password", "account_email",
             "account_reauthenticate", "mfa_index",
             "accounts:session-list"]  # fmt: skip


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


@pytest.mark.parametrize("name", OPEN)
def test_page_for_strangers_is_in_our_look(client, member, name):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_for_members_is_in_our_look(client, member, name):
    client.login(username=member.email, email=member.email, password=PASSWORD)
    check(client.get(reverse(name)))


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
