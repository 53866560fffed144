from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, Customer, ErasureRequest, Role, User
from tests.factories import PASSWORD, make_customer, make_member, make_organization, make_user

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:data-detail")
ARCHIVE = reverse("accounts:data-archive-detail")
ASK = reverse("accounts:erasure-new")


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Bright Ltd")


@pytest.fixture
def person(customer: Customer) -> User:
    make_member(customer)
    return make_member(customer, Role.VIEWER, "me@example.com")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def confirm(client: Client, response: Any) -> Any:
    """The person gives the password again and goes on to where they were."""
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    return client.post(response.headers["Location"], {"password": PASSWORD}, follow=True)


@pytest.mark.parametrize("address", [PAGE, ARCHIVE])
def test_stranger_is_sent_to_sign_in(address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_person_without_a_company_reaches_the_page(db: None) -> None:
    assert browser(make_user()).get(PAGE).status_code == 200


def test_archive_is_a_zip_and_stands_in_the_history(person: User) -> None:
    client = browser(person)
    response = confirm(client, client.get(ARCHIVE))
    assert response.headers["Content-Type"] == "application/zip"
    with ZipFile(BytesIO(response.content)) as archive:
        assert "me@example.com" in archive.read("data.json").decode()
    assert AuditEvent.objects.filter(kind="personal-data.downloaded", person=person).exists()


@pytest.mark.parametrize("address", [ARCHIVE, ASK])
def test_password_or_passkey_is_asked_for_again(person: User, address: str) -> None:
    client = browser(person)
    response = client.post(address) if address == ASK else client.get(address)
    assert response.status_code == 302
    assert reverse("account_reauthenticate") in response.headers["Location"]
    assert not ErasureRequest.objects.exists()


def test_asking_puts_the_request_into_the_queue_and_it_can_be_withdrawn(person: User) -> None:
    client = browser(person)
    confirm(client, client.post(ASK, {"comment": "I have left the company"}))
    request = ErasureRequest.objects.get()
    assert (request.user, request.comment) == (person, "I have left the company")
    assert "You asked on" in client.get(PAGE).content.decode()
    client.post(reverse("accounts:erasure-delete", args=[request.pk]))
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_nobody_withdraws_somebody_elses_request(person: User) -> None:
    request = ErasureRequest.objects.create(user=person)
    client = browser(make_user())
    address = reverse("accounts:erasure-delete", args=[request.pk])
    assert client.post(address).status_code == 404


def test_last_owner_reads_what_to_do_first(customer: Customer, person: User) -> None:
    owner = customer.memberships.get(role=Role.OWNER).user
    html = browser(owner).get(PAGE).content.decode()
    assert "You are the last owner of Bright Ltd" in html
    assert "Ask to delete my data" not in html


def test_page_costs_little(person: User, django_assert_num_queries: Any) -> None:
    client = browser(person)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)
