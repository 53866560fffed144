"""What a ticket goes through."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Customer, User
from portal.kit.web.refusals import Refusal
from support.models import Ticket, TicketEvent
from support.models.thread import Side
from support.tickets.moving import (
    REOPEN_DAYS,
    assign,
    close_old,
    rate,
    reply,
    resolve,
)
from tests.factories import make_customer, make_invoice, make_member, make_staff
from tests.support.factories import make_ticket

pytestmark = pytest.mark.django_db
Status = Ticket.Status


@pytest.fixture
def customer() -> Customer:
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer)


@pytest.fixture
def staff() -> User:
    return make_staff("desk@example.com")


@pytest.fixture
def ticket(customer: Customer, person: User) -> Ticket:
    return make_ticket(customer, by=person)


def answer(ticket: Ticket, by: User, **more) -> Ticket:
    side = Side.SELLER if by.is_staff else Side.CUSTOMER
    reply(ticket, body="Words.", side=side, author=by, key=uuid4(), **more)
    ticket.refresh_from_db()
    return ticket


def test_whose_turn_it_is_follows_who_wrote(ticket: Ticket, staff: User, person: User) -> None:
    assert ticket.status == Status.OPEN
    assert answer(ticket, staff).status == Status.AWAITING_CUSTOMER
    assert ticket.first_answered_at is not None
    assert answer(ticket, person).status == Status.OPEN


def test_it_waits_since_the_first_of_several_messages(ticket: Ticket, person: User) -> None:
    since = ticket.waiting_since
    assert answer(ticket, person).waiting_since == since


def test_the_last_word_may_solve_it(ticket: Ticket, staff: User) -> None:
    assert answer(ticket, staff, is_solved=True).status == Status.RESOLVED


def test_an_answer_in_time_opens_it_again(ticket: Ticket, person: User) -> None:
    resolve(ticket, by=person)
    assert answer(ticket, person).status == Status.OPEN
    assert (ticket.reopened_count, ticket.resolved_at) == (1, None)


def test_an_answer_too_late_is_refused_and_the_ticket_closed_by_night(
    ticket: Ticket, person: User
) -> None:
    resolve(ticket, by=person)
    long_ago = timezone.now() - timedelta(days=REOPEN_DAYS, minutes=1)
    Ticket.objects.filter(pk=ticket.pk).update(resolved_at=long_ago)
    with pytest.raises(Refusal, match="Please open a new one"):
        answer(ticket, person)
    assert close_old() == 1
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert close_old() == 0


def test_solving_twice_changes_nothing(ticket: Ticket, person: User) -> None:
    for _ in range(2):
        resolve(ticket, by=person)
    assert TicketEvent.objects.filter(ticket=ticket, kind="resolved").count() == 1


def test_opening_twice_with_one_form_is_one_ticket(customer: Customer, person: User) -> None:
    key = uuid4()
    first, second = (make_ticket(customer, by=person, key=key) for _ in range(2))
    assert first == second


def test_a_ticket_is_about_ones_own_document(customer: Customer, person: User) -> None:
    invoice = make_invoice(customer)
    made = make_ticket(customer, by=person, about="invoice", about_number=invoice.number)
    assert made.about_number == invoice.number
    foreign = make_invoice(make_customer())
    with pytest.raises(Refusal, match="no such document"):
        make_ticket(customer, by=person, about="invoice", about_number=foreign.number)


def test_only_staff_look_after_a_ticket(ticket: Ticket, staff: User, person: User) -> None:
    assert assign(ticket, assignee=staff, by=staff).assignee == staff
    with pytest.raises(Refusal, match="active member of staff"):
        assign(ticket, assignee=person, by=staff)


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_is_from_1_to_5(ticket: Ticket, person: User, rating: int) -> None:
    resolve(ticket, by=person)
    with pytest.raises(Refusal):
        rate(ticket, rating=rating, by=person)
    assert rate(ticket, rating=5, by=person).rating == 5


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.CLOSED, "resolved_at": timezone.now()},
        {"subject": "Another"},
        {"is_private": True},
    ],
)
def test_the_database_refuses_what_no_page_offers(ticket: Ticket, change: dict) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**change)
