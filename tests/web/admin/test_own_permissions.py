"""Rights of one kind open nothing of another kind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import AccessRequest, Customer, Invitation, Membership, Role, User, ViewAs
from tests.factories import make_customer, make_member, make_user
from tests.web.admin.conftest import staff_with
from tests.web.admin.test_customer import form as customer_form
from tests.web.admin.test_user import form as user_form

EDITS_CUSTOMERS = ("accounts.view_customer", "accounts.change_customer")
EDITS_PEOPLE = ("accounts.view_user", "accounts.change_user")
EDITS_PLACES = ("accounts.view_membership", "accounts.add_membership", "accounts.change_membership")


def sign_in(client: Client, *permissions: str) -> User:
    user = staff_with(*permissions)
    client.force_login(user)
    return user


def of_customer(name: str, customer: Customer) -> str:
    return reverse(f"admin:accounts_customer_{name}", args=[customer.pk])


def of_user(name: str, user: User) -> str:
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def invitation(**more: str) -> dict[str, str]:
    return {"email": "new@example.com", "name": "", "role": "viewer", **more}


@pytest.fixture
def customer() -> Customer:
    customer = make_customer("Bright Ltd")
    make_member(customer, email="owner@example.com")
    return customer


@pytest.mark.parametrize("name", ["look", "invite"])
def test_editing_customers_neither_looks_as_one_nor_invites(
    client: Client, customer: Customer, name: str
) -> None:
    sign_in(client, *EDITS_CUSTOMERS)
    data = {"membership": customer.memberships.get().pk, "reason": "x", **invitation()}
    assert client.post(of_customer(name, customer), data).status_code == 403
    assert of_customer(name, customer) not in client.get(of_customer("change", customer)).text
    assert not ViewAs.objects.exists()
    assert not Invitation.objects.exists()


def test_looking_and_inviting_need_no_right_to_edit(client: Client, customer: Customer) -> None:
    sign_in(client, "accounts.view_customer", "accounts.view_as_customer", "accounts.invite_person")
    client.post(of_customer("invite", customer), invitation())
    place = customer.memberships.get()
    client.post(of_customer("look", customer), {"membership": place.pk, "reason": "Call"})
    assert Invitation.objects.get().role == Role.VIEWER
    assert ViewAs.objects.get().membership == place


def test_inviting_an_owner_is_a_right_of_its_own(client: Client, customer: Customer) -> None:
    user = sign_in(client, "accounts.view_customer", "accounts.invite_person")
    response = client.post(of_customer("invite", customer), invitation(role="owner"))
    assert response.status_code == 422
    assert "You can&#x27;t make someone an owner." in response.text
    assert not mail.outbox
    user.user_permissions.add(*staff_with("accounts.make_owner").user_permissions.all())
    client.post(of_customer("invite", customer), invitation(role="owner"))
    assert Invitation.objects.get().role == Role.OWNER


def test_invitation_proposes_the_smallest_role(staff_client: Client, customer: Customer) -> None:
    page = staff_client.get(of_customer("invite", customer)).text
    assert re.search(r'<option value="viewer"\s+selected', page)


def places(user: User, role: str) -> dict[str, Any]:
    return {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-user": str(user.pk),
        "memberships-0-role": role,
    }


def test_place_of_an_owner_is_not_given_by_who_may_give_places(
    client: Client, customer: Customer
) -> None:
    sign_in(client, *EDITS_CUSTOMERS, *EDITS_PLACES)
    person = make_user()
    page = client.post(of_customer("change", customer), customer_form(**places(person, "owner")))
    assert "t add, change or remove an owner." in page.text
    client.post(of_customer("change", customer), customer_form(**places(person, "viewer")))
    assert person.memberships.get().role == Role.VIEWER


def test_owner_is_not_made_less_by_who_may_give_places(client: Client, customer: Customer) -> None:
    sign_in(client, *EDITS_CUSTOMERS, *EDITS_PLACES)
    make_member(customer)
    place = customer.memberships.first()
    data = places(place.user, "viewer") | {
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(place.pk),
        "memberships-0-customer": str(customer.pk),
    }
    page = client.post(of_customer("change", customer), customer_form(**data))
    assert "t add, change or remove an owner." in page.text
    place.refresh_from_db()
    assert place.role == Role.OWNER


def test_nobody_gives_themselves_a_place(
    staff_client: Client, staff: User, customer: Customer
) -> None:
    page = staff_client.post(
        of_customer("change", customer), customer_form(**places(staff, "viewer"))
    )
    assert "t give yourself access to a company." in page.text
    assert not Membership.objects.filter(user=staff).exists()


def test_approving_a_sign_up_makes_no_owner(client: Client, customer: Customer) -> None:
    sign_in(client, "accounts.view_accessrequest", "accounts.change_accessrequest")
    access_request = AccessRequest.objects.create(
        name="Nora", email="n@example.com", company="X", state="awaiting", user=make_user()
    )
    url = reverse("admin:accounts_accessrequest_approve", args=[access_request.pk])
    answers = {
        "belongs_to": "existing",
        "customer": customer.account_number,
        "currency": "EUR",
        "role": "owner",
    }
    assert "You can&#x27;t make someone an owner." in client.post(url, answers).text
    assert Membership.objects.filter(customer=customer).count() == 1


def test_credit_limit_is_not_changed_by_who_may_edit_customers(
    client: Client, customer: Customer
) -> None:
    sign_in(client, *EDITS_CUSTOMERS)
    client.post(of_customer("change", customer), customer_form(credit_limit="1000000"))
    customer.refresh_from_db()
    assert (customer.name, customer.credit_limit) == ("Bright Ltd", None)
    sign_in(client, *EDITS_CUSTOMERS, "accounts.change_credit_limit")
    client.post(of_customer("change", customer), customer_form(credit_limit="500"))
    customer.refresh_from_db()
    assert customer.credit_limit == 500


def test_company_is_not_put_below_another_by_who_may_edit_customers(
    client: Client, customer: Customer
) -> None:
    """The people above see all of it."""
    above = make_customer("Above Ltd")
    sign_in(client, *EDITS_CUSTOMERS)
    client.post(of_customer("change", customer), customer_form(parent=str(above.pk)))
    customer.refresh_from_db()
    assert (customer.name, customer.parent) == ("Bright Ltd", None)
    sign_in(client, *EDITS_CUSTOMERS, "accounts.change_parent")
    client.post(of_customer("change", customer), customer_form(parent=str(above.pk)))
    customer.refresh_from_db()
    assert customer.parent == above


def person_with_address() -> User:
    user = make_user("late@example.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_sign_in_address_is_not_changed_by_who_may_edit_people(client: Client) -> None:
    person = person_with_address()
    sign_in(client, *EDITS_PEOPLE)
    client.post(of_user("change", person), user_form("attacker@evil.example"))
    person.refresh_from_db()
    assert (person.email, person.name) == ("late@example.com", "Nora")


def test_both_addresses_hear_of_an_e_mail_that_staff_changed(client: Client) -> None:
    person = person_with_address()
    sign_in(client, *EDITS_PEOPLE, "accounts.change_email")
    client.post(of_user("change", person), user_form("other@example.com"))
    told = [message for message in mail.outbox if "sign-in email was changed" in message.subject]
    assert sorted(message.to[0] for message in told) == ["late@example.com", "other@example.com"]
    assert "late@example.com" in told[0].body
    assert "other@example.com" in told[0].body


def test_queue_has_no_pages(staff_client: Client) -> None:
    assert staff_client.get("/staff/procrastinate/procrastinatejob/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("admin:procrastinate_procrastinatejob_changelist")
