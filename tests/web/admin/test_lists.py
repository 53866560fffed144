"""Every list asks the same number of questions for one row as for three, and the ledger is only
to be looked at."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from billing.models import AccountBalance, JournalEntry, OpenItem, Posting
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_membership,
    make_retainer,
    pay,
)
from tests.web.admin.conftest import staff_with

LEDGER = [OpenItem, JournalEntry, Posting, AccountBalance]
LISTS = [
    "accounts_customer",
    "accounts_user",
    "billing_accountbalance",
    "billing_creditnote",
    "billing_invoice",
    "billing_journalentry",
    "billing_openitem",
    "billing_payment",
    "billing_posting",
    "billing_retainer",
]


def one_of_each() -> None:
    customer = make_customer()
    make_membership(customer, role=Role.OWNER)
    pay(make_invoice(customer), 40)
    make_credit_note(customer)
    make_retainer(customer)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_three_rows_as_for_one(staff_client: Client, name: str) -> None:
    address = reverse(f"admin:{name}_changelist")
    one_of_each()
    queries(staff_client, address)
    for_one = queries(staff_client, address)
    one_of_each()
    one_of_each()
    assert queries(staff_client, address) == for_one


def test_an_entry_asks_as_much_for_three_postings_as_for_one(staff_client: Client) -> None:
    from billing.ledger.allocation import Share
    from tests.factories import item_of, make_payment

    customer = make_customer()
    plain = make_payment(customer, 10)
    retainers = [make_retainer(customer, 10) for _ in range(2)]
    shared = make_payment(
        customer, 20, shares=[Share(item_of(one), Decimal(10)) for one in retainers]
    )
    addresses = [
        reverse(
            "admin:billing_journalentry_change", args=[payment.open_item.credits.get().entry_id]
        )
        for payment in (plain, shared)
    ]
    queries(staff_client, addresses[0])
    assert queries(staff_client, addresses[1]) == queries(staff_client, addresses[0])


@pytest.mark.parametrize("name", ["billing_invoice", "billing_payment"])
def test_a_page_asks_as_much_for_three_applications_as_for_one(
    staff_client: Client, name: str
) -> None:
    invoice = make_invoice(make_customer())
    payment = pay(invoice, 10)
    pk = invoice.pk if name == "billing_invoice" else payment.pk
    address = reverse(f"admin:{name}_change", args=[pk])
    queries(staff_client, address)
    for_one = queries(staff_client, address)
    for _ in range(2):
        pay(invoice, 10)
    assert queries(staff_client, address) == for_one


@pytest.mark.parametrize("model", LEDGER)
def test_not_even_a_superuser_changes_the_ledger(
    staff_client: Client, model: type[OpenItem]
) -> None:
    one_of_each()
    name, pk = model._meta.label_lower.replace(".", "_"), model.objects.first().pk  # type: ignore[union-attr]
    before = list(model.objects.order_by("pk").values())
    assert staff_client.get(reverse(f"admin:{name}_change", args=[pk])).status_code == 200
    addresses = [
        reverse(f"admin:{name}_add"),
        reverse(f"admin:{name}_change", args=[pk]),
        reverse(f"admin:{name}_delete", args=[pk]),
    ]
    for address in addresses:
        assert staff_client.post(address, {"post": "yes", "open": "0"}).status_code == 403
    deletion = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    staff_client.post(reverse(f"admin:{name}_changelist"), deletion)
    assert list(model.objects.order_by("pk").values()) == before


def test_no_list_lets_money_be_edited_in_place() -> None:
    assert all(not model_admin.list_editable for model_admin in admin.site._registry.values())


def test_every_page_of_ours_names_its_fields() -> None:
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label == "billing":
            explicit = model_admin.fields or model_admin.fieldsets
            assert explicit or getattr(model_admin, "draft_fields", None), model


@pytest.mark.parametrize("name", LISTS)
def test_a_list_needs_its_right(client: Client, name: str) -> None:
    client.force_login(staff_with("accounts.view_organization"))
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
