"""The same act with many customers: look first, do, result, undo."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import BulkAct, Customer, Invitation, User
from billing.statements import sending
from portal.staff.bulk.acts import ACTS
from portal.staff.bulk.running import MAX_CUSTOMERS
from tests.factories import make_customer, make_staff
from tests.web.admin.conftest import staff_with

LIST = reverse("admin:accounts_customer_changelist")


@pytest.fixture
def customers() -> list[Customer]:
    return [
        make_customer(name, "GBP", email=f"{name.lower()}@example.com") for name in ("Ash", "Birch")
    ]


def post(client: Client, name: str, customers: list[Customer], **more: Any) -> Any:
    data = {"customer": [one.pk for one in customers], "key": str(uuid4()), "_run": "1", **more}
    return client.post(reverse("admin:bulk", args=[name]), data)


def given(name: str, staff: User) -> dict[str, Any]:
    return {
        "hold": {"reason": "Owes too long", "release": "by_staff"},
        "limit": {"limit": "500"},
        "terms": {"days": "14"},
        "assign": {"manager": staff.pk},
        "invite": {"role": "viewer"},
        "statement": {"type": "balance-forward", "range": "last-month"},
    }.get(name, {})


def now(customer: Customer) -> tuple[Any, ...]:
    customer.refresh_from_db()
    return (
        customer.status,
        customer.credit_limit,
        customer.payment_terms_days,
        customer.account_manager_id,
    )


@pytest.mark.parametrize("name", list(ACTS))
def test_the_list_offers_each_act_and_shows_what_is_so_now(
    staff_client: Client, customers: list[Customer], name: str
) -> None:
    data = {"action": f"bulk_{name}", "_selected_action": [one.pk for one in customers]}
    page = staff_client.post(LIST, data)
    assert page.status_code == 200
    assert [row.customer for row in page.context["rows"]] == customers
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize("name", ["hold", "limit", "terms", "assign", "invite"])
def test_looking_first_says_what_will_be_and_changes_nothing(
    staff_client: Client, staff: User, customers: list[Customer], name: str
) -> None:
    before = [now(one) for one in customers]
    data = {"customer": [one.pk for one in customers], "_look": "1", **given(name, staff)}
    page = staff_client.post(reverse("admin:bulk", args=[name]), data)
    assert all(row.then for row in page.context["rows"])
    assert [now(one) for one in customers] == before
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize("name", ["hold", "limit", "terms", "assign"])
def test_each_is_done_for_all_and_undone_again(
    staff_client: Client, staff: User, customers: list[Customer], name: str
) -> None:
    before = [now(one) for one in customers]
    answer = post(staff_client, name, customers, **given(name, staff))
    assert all(now(one) != was for one, was in zip(customers, before, strict=True))
    assert len(staff_client.get(answer["Location"]).context["done"]) == 2
    staff_client.post(answer["Location"] + "undo/")
    assert [now(one) for one in customers] == before


def test_a_hold_is_lifted_and_put_back_with_its_reason(
    staff_client: Client, staff: User, customers: list[Customer]
) -> None:
    post(staff_client, "hold", customers, **given("hold", staff))
    answer = post(staff_client, "release", customers)
    assert {now(one)[0] for one in customers} == {"active"}
    staff_client.post(answer["Location"] + "undo/")
    assert {now(one)[0] for one in customers} == {"on_hold"}
    assert customers[0].hold_reason == "Owes too long"


def test_invitations_are_sent_and_withdrawn(
    staff_client: Client, staff: User, customers: list[Customer]
) -> None:
    answer = post(staff_client, "invite", customers, **given("invite", staff))
    assert Invitation.objects.open().count() == 2
    staff_client.post(answer["Location"] + "undo/")
    assert not Invitation.objects.open().exists()


def test_statements_are_sent_and_cannot_be_taken_back(
    staff_client: Client,
    staff: User,
    customers: list[Customer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "statement_pdf", lambda statement, seller: b"%PDF")
    answer = post(staff_client, "statement", customers, **given("statement", staff))
    assert [message.to for message in mail.outbox] == [["ash@example.com"], ["birch@example.com"]]
    assert not staff_client.get(answer["Location"]).context["may_undo"]
    staff_client.post(answer["Location"] + "undo/")
    assert BulkAct.objects.get().undone_at is None


def test_what_one_refuses_does_not_hold_up_the_others(
    staff_client: Client, staff: User, customers: list[Customer]
) -> None:
    closed = make_customer("Closed", "GBP", status="closed")
    answer = post(staff_client, "hold", [closed, *customers], **given("hold", staff))
    page = staff_client.get(answer["Location"])
    assert [row.outcome for row in page.context["refused"]] == ["This account is closed."]
    assert len(page.context["done"]) == 2


def test_what_changed_since_is_left_as_it_is(
    staff_client: Client, staff: User, customers: list[Customer]
) -> None:
    answer = post(staff_client, "terms", customers, **given("terms", staff))
    Customer.objects.filter(pk=customers[0].pk).update(payment_terms_days=99)
    staff_client.post(answer["Location"] + "undo/")
    assert [now(one)[2] for one in customers] == [99, 30]
    assert "left as it is" in staff_client.get(answer["Location"]).content.decode()


def test_a_form_sent_twice_is_one_act(
    staff_client: Client, staff: User, customers: list[Customer]
) -> None:
    key = str(uuid4())
    for _ in range(2):
        post(staff_client, "hold", customers, key=key, **given("hold", staff))
    assert BulkAct.objects.count() == 1


def test_undone_once_only(staff_client: Client, staff: User, customers: list[Customer]) -> None:
    answer = post(staff_client, "terms", customers, **given("terms", staff))
    staff_client.post(answer["Location"] + "undo/")
    post(staff_client, "terms", customers, days="21")
    staff_client.post(answer["Location"] + "undo/")
    assert [now(one)[2] for one in customers] == [21, 21]


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("hold", {"reason": ""}),
        ("limit", {"limit": "-1"}),
        ("terms", {"days": "9999"}),
        ("assign", {"manager": "999999"}),
        ("statement", {"type": "x", "range": "y"}),
    ],
)
def test_bad_input_does_nothing(
    staff_client: Client, customers: list[Customer], name: str, bad: dict[str, str]
) -> None:
    assert post(staff_client, name, customers, **bad).status_code == 422
    assert not BulkAct.objects.exists()


def test_none_and_too_many_are_refused(staff_client: Client, staff: User) -> None:
    assert post(staff_client, "terms", [], days="14").status_code == 422
    Customer.objects.bulk_create(
        Customer(name=f"C{n}", account_number=f"X{n}", currency="GBP")
        for n in range(MAX_CUSTOMERS + 1)
    )
    many = list(Customer.objects.all())
    assert post(staff_client, "terms", many, days="14").status_code == 422
    assert not BulkAct.objects.exists()


@pytest.mark.parametrize("name", list(ACTS))
def test_each_act_asks_for_its_right(client: Client, customers: list[Customer], name: str) -> None:
    client.force_login(staff_with("accounts.view_customer"))
    assert post(client, name, customers, **given(name, make_staff())).status_code == 403
    assert f"bulk_{name}" not in client.get(LIST).content.decode()
    assert not BulkAct.objects.exists()


def test_a_result_is_shown_to_who_may_do_the_same(
    staff_client: Client, client: Client, staff: User, customers: list[Customer]
) -> None:
    answer = post(staff_client, "terms", customers, **given("terms", staff))
    client.force_login(staff_with("accounts.view_customer"))
    assert client.get(answer["Location"]).status_code == 403
    assert client.post(answer["Location"] + "undo/").status_code == 403


def test_an_act_that_is_none_is_404(staff_client: Client, customers: list[Customer]) -> None:
    assert post(staff_client, "destroy", customers).status_code == 404
