"""What is said in threads, and what is said behind them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from accounts.models import Customer, Membership, Role, User
from portal.kit.db.row_security import only_rows_of
from portal.kit.web.refusals import Refusal
from support.models import InternalNote, Message, Thread
from support.models.thread import Side
from support.tasks import mail_message
from support.threads.posting import MAX_FILES, post_message, post_note, thread_of
from support.threads.recipients import customer_recipients
from tests.factories import make_customer, make_member, make_organization, make_staff
from tests.support.factories import make_ticket, make_upload, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(email="desk@example.com")
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def thread(customer: Customer) -> Thread:
    return thread_of(customer, "order", "SO-1")


def test_a_thread_knows_who_spoke_last(thread: Thread, person: User) -> None:
    say(thread, by=person)
    thread.refresh_from_db()
    assert thread.last_side == Side.CUSTOMER
    last = say(thread, by=make_staff("s@example.com"), side=Side.SELLER)
    thread.refresh_from_db()
    assert (thread.last_side, thread.last_message_at) == (Side.SELLER, last.posted_at)


def test_a_form_sent_twice_is_one_message(thread: Thread, person: User) -> None:
    key = uuid4()
    for _ in range(2):
        post_message(thread, body="Hi", side=Side.CUSTOMER, author=person, key=key)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "files", "sentence"),
    [
        ("  ", 0, "Write a message."),
        ("x" * 20_001, 0, "longer than 20000"),
        ("\x1b[2J", 0, "control characters"),
        ("Hi", MAX_FILES + 1, "at most 5 files"),
    ],
)
def test_what_is_no_message_is_refused(
    thread: Thread, person: User, body: str, files: int, sentence: str
) -> None:
    uploads = [make_upload() for _ in range(files)]
    with pytest.raises(Refusal, match=sentence):
        post_message(
            thread, body=body, side=Side.CUSTOMER, author=person, key=uuid4(), files=uploads
        )
    assert not Message.objects.exists()


@pytest.mark.parametrize("change", ["body = 'other'", "side = 'seller'", "thread_id = thread_id"])
def test_what_was_said_stays_said(thread: Thread, person: User, change: str) -> None:
    message = say(thread, by=person)
    with (
        pytest.raises(DatabaseError, match="stay as they are"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE support_message SET {change} WHERE id = %s", [message.pk])


def test_customers_pages_cannot_read_a_note_at_all(thread: Thread, customer: Customer) -> None:
    post_note(thread, body="secret", author=make_staff("s@example.com"), key=uuid4())
    with (
        only_rows_of([customer.pk]),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        InternalNote.objects.exists()


def test_customers_pages_cannot_speak_for_the_seller(
    thread: Thread, person: User, customer: Customer
) -> None:
    with (
        only_rows_of([customer.pk]),
        pytest.raises(DatabaseError, match="speaks for the customer"),
        transaction.atomic(),
    ):
        say(thread, by=person, side=Side.SELLER)


def test_customers_pages_cannot_assign_a_ticket(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person)
    with (
        only_rows_of([customer.pk]),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        type(ticket).objects.filter(pk=ticket.pk).update(assignee=person)


def test_a_message_of_another_company_cannot_be_written(thread: Thread, person: User) -> None:
    values = {"side": Side.CUSTOMER, "author": person, "body": "x"}
    with pytest.raises(DatabaseError, match="message_of_customer"), transaction.atomic():
        Message.objects.create(thread=thread, customer=make_customer(), **values)


def test_an_answer_goes_to_who_wrote_and_to_nobody_else(
    thread: Thread, person: User, customer: Customer
) -> None:
    make_member(customer, Role.BUYER)
    message = say(thread, by=person)
    assert customer_recipients(thread) == [person]
    mail_message(object_id=message.pk)
    assert [one.to for one in mail.outbox] == [["desk@example.com"]]
    assert f"/staff/support/thread/{thread.pk}/" in mail.outbox[0].body
    answer = say(thread, by=make_staff("s@example.com"), side=Side.SELLER, body="Gladly.")
    mail.outbox.clear()
    mail_message(object_id=answer.pk)
    assert [one.to for one in mail.outbox] == [[person.email]]
    assert "Gladly." in mail.outbox[0].body


def test_an_answer_goes_to_the_owners_where_nobody_wrote(thread: Thread, person: User) -> None:
    assert customer_recipients(thread) == [person]


def test_who_has_left_gets_no_answer(thread: Thread, person: User, customer: Customer) -> None:
    buyer = make_member(customer, Role.BUYER)
    say(thread, by=buyer)
    Membership.objects.filter(user=buyer).delete()
    assert customer_recipients(thread) == [person]


def test_a_private_ticket_is_answered_to_its_opener_alone(customer: Customer, person: User) -> None:
    buyer = make_member(customer, Role.BUYER)
    ticket = make_ticket(customer, by=buyer, is_private=True)
    Membership.objects.filter(user=buyer).delete()
    assert customer_recipients(ticket.thread) == []


def test_a_note_is_mailed_to_nobody(thread: Thread) -> None:
    mail.outbox.clear()
    post_note(thread, body="secret", author=make_staff("s@example.com"), key=uuid4())
    assert mail.outbox == []
