from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, make_staff, make_user
from tests.web.admin.conftest import staff_with

ADD = reverse("admin:accounts_user_add")
KEEPER = ("accounts.add_user", "accounts.change_user", "accounts.delete_user", "accounts.view_user")


def url(name: str, user: User) -> str:
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def form(email: str = "new@example.com", **more: Any) -> dict[str, Any]:
    return {
        "email": email,
        "name": "Nora",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        **more,
    }


def test_a_new_person_has_no_password_and_a_verified_address(staff_client: Client) -> None:
    assert 'name="password' not in staff_client.get(ADD).content.decode()
    staff_client.post(ADD, form("New@Example.com", password="chosen by staff"))
    user = User.objects.get(email="new@example.com")
    assert not user.has_usable_password()
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == ("new@example.com", True, True)


def test_the_link_lets_the_person_set_a_password_and_sign_in(staff_client: Client) -> None:
    staff_client.post(ADD, form())
    user = User.objects.get(email="new@example.com")
    staff_client.post(url("password-link", user))
    [message] = mail.outbox
    assert message.to == ["new@example.com"]
    link = re.search(r"/accounts/password/reset/key/\S+", message.body)
    assert link
    person = Client()
    page = person.get(link.group(), follow=True)
    chosen = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
    person.post(page.request["PATH_INFO"], chosen)
    credentials = {"login": "new@example.com", "password": "a long enough phrase"}
    person.post(reverse("account_login"), credentials)
    assert person.session["_auth_user_id"] == str(user.pk)


def test_looking_at_the_question_sends_nothing(staff_client: Client) -> None:
    staff_client.get(url("password-link", make_user()))
    assert not mail.outbox


def test_a_changed_address_is_the_only_one(staff_client: Client) -> None:
    user = make_user("old@example.com")
    EmailAddress.objects.create(user=user, email="old@example.com", verified=True, primary=True)
    staff_client.post(url("change", user), form("other@example.com"))
    assert [address.email for address in EmailAddress.objects.filter(user=user)] == [
        "other@example.com"
    ]


@pytest.mark.parametrize("taken", ["taken@example.com", "TAKEN@example.com", "second@example.com"])
def test_an_address_belongs_to_one_person(staff_client: Client, taken: str) -> None:
    owner = make_user("taken@example.com")
    EmailAddress.objects.create(user=owner, email="second@example.com", verified=True)
    before = User.objects.count()
    page = staff_client.post(ADD, form(taken)).content.decode()
    assert "Someone already signs in with this email." in page
    assert User.objects.count() == before


def test_a_keeper_of_people_gives_nobody_rights(client: Client) -> None:
    keeper, person, group = staff_with(*KEEPER), make_user(), Group.objects.create(name="all")
    client.force_login(keeper)
    rights = {
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [str(group.pk)],
        "user_permissions": [str(Permission.objects.first().pk)],  # type: ignore[union-attr]
        "password": "forged",
    }
    assert client.post(url("change", person), form(**rights)).status_code == 302
    person.refresh_from_db()
    assert person.name == "Nora"
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert not person.groups.exists()
    assert not person.user_permissions.exists()
    assert person.check_password(PASSWORD)
    client.post(ADD, form("made@example.com", **rights))
    made = User.objects.get(email="made@example.com")
    assert (made.is_staff, made.is_superuser, made.groups.exists()) == (False, False, False)


@pytest.mark.parametrize("name", ["change", "delete", "password-link"])
def test_a_keeper_of_people_does_not_touch_those_with_rights(client: Client, name: str) -> None:
    """A superuser's changed email and a link to it would be a superuser's sign-in."""
    boss = make_staff("boss@example.com")
    client.force_login(staff_with(*KEEPER))
    response = client.post(url(name, boss), form("mine@example.com", post="yes"))
    assert response.status_code == 403
    boss.refresh_from_db()
    assert boss.email == "boss@example.com"
    assert not mail.outbox


def test_a_keeper_of_people_does_not_touch_even_themselves(client: Client) -> None:
    keeper = staff_with(*KEEPER)
    client.force_login(keeper)
    assert client.post(url("change", keeper), form(is_superuser="on")).status_code == 403
    keeper.refresh_from_db()
    assert not keeper.is_superuser


def test_a_superuser_gives_rights(staff_client: Client) -> None:
    person = make_user()
    staff_client.post(url("change", person), form(is_staff="on"))
    person.refresh_from_db()
    assert person.is_staff


def test_a_link_needs_the_right_to_change_people(client: Client) -> None:
    client.force_login(staff_with("accounts.view_user"))
    assert client.post(url("password-link", make_user())).status_code == 403
    assert not mail.outbox


def test_groups_are_for_superusers(client: Client) -> None:
    client.force_login(staff_with("auth.change_group", "auth.view_group", "auth.add_group"))
    assert client.get(reverse("admin:auth_group_changelist")).status_code == 403
    assert client.post(reverse("admin:auth_group_add"), {"name": "x"}).status_code == 403


def test_addresses_are_not_verified_by_hand(staff_client: Client) -> None:
    assert staff_client.get("/staff/account/emailaddress/").status_code == 404
