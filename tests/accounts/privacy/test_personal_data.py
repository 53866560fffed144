"""What a person takes away: all that names them, nothing secret, nothing of others."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile

from accounts.audit.events import Actor, acting
from accounts.membership.people import set_email
from accounts.models import ContactPerson, Customer, Role, SavedView, User
from accounts.privacy.personal_data import _relations, archive_of, files_of, personal_data
from billing.models import TransferProof
from tests.factories import (
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_user,
    with_second_factor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(bank_details="IBAN")
    return make_customer("Bright Ltd")


@pytest.fixture
def person(customer: Customer) -> User:
    user = make_member(customer, Role.ACCOUNTS, "me@example.com")
    set_email(user)
    return with_second_factor(user)


def data_of(user: User) -> Any:
    with ZipFile(BytesIO(archive_of(user))) as archive:
        return json.loads(archive.read("data.json"))


def test_profile_places_and_contacts_are_in_it(person: User, customer: Customer) -> None:
    ContactPerson.objects.create(customer=customer, name="Me Again", email="ME@example.com")
    ContactPerson.objects.create(customer=customer, name="Somebody", email="other@example.com")
    data = data_of(person)
    assert data["profile"]["email"] == "me@example.com"
    assert data["memberships"][0]["customer__name"] == "Bright Ltd"
    assert [one["name"] for one in data["contacts"]] == ["Me Again"]
    assert data["second_factors"][0]["type"] == "totp"


def test_saved_views_are_in_it(person: User, customer: Customer) -> None:
    membership = person.memberships.get()
    SavedView.objects.create(
        membership=membership, list="invoices", name="Month end", query="status=overdue"
    )
    other = make_member(customer).memberships.get()
    SavedView.objects.create(membership=other, list="invoices", name="Theirs", query="q=x")
    (view,) = data_of(person)["saved_views"]
    assert (view["name"], view["query"]) == ("Month end", "status=overdue")
    assert view["membership__customer__name"] == "Bright Ltd"


def test_nothing_secret_is_in_it(person: User) -> None:
    text = json.dumps(data_of(person))
    assert person.password not in text
    assert "JBSWY3DPEHPK3PXP" not in text
    for word in ("password", "session_key", "token_hash", "secret"):
        assert word not in text


def test_what_one_did_to_others_is_told_without_their_words(
    person: User, customer: Customer
) -> None:
    with acting(Actor(user_id=person.pk, source="portal")):
        ContactPerson.objects.create(customer=customer, name="Ann Other", phone="0999 888")
    (event,) = [one for one in data_of(person)["history"] if one["what"] == "contact.added"]
    assert event["by_you"] is True
    assert "after" not in event
    text = json.dumps(data_of(person))
    assert "0999 888" not in text
    assert "Ann Other" not in text


def test_nothing_of_somebody_else_is_in_it(person: User, customer: Customer) -> None:
    other = make_member(customer, email="stranger@example.com")
    set_email(other)
    assert "stranger@example.com" not in json.dumps(data_of(person))


def test_uploaded_files_come_along_and_a_lost_one_is_left_out(
    person: User, customer: Customer
) -> None:
    item = make_invoice(customer, 100).open_item
    assert item is not None
    for uploader, name in ((person, "mine.png"), (make_user(), "theirs.png")):
        proof = TransferProof(name=name, number=name, uploaded_by=uploader, content_type="x")
        proof.transfer = _transfer(customer, person)
        proof.file.save(name, ContentFile(name.encode()))
    (file,) = files_of(person)
    assert file.path.endswith("mine.png")
    assert file.content == b"mine.png"
    TransferProof.objects.get(name="mine.png").file.storage.delete(
        TransferProof.objects.get(name="mine.png").file.name
    )
    assert list(files_of(person)) == []
    assert "billing.transfer.announced_by" in data_of(person)["elsewhere"]


def _transfer(customer: Customer, person: User) -> Any:
    from uuid import uuid4

    from billing.models import Transfer

    return Transfer.objects.create(
        customer=customer,
        currency=customer.currency,
        reference=f"RF{uuid4().hex[:10]}",
        key=uuid4(),
        amount=1,
        announced_by=person,
    )


def test_every_model_that_names_a_person_is_looked_through() -> None:
    """Found by looking, so that a new model cannot be forgotten."""
    known = {model._meta.label_lower for model, _name in _relations()}
    assert {"billing.payment", "billing.transferproof", "accounts.membership"} <= known


def test_sections_are_the_documented_ones(person: User) -> None:
    assert set(personal_data(person)) == {
        "taken_at",
        "profile",
        "emails",
        "second_factors",
        "sessions",
        "memberships",
        "saved_views",
        "contacts",
        "invitations",
        "access_requests",
        "shared_links",
        "requests_to_be_erased",
        "history",
        "elsewhere",
    }
