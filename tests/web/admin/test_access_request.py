"""Approving a sign-up: nothing dangerous is chosen beforehand; customers are searched for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.company.search import find_customers, similar_customers
from accounts.membership.access_requests import proposed_customers
from accounts.models import AccessRequest, Customer, Membership
from tests.factories import make_customer, make_user


@pytest.fixture
def access_request(organization: Any) -> AccessRequest:
    return AccessRequest.objects.create(
        name="Nora", email="n@stores.example", company="Bramblewick Stores Ltd",
        state="awaiting", user=make_user("n@stores.example"),
    )  # fmt: skip


def url(access_request: AccessRequest) -> str:
    return reverse("admin:accounts_accessrequest_approve", args=[access_request.pk])


def answers(**more: str) -> dict[str, str]:
    return {"belongs_to": "existing", "customer": "", "currency": "EUR", "role": "viewer", **more}


def test_nothing_is_chosen_but_the_smallest_role(
    staff_client: Client, access_request: AccessRequest
) -> None:
    page = staff_client.get(url(access_request)).text
    assert " checked" not in page
    assert re.search(r'<option value="viewer"\s+selected', page)
    answer = staff_client.post(url(access_request), {"currency": "EUR", "role": "viewer"})
    assert answer.status_code == 422
    assert not Membership.objects.exists()


@pytest.mark.parametrize("typed", ["C-00001", "c-00001", "ERP-7", "bramblewick stores"])
def test_customer_is_named_by_number_or_name(
    staff_client: Client, access_request: AccessRequest, typed: str
) -> None:
    customer = make_customer("Bramblewick Stores", external_reference="ERP-7")
    make_customer("Bramblewick Stores (North)")
    assert customer.account_number == "C-00001"
    staff_client.post(url(access_request), answers(customer=typed))
    place = Membership.objects.get()
    assert (place.customer, place.role) == (customer, "viewer")


@pytest.mark.parametrize("typed", ["Bramb", "stores bramblewick"])
def test_like_is_not_meant_and_what_was_typed_stays(
    staff_client: Client, access_request: AccessRequest, typed: str
) -> None:
    make_customer("Bramblewick Stores")
    answer = staff_client.post(url(access_request), answers(customer=typed))
    assert answer.status_code == 422
    assert (
        "Several customers match. Enter the account number: C-00001 Bramblewick Stores."
        in answer.text
    )
    assert f'value="{typed}"' in answer.text
    assert not Membership.objects.exists()


def test_unknown_and_closed_customers_are_not_found(
    staff_client: Client, access_request: AccessRequest
) -> None:
    make_customer("Bramblewick Stores", status="closed")
    for typed in ("Bramblewick Stores", "nobody", ""):
        page = staff_client.post(url(access_request), answers(customer=typed)).text
        assert "No customer found." in page


def test_new_customer_is_a_choice_of_its_own(
    staff_client: Client, access_request: AccessRequest
) -> None:
    make_customer("Bramblewick Stores")
    staff_client.post(url(access_request), answers(belongs_to="new"))
    assert Membership.objects.get().customer.name == "Bramblewick Stores Ltd"


def test_who_knows_the_e_mail_and_who_is_called_alike_is_hinted_at(
    staff_client: Client, access_request: AccessRequest
) -> None:
    make_customer("Known Ltd", email="N@stores.example")
    make_customer("Bramblewick Online")
    make_customer("Other Ltd")
    page = staff_client.get(url(access_request)).text
    assert "Already a contact at: C-00001 Known Ltd." in page
    assert "Similar names, which proves nothing: C-00002 Bramblewick Online." in page
    assert "Other Ltd" not in page


@pytest.mark.parametrize("count", [1, 60])
def test_page_asks_as_much_for_few_as_for_many(
    staff_client: Client,
    access_request: AccessRequest,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(count):
        make_customer(f"Company {number}")
    staff_client.get(url(access_request))
    with django_assert_max_num_queries(13):
        page = staff_client.get(url(access_request))
    assert len(page.content) < 36_000


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda _one: find_customers("bramb"), "customer_name_words"),
        (lambda _one: similar_customers("Bramblewick"), "customer_name_words"),
        (proposed_customers, "customer_email"),
    ],
)
def test_search_goes_by_an_index(
    access_request: AccessRequest, ask: Any, index: str, django_assert_max_num_queries: Any
) -> None:
    Customer.objects.bulk_create(
        Customer(name=f"Company {number}", account_number=f"X-{number}", currency="EUR")
        for number in range(50)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with django_assert_max_num_queries(2) as asked:
        ask(access_request)
    plan = ""
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan += "\n".join(row[0] for row in cursor.fetchall())
    assert index in plan
