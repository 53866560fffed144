"""Shared documents and those asked for."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from accounts.models import Customer, Role, User
from portal.kit.db.row_security import only_rows_of
from portal.kit.web.refusals import Refusal
from support.documents.requests import (
    NewRequest,
    accept_request,
    answer_request,
    ask_for_document,
    decline_request,
    withdraw_request,
)
from support.documents.sharing import add_version, note_download, withdraw_document
from support.models import DocumentRequest, DocumentVersion, SharedDocument
from support.models.thread import Side
from support.tasks import mail_document_request, mail_shared_document
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.support.factories import make_shared_document, make_upload

pytestmark = pytest.mark.django_db
Status = DocumentRequest.Status


@pytest.fixture
def customer() -> Customer:
    make_organization(email="desk@example.com")
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def staff() -> User:
    return make_staff("s@example.com")


@pytest.fixture
def asked(customer: Customer, staff: User) -> DocumentRequest:
    return ask_for_document(NewRequest("VAT certificate", "tax"), customer=customer, by=staff)


def test_a_version_is_added_and_none_is_lost(customer: Customer, person: User) -> None:
    document = make_shared_document(customer, by=person)
    add_version(document, upload=make_upload("b.pdf"), by=person, valid_until=date(2030, 1, 1))
    names = document.versions.values_list("version", "name")
    assert list(names) == [(2, "b.pdf"), (1, "paper.pdf")]
    document.refresh_from_db()
    assert document.valid_until == date(2030, 1, 1)


def test_a_version_is_never_replaced(customer: Customer, person: User) -> None:
    document = make_shared_document(customer, by=person)
    with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
        DocumentVersion.objects.filter(document=document).update(name="other.pdf")


def test_customers_pages_cannot_add_to_the_sellers_documents(
    customer: Customer, person: User, staff: User
) -> None:
    document = make_shared_document(customer, by=staff, side=Side.SELLER)
    with (
        only_rows_of([customer.pk]),
        pytest.raises(DatabaseError, match="customer's own documents"),
        transaction.atomic(),
    ):
        add_version(document, upload=make_upload(), by=person)


def test_a_withdrawn_document_is_seen_by_no_customer(customer: Customer, person: User) -> None:
    document = withdraw_document(make_shared_document(customer, by=person))
    assert not SharedDocument.objects.seen_by(person, customer).exists()
    with pytest.raises(Refusal, match="withdrawn"):
        add_version(document, upload=make_upload(), by=person)


def test_what_is_for_one_person_is_seen_by_that_person_alone(
    customer: Customer, person: User, staff: User
) -> None:
    buyer = make_member(customer, Role.BUYER)
    document = make_shared_document(customer, by=staff, side=Side.SELLER, only_for=buyer)
    assert SharedDocument.objects.seen_by(buyer, customer).get() == document
    assert not SharedDocument.objects.seen_by(person, customer).exists()


def test_nothing_is_shared_with_a_stranger(customer: Customer, staff: User) -> None:
    stranger = make_member(make_customer())
    with pytest.raises(Refusal, match="doesn't belong"):
        make_shared_document(customer, by=staff, side=Side.SELLER, only_for=stranger)


def test_the_other_side_is_told(customer: Customer, person: User, staff: User) -> None:
    theirs = make_shared_document(customer, by=staff, side=Side.SELLER)
    mail_shared_document(object_id=theirs.versions.get().pk)
    ours = make_shared_document(customer, by=person)
    mail_shared_document(object_id=ours.versions.get().pk)
    assert [one.to for one in mail.outbox] == [[person.email], ["desk@example.com"]]


def test_who_took_it_is_noted(customer: Customer, person: User) -> None:
    version = make_shared_document(customer, by=person).versions.get()
    note_download(version, by=person)
    assert version.downloads.get().by == person


def test_a_document_asked_for_goes_through_review(asked: DocumentRequest, person: User) -> None:
    answered = answer_request(asked, upload=make_upload(), by=person)
    assert answered.status == Status.UPLOADED
    declined = decline_request(answered, reason="It has expired.")
    assert (declined.status, declined.reason) == (Status.ASKED, "It has expired.")
    again = answer_request(declined, upload=make_upload("new.pdf"), by=person)
    assert (again.reason, again.document.versions.count()) == ("", 2)
    assert accept_request(again).status == Status.ACCEPTED
    with pytest.raises(Refusal, match="no longer needed"):
        answer_request(again, upload=make_upload(), by=person)


def test_what_is_not_there_is_not_reviewed(asked: DocumentRequest) -> None:
    for act in (accept_request, lambda one: decline_request(one, reason="x")):
        with pytest.raises(Refusal, match="no document to review"):
            act(asked)


def test_who_sees_documents_is_told_what_is_needed(asked: DocumentRequest, person: User) -> None:
    mail_document_request(object_id=asked.pk)
    assert [one.to for one in mail.outbox] == [[person.email]]
    withdraw_request(asked)
    mail_document_request(object_id=asked.pk)
    assert len(mail.outbox) == 1
