from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, Role, User
from support.models import Message, Ticket
from support.models.thread import Side
from support.threads.posting import post_note
from support.tickets.moving import reply
from tests.factories import make_customer, make_invoice, make_member, make_organization, make_staff
from tests.support.factories import make_ticket, make_upload

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("support:ticket-list"), reverse("support:ticket-new")


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


@pytest.fixture
def person(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(ticket: Ticket) -> str:
    return reverse("support:ticket-detail", args=[ticket.number])


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


ANSWERS = {"subject": "Chipped mugs", "category": "goods", "body": "Two of them.", "priority": ""}


def test_a_ticket_is_opened_with_a_file(customer: Customer, person: User) -> None:
    invoice = make_invoice(customer)
    about = f"invoice.{invoice.number}"
    client = browser(person)
    assert f'value="{about}" selected' in text(client, f"{NEW}?about={about}")
    given = ANSWERS | {"about": about, "attached": [make_upload(), make_upload("b.pdf")]}
    page = client.post(NEW, given, follow=True).content.decode()
    assert "Chipped mugs" in page
    assert "paper.pdf" in page
    assert "b.pdf" in page
    assert Ticket.objects.get().about_number == invoice.number


def test_what_was_typed_stays_where_a_file_is_refused(person: User) -> None:
    given = ANSWERS | {"attached": make_upload("run.exe", b"MZ\x00")}
    response = browser(person).post(NEW, given)
    assert response.status_code == 422
    assert "run.exe: Only" in response.content.decode()
    assert "Two of them." in response.content.decode()
    assert not Ticket.objects.exists()


def test_another_companys_document_is_no_choice(person: User) -> None:
    foreign = make_invoice(make_customer())
    response = browser(person).post(NEW, ANSWERS | {"about": f"invoice.{foreign.number}"})
    assert response.status_code == 422
    assert not Ticket.objects.exists()


def test_a_buyer_is_offered_no_invoice(customer: Customer) -> None:
    invoice = make_invoice(customer)
    assert str(invoice.number) not in text(browser(make_member(customer, Role.BUYER)), NEW)


def test_a_private_ticket_is_its_openers(customer: Customer, person: User) -> None:
    buyer = make_member(customer, Role.BUYER)
    ticket = make_ticket(customer, by=buyer, is_private=True, subject="My salary")
    assert "My salary" in text(browser(buyer), page_of(ticket))
    other = browser(person)
    assert other.get(page_of(ticket)).status_code == 404
    assert "My salary" not in text(other, LIST)
    file = Message.objects.get().files.get()
    assert other.get(reverse("support:message-file-detail", args=[file.token])).status_code == 404


def test_a_note_is_on_no_page_of_the_customer(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person)
    post_note(ticket.thread, body="canary-note", author=make_staff("s@x.example"), key=uuid4())
    client = browser(person)
    for url in (LIST, page_of(ticket), reverse("front:profile-detail"), "/search/?q=canary"):
        assert "canary-note" not in text(client, url)


def test_words_are_shown_as_words(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person, body="<script>alert(1)</script>", subject="<b>x</b>")
    page = text(browser(person), page_of(ticket))
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_an_answer_is_posted_once(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person)
    client = browser(person)
    url = reverse("support:ticket-message-new", args=[ticket.number])
    given = {"body": "One more thing.", "key": str(uuid4())}
    for _ in range(2):
        client.post(url, given)
    assert Message.objects.filter(body="One more thing.").count() == 1


def test_an_empty_answer_is_refused_beside_the_field(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person)
    url = reverse("support:ticket-message-new", args=[ticket.number])
    response = browser(person).post(url, {"body": " "})
    assert response.status_code == 422
    assert Message.objects.count() == 1


def test_solved_and_rated_by_the_customer(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person)
    client = browser(person)
    client.post(reverse("support:ticket-solution-new", args=[ticket.number]))
    rating = reverse("support:ticket-rating-new", args=[ticket.number])
    assert "from 1 to 5" in client.post(rating, {"rating": "9"}, follow=True).content.decode()
    client.post(rating, {"rating": "4"})
    ticket.refresh_from_db()
    assert (ticket.status, ticket.rating) == ("resolved", 4)
    assert "You rated this 4 out of 5." in text(client, page_of(ticket))


def test_what_waits_for_the_customer_is_on_the_profile(customer: Customer, person: User) -> None:
    ticket = make_ticket(customer, by=person, subject="Mugs again")
    client = browser(person)
    assert "Mugs again" not in text(client, reverse("front:profile-detail"))
    staff = make_staff("s@x.example")
    reply(ticket, body="Which?", side=Side.SELLER, author=staff, key=uuid4())
    assert "Mugs again" in text(client, reverse("front:profile-detail"))


@pytest.mark.parametrize("count", [1, 12])
def test_statements_do_not_grow(
    customer: Customer, person: User, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        ticket = make_ticket(customer, by=person, files=[make_upload(), make_upload()])
    for _ in range(count):
        reply(ticket, body="Hm.", side=Side.CUSTOMER, author=person, key=uuid4())
    client = browser(person)
    client.get(LIST)
    with django_assert_num_queries(11):
        client.get(LIST)
    with django_assert_num_queries(11):
        client.get(page_of(ticket))
