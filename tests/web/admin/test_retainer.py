from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Retainer
from tests.factories import draft_retainer, item_of, make_customer, make_retainer, pay
from tests.web.admin.conftest import staff_with

ADD = reverse("admin:billing_retainer_add")


def url(name: str, retainer: Retainer) -> str:
    return reverse(f"admin:billing_retainer_{name}", args=[retainer.pk])


def form(total: str, currency: str = "EUR", **more: str) -> dict[str, str]:
    customer = make_customer(currency=currency)
    return {"customer": str(customer.pk), "description": "Spring", "total": total, **more}


def test_a_draft_is_saved_and_issued_at_once(staff_client: Client) -> None:
    staff_client.post(ADD, form("250.00", _issue="1"))
    assert item_of(Retainer.objects.get()).open == Decimal(250)


@pytest.mark.parametrize(("total", "currency"), [("0", "EUR"), ("10.005", "EUR"), ("1.5", "JPY")])
def test_an_impossible_amount_is_refused(staff_client: Client, total: str, currency: str) -> None:
    assert staff_client.post(ADD, form(total, currency)).status_code == 200
    assert not Retainer.objects.exists()


def test_a_draft_is_issued(staff_client: Client) -> None:
    retainer = draft_retainer(make_customer())
    staff_client.post(url("issue", retainer), {"issued_on": "2026-03-02"})
    retainer.refresh_from_db()
    assert retainer.status == Retainer.Status.ISSUED


def test_an_unpaid_one_is_withdrawn(staff_client: Client) -> None:
    retainer = make_retainer(make_customer())
    staff_client.post(url("void", retainer), {"on": "2026-03-10", "reason": "Not wanted"})
    retainer.refresh_from_db()
    assert retainer.status == Retainer.Status.VOID


def test_a_paid_one_is_not_and_shows_its_payment(staff_client: Client) -> None:
    retainer = make_retainer(make_customer())
    payment = pay(retainer, 40)
    data = {"on": "2026-03-10", "reason": "Not wanted"}
    assert staff_client.post(url("void", retainer), data).status_code == 422
    retainer.refresh_from_db()
    assert retainer.status == Retainer.Status.ISSUED
    page = staff_client.get(url("change", retainer)).content.decode()
    assert reverse("admin:billing_payment_change", args=[payment.pk]) in page


@pytest.mark.parametrize("name", ["issue", "void", "change"])
def test_without_the_right_to_change_nothing_can_be_done(client: Client, name: str) -> None:
    retainer = make_retainer(make_customer())
    client.force_login(staff_with("billing.view_retainer"))
    data = {"on": "2026-03-10", "reason": "x", "issued_on": "2026-03-02"}
    assert client.post(url(name, retainer), data).status_code == 403
    retainer.refresh_from_db()
    assert retainer.status == Retainer.Status.ISSUED
