"""The company's people and its history, as owners see them."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Invitation, Membership, Role
from tests.factories import make_customer, make_member, make_membership, make_organization

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def customer():
    make_organization()
    return make_customer()


@pytest.fixture
def owner(customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, email="owner@example.com"), backend=BACKEND)
    return client


def test_owner_changes_a_role(owner, customer):
    place = make_membership(customer, role=Role.VIEWER)
    owner.post(f"/company/people/{place.pk}/", {"role": "accounts"})
    place.refresh_from_db()
    assert place.role == Role.ACCOUNTS


def test_owner_removes_a_person_after_being_asked(owner, customer):
    place = make_membership(customer, role=Role.VIEWER)
    path = f"/company/people/{place.pk}/remove/"
    assert "will lose access" in owner.get(path).content.decode()
    owner.post(path)
    assert not Membership.objects.filter(pk=place.pk).exists()


def test_last_owner_is_told_why_they_stay(owner, customer):
    place = customer.memberships.get()
    for path, data, why in (
        (f"/company/people/{place.pk}/", {"role": "viewer"}, "change your own role"),
        (f"/company/people/{place.pk}/remove/", {}, "at least one owner"),
    ):
        response = owner.post(path, data)
        assert response.status_code == 422
        assert why in response.content.decode()


def test_invitation_that_cannot_be_sent_keeps_what_was_typed(owner):
    response = owner.post(
        "/company/people/invite/", {"email": "owner@example.com", "name": "O", "role": "buyer"}
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert "already belongs to the company" in body
    assert 'value="owner@example.com"' in body


@pytest.mark.parametrize("count", [1, 4])
def test_people_page_asks_as_much_for_few_as_for_many(
    owner, customer, count, django_assert_num_queries
):
    for number in range(count):
        place = make_membership(customer, role=Role.VIEWER)
        Invitation.objects.create(
            customer=customer, email=f"i{number}@example.com", invited_by=place.user,
            expires_at=place.created_at,
        )  # fmt: skip
    with django_assert_num_queries(9):
        assert owner.get("/company/people/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_history_asks_as_much_for_few_as_for_many(
    owner, customer, count, django_assert_num_queries
):
    for _number in range(count):
        make_membership(customer, role=Role.VIEWER)
    with django_assert_num_queries(10):
        assert owner.get("/company/history/").status_code == 200


def test_history_is_exported_with_formulas_disarmed(owner, customer):
    customer.name = "=1+1"
    customer.save()
    rows = b"".join(owner.get("/company/history/csv/")).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("at,what,of,company,who")
    assert any(",'=1+1," in row for row in rows)
    assert not any(",=1+1," in row for row in rows)


def test_owner_requires_a_second_factor_of_everybody_and_is_led_to_set_one_up(owner, customer):
    owner.post("/company/people/second-factor/", {"required": "yes"})
    customer.refresh_from_db()
    assert customer.second_factor_required
    assert owner.get("/company/people/").headers["Location"] == "/accounts/2fa/"


def test_who_manages_people_without_being_owner_does_not_decide_it(owner, customer):
    customer.role_rights = {"accounts": ["see_profile", "manage_people"]}
    customer.save()
    clerk = Client()
    clerk.force_login(make_member(customer, Role.ACCOUNTS), backend=BACKEND)
    clerk.post("/company/people/second-factor/", {"required": "yes"})
    customer.refresh_from_db()
    assert not customer.second_factor_required
