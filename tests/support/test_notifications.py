"""Who is told what in the portal, and once."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Customer, Membership, Role, User
from portal.kit.jobs.retention import forget_old_data
from support import tasks
from support.documents.requests import NewRequest, ask_for_document
from support.models import Notification, SharedDocument, Ticket
from support.models.thread import Side
from support.threads.posting import post_note, thread_of
from tests.factories import (
    make_customer,
    make_invoice,
    make_member,
    make_membership,
    make_organization,
    make_staff,
)
from tests.support.factories import make_shared_document, make_ticket, say

pytestmark = pytest.mark.django_db
LIST = reverse("support:notification-list")
READ = reverse("support:notification-list-edit")


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def staff() -> User:
    return make_staff("desk@example.com")


@pytest.fixture
def ticket(customer: Customer, person: User) -> Ticket:
    return make_ticket(customer, by=person)


def answered(ticket: Ticket, by: User, body: str = "Words.") -> None:
    message = say(ticket.thread, by=by, body=body, side=Side.SELLER)
    tasks.mail_message(object_id=message.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str = LIST) -> str:
    return client.get(url).content.decode()


def test_an_answer_is_told_once_however_often_the_job_runs(
    ticket: Ticket, person: User, staff: User
) -> None:
    message = say(ticket.thread, by=staff, side=Side.SELLER)
    tasks.mail_message(object_id=message.pk)
    tasks.mail_message(object_id=message.pk)
    assert Notification.objects.get().user == person


def test_what_the_customer_says_and_notes_are_not_told_to_them(
    ticket: Ticket, person: User, staff: User
) -> None:
    tasks.mail_message(object_id=say(ticket.thread, by=person).pk)
    post_note(ticket.thread, body="Canary.", author=staff, key=uuid4())
    assert not Notification.objects.exists()


def test_answers_to_a_ticket_are_one_line(ticket: Ticket, person: User, staff: User) -> None:
    answered(ticket, staff)
    answered(ticket, staff)
    page = text(browser(person))
    assert page.count(f"Ticket {ticket.number}: ") == 1
    assert "2 messages" in page
    assert "2 unread" in page


def test_opening_one_marks_it_read_and_leads_to_the_ticket(
    ticket: Ticket, person: User, staff: User
) -> None:
    answered(ticket, staff)
    client, one = browser(person), Notification.objects.get()
    response = client.get(reverse("support:notification-detail", args=[one.pk]))
    assert response["Location"] == reverse("support:ticket-detail", args=[ticket.number])
    assert "unread" not in text(client)


def test_reading_the_ticket_reads_what_was_told_of_it(
    ticket: Ticket, person: User, staff: User
) -> None:
    answered(ticket, staff)
    client = browser(person)
    assert "1 unread" in text(client, reverse("front:profile-detail"))
    page = text(client, reverse("support:ticket-detail", args=[ticket.number]))
    assert "unread" not in page


def test_all_are_marked_read_without_a_script(
    customer: Customer, person: User, staff: User
) -> None:
    document = make_shared_document(customer, by=staff, side=Side.SELLER)
    tasks.mail_shared_document(object_id=document.versions.get().pk)
    asked = ask_for_document(
        NewRequest("VAT certificate", SharedDocument.Type.TAX), customer=customer, by=staff
    )
    tasks.mail_document_request(object_id=asked.pk)
    client = browser(person)
    assert "VAT certificate" in text(client)
    client.post(READ)
    assert not Notification.objects.filter(read_at=None).exists()


def test_a_message_about_an_invoice_leads_to_its_thread(
    customer: Customer, person: User, staff: User
) -> None:
    number = make_invoice(customer).number
    message = say(thread_of(customer, "invoice", number), by=staff, side=Side.SELLER)
    tasks.mail_message(object_id=message.pk)
    client, one = browser(person), Notification.objects.get()
    page = client.get(reverse("support:notification-detail", args=[one.pk]), follow=True)
    assert number in page.content.decode()


def test_what_a_colleague_was_told_is_not_mine(
    ticket: Ticket, customer: Customer, staff: User
) -> None:
    answered(ticket, staff)
    client, one = browser(make_member(customer, Role.OWNER)), Notification.objects.get()
    assert client.get(reverse("support:notification-detail", args=[one.pk])).status_code == 404
    assert ticket.number not in text(client)
    client.post(READ)
    assert Notification.objects.get().read_at is None


def test_what_one_may_no_longer_see_is_not_listed(
    customer: Customer, person: User, staff: User
) -> None:
    document = make_shared_document(customer, by=staff, side=Side.SELLER)
    tasks.mail_shared_document(object_id=document.versions.get().pk)
    make_member(customer, Role.OWNER)
    Membership.objects.filter(user=person).update(role=Role.VIEWER)
    assert document.title not in text(browser(person))


def test_unread_is_counted_for_the_company_one_looks_at(
    ticket: Ticket, person: User, staff: User
) -> None:
    other = make_customer("Aardvark")
    make_membership(other, person)
    answered(ticket, staff)
    assert "1 unread" not in text(browser(person), reverse("front:profile-detail"))


def test_the_list_costs_the_same_however_long(
    ticket: Ticket, person: User, staff: User, django_assert_max_num_queries
) -> None:
    for _each in range(12):
        answered(ticket, staff)
    client = browser(person)
    text(client)
    with django_assert_max_num_queries(8):
        text(client)


def test_what_was_read_is_forgotten_after_a_season(
    ticket: Ticket, person: User, staff: User
) -> None:
    answered(ticket, staff)
    answered(ticket, staff)
    now = timezone.now()
    old = Notification.objects.first()
    Notification.objects.filter(pk=old.pk).update(read_at=now - timedelta(days=91))
    forget_old_data()
    assert Notification.objects.get().read_at is None
