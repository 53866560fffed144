"""Asking to send goods back, and what becomes of it, on the customer's pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Role, User
from orders.invoicing.invoicing import invoice_shipped
from orders.models import OrderLine, Return, SalesOrder
from orders.returning.crediting import credit_return
from orders.returning.handling import authorise_return, receive_return, refuse_return
from orders.shipping.shipments import ship
from orders.tasks import mail_return_answered, mail_return_asked
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, priced_variant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today_is_day")]


@pytest.fixture
def today_is_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.models.Organization.today", lambda self: DAY)


@pytest.fixture
def staff() -> User:
    make_organization(email="desk@example.com")
    return make_staff()


@pytest.fixture
def customer() -> Customer:
    return make_customer()


def shipped(customer: Customer, staff: User, *, lines: int = 1) -> SalesOrder:
    wanted = [(priced_variant(customer), "10") for _ in range(lines)]
    order = make_confirmed(customer, wanted, by=staff)
    ship(order, {one.pk: one.ordered for one in order.lines.all()}, shipped_on=DAY, by=staff)
    return order


def signed_in(customer: Customer, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role))
    return client


def new_url(order: SalesOrder) -> str:
    return reverse("orders:goods-return-new", args=[order.number])


def given(order: SalesOrder, quantity: str, **more: str) -> dict[str, str]:
    line = OrderLine.objects.filter(order=order)[0]
    return {f"line-{line.pk}": quantity, "reason": "faulty", "note": "", **more}


def test_order_offers_to_return_what_was_shipped(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    client = signed_in(customer)
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert new_url(order) in page
    form = client.get(new_url(order)).content.decode()
    assert "Up to 10" in form
    answer = client.post(new_url(order), given(order, "4", note="Chipped"), follow=True)
    goods = Return.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("orders:return-detail", args=[goods.number])
    text = answer.content.decode()
    assert "Chipped" in text
    assert "Waiting for our answer" in text
    assert (
        goods.number
        in client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    )


@pytest.mark.parametrize(
    "quantity", ["-1", "11", "1e3", "NaN", "Infinity", "2.0001", "two", "0", "", "9999999999"]
)
def test_what_cannot_be_returned_is_told_and_kept(
    customer: Customer, staff: User, quantity: str
) -> None:
    order = shipped(customer, staff)
    answer = signed_in(customer).post(new_url(order), given(order, quantity, note="Kept"))
    assert answer.status_code == 422
    assert "Kept" in answer.content.decode()
    assert not Return.objects.exists()


def test_full_width_digits_are_digits(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    signed_in(customer).post(new_url(order), given(order, "４"))
    assert Return.objects.get().lines.get().quantity == 4


def test_viewer_reads_returns_and_asks_for_none(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    signed_in(customer).post(new_url(order), given(order, "4"))
    viewer = signed_in(customer, Role.VIEWER)
    url = reverse("orders:return-detail", args=[Return.objects.get().number])
    assert viewer.get(url).status_code == 200
    assert viewer.get(new_url(order)).status_code == 403
    page = viewer.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert new_url(order) not in page


def test_nothing_shipped_is_nothing_to_return(customer: Customer, staff: User) -> None:
    order = make_confirmed(customer, by=staff)
    answer = signed_in(customer).get(new_url(order), follow=True)
    assert "Nothing of this order can be returned here." in answer.content.decode()


def test_slip_is_there_once_the_return_is_authorised(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    client = signed_in(customer)
    client.post(new_url(order), given(order, "4"))
    goods = Return.objects.get()
    slip = reverse("orders:return-slip-pdf", args=[goods.number])
    assert client.get(slip).status_code == 404
    authorise_return(goods, by=staff, answer="Send it to Dock 3")
    assert client.get(slip).content.startswith(b"%PDF")
    page = client.get(reverse("orders:return-detail", args=[goods.number])).content.decode()
    assert "Send it to Dock 3" in page
    assert slip in page


def test_credit_note_is_led_to(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    invoice_shipped(order, by=staff)
    client = signed_in(customer)
    client.post(new_url(order), given(order, "4"))
    goods = authorise_return(Return.objects.get(), by=staff)
    receive_return(goods, {goods.lines.get().pk: Decimal(4)}, by=staff)
    note = credit_return(goods, by=staff)
    page = client.get(reverse("orders:return-detail", args=[goods.number])).content.decode()
    assert reverse("billing:credit-detail", args=[note.number]) in page
    assert "Credited" in page


def test_mails_say_what_is_asked_and_answered(customer: Customer, staff: User) -> None:
    order = shipped(customer, staff)
    signed_in(customer).post(new_url(order), given(order, "4", note="Chipped"))
    goods = Return.objects.get()
    mail.outbox.clear()
    mail_return_asked(object_id=goods.pk)
    refuse_return(goods, by=staff, reason="Past the date")
    mail_return_answered(object_id=goods.pk)
    asked, answered = mail.outbox
    assert asked.to == ["desk@example.com"]
    assert "Chipped" in asked.body
    assert "Past the date" in answered.body
    assert "can't take back" in answered.subject


@pytest.mark.parametrize("count", [1, 4])
def test_statements_do_not_grow(customer: Customer, staff: User, count: int) -> None:
    order = shipped(customer, staff, lines=count)
    client = signed_in(customer)
    client.post(
        new_url(order),
        {**given(order, "1"), **{f"line-{one.pk}": "1" for one in order.lines.all()}},
    )
    found = []
    for url in (
        new_url(order),
        reverse("orders:return-detail", args=[Return.objects.get().number]),
    ):
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        found.append(len(asked))
    assert found == [13, 10]
