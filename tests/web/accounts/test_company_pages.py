"""The company's page and its forms, with and without the right to change."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Address, ChangeRequest, ContactPerson, Role
from tests.factories import make_customer, make_invoice, make_member, make_organization, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLACE = {"kind": "shipping", "line1": "Dock 3", "city": "Hull", "country": "United Kingdom"}


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def customer():
    make_organization()
    return make_customer("Kettle Ltd")


@pytest.fixture
def owner(customer) -> Client:
    return browser(make_member(customer))


def details(**more):
    return {"name": "Kettle Ltd", "tax_id": "", "email": "", "phone": "", "language": "",
            "statement_frequency": "monthly", **more}  # fmt: skip


def test_member_without_the_right_looks_and_finds_no_button(customer) -> None:
    body = browser(make_member(customer, Role.VIEWER)).get("/company/").content.decode()
    assert "Kettle Ltd" in body
    assert "/company/edit/" not in body
    assert "/company/contacts/new/" not in body


def test_first_address_of_its_kind_is_the_default(owner, customer) -> None:
    owner.post("/company/addresses/new/", PLACE)
    owner.post("/company/addresses/new/", PLACE | {"line1": "Dock 4"})
    assert customer.addresses.get(is_default=True).line1 == "Dock 3"


def test_default_moves_to_another_address(owner, customer) -> None:
    owner.post("/company/addresses/new/", PLACE)
    owner.post("/company/addresses/new/", PLACE | {"line1": "Dock 4"})
    second = customer.addresses.get(line1="Dock 4")
    owner.post(f"/company/addresses/{second.pk}/default/")
    assert customer.addresses.get(is_default=True) == second


def test_incomplete_address_keeps_what_was_typed(owner) -> None:
    response = owner.post("/company/addresses/new/", PLACE | {"city": ""})
    assert response.status_code == 422
    assert 'value="Dock 3"' in response.content.decode()


def test_deleting_asks_first(owner, customer) -> None:
    address = Address.objects.create(customer=customer, kind="shipping", line1="Dock 3")
    path = f"/company/addresses/{address.pk}/delete/"
    assert "Dock 3" in owner.get(path).content.decode()
    owner.post(path)
    assert not customer.addresses.exists()


def test_one_contact_is_the_primary(owner, customer) -> None:
    for name in ("Ann", "Bob"):
        owner.post("/company/contacts/new/", {"name": name, "is_primary": "on"})
    assert customer.contacts.get(is_primary=True).name == "Bob"


def test_mail_needs_an_address(owner) -> None:
    response = owner.post("/company/contacts/new/", {"name": "Ann", "receives_statements": "on"})
    assert "Where should the mail go?" in response.content.decode()
    assert not ContactPerson.objects.exists()


@pytest.mark.parametrize(
    ("tax_id", "is_right"),
    [("DE 136 695 976", True), ("DE136695970", False), ("12-345", True), ("EL 094259216", True)],
)
def test_tax_id_obeys_the_country_it_begins_with(owner, tax_id, is_right) -> None:
    response = owner.post("/company/edit/", details(tax_id=tax_id))
    assert (response.status_code == 302) == is_right


def test_requested_change_is_shown_and_can_be_withdrawn(owner, customer) -> None:
    make_invoice(customer)
    owner.post("/company/edit/", details(name="Teapot Ltd"))
    assert "Teapot Ltd" in owner.get("/company/").content.decode()
    owner.post(f"/company/changes/{ChangeRequest.objects.get().pk}/withdraw/")
    assert "Teapot Ltd" not in owner.get("/company/").content.decode()


def test_extra_fields_of_a_forged_form_change_nothing(owner, customer) -> None:
    owner.post("/company/edit/", details(credit_limit="9", status="closed", currency="USD"))
    customer.refresh_from_db()
    assert (customer.credit_limit, customer.status, customer.currency) == (None, "active", "EUR")


@pytest.mark.parametrize(("part", "path"), [("addresses", "/company/addresses/new/"),
                                            ("contacts", "/company/contacts/new/")])  # fmt: skip
def test_part_that_staff_have_closed_does_not_exist(owner, part, path) -> None:
    make_organization(fixed_for_customers=[part])
    assert owner.get(path).status_code == 404
    assert path not in owner.get("/company/").content.decode()


def test_closed_field_cannot_be_forged(owner, customer) -> None:
    make_organization(fixed_for_customers=["legal"])
    owner.post("/company/edit/", details(name="Teapot Ltd"))
    customer.refresh_from_db()
    assert customer.name == "Kettle Ltd"


def test_owner_narrows_a_role_and_it_holds_at_once(owner, customer) -> None:
    viewer = browser(make_member(customer, Role.VIEWER))
    assert viewer.get("/invoices/").status_code == 200
    owner.post("/company/roles/", {"right": ["viewer:see_profile"]})
    assert viewer.get("/invoices/").status_code == 403
    owner.post("/company/roles/", {"usual": "1"})
    assert viewer.get("/invoices/").status_code == 200


def test_roles_page_says_what_ordering_means(owner) -> None:
    assert "Place orders, if the seller offers ordering" in owner.get("/company/roles/").text


def test_only_an_address_that_is_not_the_default_can_be_made_it(owner, customer) -> None:
    owner.post("/company/addresses/new/", PLACE)
    owner.post("/company/addresses/new/", PLACE | {"line1": "Dock 4"})
    first, second = customer.addresses.get(line1="Dock 3"), customer.addresses.get(line1="Dock 4")
    body = owner.get("/company/").text
    assert f"/company/addresses/{second.pk}/default/" in body
    assert f"/company/addresses/{first.pk}/default/" not in body


def test_change_to_legal_details_says_what_happens_next(owner, customer) -> None:
    make_invoice(customer)
    response = owner.post("/company/edit/", details(name="Teapot Ltd"), follow=True)
    assert "We review changes to legal details and will email you." in response.text


def test_owner_cannot_give_what_staff_withhold_nor_narrow_owners(owner, customer) -> None:
    customer.withheld_verbs = ["pay"]
    customer.save()
    owner.post("/company/roles/", {"right": ["viewer:pay", "owner:see_profile"]})
    assert browser(make_member(customer, Role.VIEWER)).get("/pay/").status_code == 403
    assert owner.get("/company/people/").status_code == 200


def test_staff_read_rule_by_rule_why_somebody_sees_nothing(customer) -> None:
    make_member(customer, Role.BUYER, "bea@example.com")
    invoice = make_invoice(make_customer("Other"))
    query = {"email": "bea@example.com", "verb": "see_billing", "document": invoice.number}
    response = browser(make_staff()).get(f"/staff/accounts/customer/{customer.pk}/why/", query)
    failed = [rule.question for rule in response.context["rules"] if not rule.holds]
    assert failed == ["Does the role carry the right?", "Is it this company's?"]
    assert "Not allowed." in response.content.decode()


def test_company_page_asks_a_constant_number_of_questions(
    owner, customer, django_assert_num_queries
) -> None:
    for number in range(5):
        Address.objects.create(customer=customer, kind="shipping", line1=str(number))
        ContactPerson.objects.create(customer=customer, name=str(number))
    with django_assert_num_queries(10):
        owner.get("/company/")


@pytest.mark.parametrize(("typed", "stands"), [("nl", "Netherlands"), ("Pays-Bas", "Pays-Bas")])
def test_country_is_typed_by_code_or_name(owner, customer, typed, stands) -> None:
    owner.post("/company/addresses/new/", PLACE | {"country": typed})
    assert customer.addresses.get().country == stands


def test_what_is_no_country_is_asked_for_again(owner, customer) -> None:
    response = owner.post("/company/addresses/new/", PLACE | {"country": "Narnia"})
    assert response.status_code == 422
    assert "Narnia" in response.content.decode()
    assert not customer.addresses.exists()
