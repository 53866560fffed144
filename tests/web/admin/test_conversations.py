from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, User
from support.documents.requests import NewRequest, answer_request, ask_for_document
from support.models import InternalNote, Message, SharedDocument, Ticket
from tests.factories import make_customer, make_member, make_organization
from tests.support.factories import make_ticket, make_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer)


@pytest.fixture
def ticket(customer: Customer, person: User) -> Ticket:
    return make_ticket(customer, by=person)


def url_of(ticket: Ticket, what: str) -> str:
    return reverse(f"admin:support_ticket_{what}", args=[ticket.pk])


def test_the_note_is_what_opens_and_recipients_stand_by_name(
    staff_client: Client, ticket: Ticket, person: User
) -> None:
    page = staff_client.get(url_of(ticket, "change")).content.decode()
    assert '<details class="writing writing-note" open' in page
    assert f"Goes to {person}." in page
    assert "Send to 1 person" in page


def test_a_note_is_written_beside_the_messages(staff_client: Client, ticket: Ticket) -> None:
    page = staff_client.post(url_of(ticket, "note"), {"body": "Claim it back."}, follow=True)
    assert "Claim it back." in page.content.decode()
    assert InternalNote.objects.get().body == "Claim it back."
    assert Message.objects.count() == 1


def test_an_answer_makes_it_the_customers_turn(staff_client: Client, ticket: Ticket) -> None:
    given = {"body": "Which one?", "attached": make_upload()}
    staff_client.post(url_of(ticket, "answer"), given)
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.AWAITING_CUSTOMER
    assert Message.objects.get(side="seller").files.count() == 1


@pytest.mark.parametrize("where", ["note", "answer"])
def test_an_empty_text_is_refused_beside_what_was_typed(
    staff_client: Client, ticket: Ticket, where: str
) -> None:
    response = staff_client.post(url_of(ticket, where), {"body": " "})
    assert response.status_code == 422
    assert "Write a message." in response.content.decode()


def test_an_answer_may_solve_it(staff_client: Client, ticket: Ticket) -> None:
    staff_client.post(url_of(ticket, "answer"), {"body": "Done.", "is_solved": "on"})
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.RESOLVED


def test_staff_share_a_document_and_withdraw_it(staff_client: Client, customer: Customer) -> None:
    add = reverse("admin:support_shareddocument_add")
    given = {"customer": customer.pk, "type": "contract", "title": "Agreement",
             "file": make_upload()}  # fmt: skip
    assert staff_client.post(add, given).status_code == 302
    document = SharedDocument.objects.get()
    assert (document.side, document.versions.count()) == ("seller", 1)
    version = reverse("admin:support_shareddocument_version", args=[document.pk])
    staff_client.post(version, {"file": make_upload("b.pdf"), "note": "", "valid_until": ""})
    assert document.versions.count() == 2
    staff_client.post(reverse("admin:support_shareddocument_withdraw", args=[document.pk]))
    document.refresh_from_db()
    assert document.withdrawn_at is not None


def test_a_refused_file_is_said_beside_its_field(staff_client: Client, customer: Customer) -> None:
    given = {"customer": customer.pk, "type": "contract", "title": "Agreement",
             "file": make_upload("run.exe", b"MZ\x00")}  # fmt: skip
    page = staff_client.post(reverse("admin:support_shareddocument_add"), given).content.decode()
    assert "run.exe: Only" in page
    assert not SharedDocument.objects.exists()


def test_staff_review_what_they_asked_for(
    staff_client: Client, staff: User, customer: Customer, person: User
) -> None:
    add = reverse("admin:support_documentrequest_add")
    given = {"customer": customer.pk, "type": "tax", "title": "VAT certificate"}
    assert staff_client.post(add, given).status_code == 302
    asked = ask_for_document(NewRequest("W-9", "tax"), customer=customer, by=staff)
    answer_request(asked, upload=make_upload(), by=person)
    decline = reverse("admin:support_documentrequest_decline", args=[asked.pk])
    staff_client.post(decline, {"reason": "It is blank."})
    asked.refresh_from_db()
    assert (asked.status, asked.reason) == ("asked", "It is blank.")


def test_the_desk_counts_what_waits(staff_client: Client, ticket: Ticket) -> None:
    assert "Tickets to answer" in staff_client.get(reverse("admin:index")).content.decode()
