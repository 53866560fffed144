from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role, User
from support.documents.requests import NewRequest, ask_for_document
from support.models import DocumentDownload, SharedDocument
from support.models.thread import Side
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.support.factories import PDF, make_shared_document, make_upload

pytestmark = pytest.mark.django_db
LIST = reverse("support:shared-document-list")


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def staff() -> User:
    return make_staff("s@example.com")


def test_a_document_is_uploaded_and_listed(client: Client) -> None:
    given = {"title": "Insurance", "type": "certificate", "file": make_upload(), "valid_until": ""}
    page = client.post(reverse("support:shared-document-new"), given, follow=True).content.decode()
    assert "Insurance" in page
    assert SharedDocument.objects.get().side == Side.CUSTOMER


def test_the_newest_stand_on_the_profile(client: Client, customer: Customer, person: User) -> None:
    make_shared_document(customer, by=person, title="Supply agreement 2027")
    profile = client.get(reverse("front:profile-detail")).content.decode()
    assert "Supply agreement 2027" in profile


def test_a_download_is_a_file_and_noted(client: Client, customer: Customer, staff: User) -> None:
    document = make_shared_document(customer, by=staff, side=Side.SELLER)
    token = document.versions.get().token
    response = client.get(reverse("support:document-file-detail", args=[token]))
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response["Content-Security-Policy"]
    assert DocumentDownload.objects.count() == 1


def test_the_sellers_document_is_the_sellers_to_change(
    client: Client, customer: Customer, staff: User
) -> None:
    document = make_shared_document(customer, by=staff, side=Side.SELLER)
    url = reverse("support:document-version-new", args=[document.number])
    assert client.post(url, {"file": make_upload()}).status_code == 404


def test_ones_own_gets_a_new_version(client: Client, customer: Customer, person: User) -> None:
    document = make_shared_document(customer, by=person)
    url = reverse("support:document-version-new", args=[document.number])
    page = client.post(url, {"file": make_upload("b.pdf")}, follow=True).content.decode()
    assert "Version 2" in page


def test_what_is_asked_for_stands_on_the_profile_until_it_is_there(
    client: Client, customer: Customer, staff: User
) -> None:
    new = NewRequest("VAT certificate", "tax", "Ours ends this year.")
    asked = ask_for_document(new, customer=customer, by=staff)
    profile = reverse("front:profile-detail")
    assert "Ours ends this year." in client.get(profile).content.decode()
    url = reverse("support:document-answer-new", args=[asked.pk])
    assert client.post(url, {"file": make_upload("x.exe", b"MZ\x00")}).status_code == 422
    client.post(url, {"file": make_upload()})
    assert "looking at what you uploaded" in client.get(profile).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_statements_do_not_grow(
    client: Client, customer: Customer, person: User, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_shared_document(customer, by=person)
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
