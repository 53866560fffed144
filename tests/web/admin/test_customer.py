from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.company.account_hold import release_hold
from accounts.models import Customer
from tests.catalog.factories import make_contract, make_product, variant_of
from tests.factories import (
    DAY,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_user,
)
from tests.web.admin.conftest import staff_with

LIST = reverse("admin:accounts_customer_changelist")
ADD = reverse("admin:accounts_customer_add")


def change(customer: Customer) -> str:
    return reverse("admin:accounts_customer_change", args=[customer.pk])


def page_of(customer: Customer) -> str:
    return reverse("admin:customer-page", args=[customer.pk])


def form(**more: Any) -> dict[str, Any]:
    data = {
        "name": "Bright Ltd",
        "currency": "EUR",
        "payment_terms_days": "30",
        "credit_limit": "",
        "status": "active",
        "hold_reason": "",
        "hold_release": "by_staff",
        "external_reference": "",
    }
    for inline in ("addresses", "contacts", "memberships"):
        data |= {f"{inline}-TOTAL_FORMS": "0", f"{inline}-INITIAL_FORMS": "0"}
    return data | more


def test_the_account_number_is_assigned(staff_client: Client) -> None:
    staff_client.post(ADD, form(account_number="C-77777"))
    assert Customer.objects.get().account_number == "C-00001"


def test_two_customers_without_an_erp_number_can_stand_side_by_side(staff_client: Client) -> None:
    staff_client.post(ADD, form())
    staff_client.post(ADD, form(name="Dim Ltd"))
    assert Customer.objects.filter(external_reference__isnull=True).count() == 2


def test_a_hold_needs_a_reason(staff_client: Client) -> None:
    customer = make_customer()
    response = staff_client.post(change(customer), form(status="on_hold"))
    assert "Enter the reason for the hold." in response.content.decode()
    customer.refresh_from_db()
    assert customer.status == Customer.Status.ACTIVE
    staff_client.post(change(customer), form(status="on_hold", hold_reason="Owes too long"))
    customer.refresh_from_db()
    assert customer.is_on_hold


@pytest.mark.parametrize("limit", ["-1", "10.005"])
def test_an_impossible_credit_limit_is_refused(staff_client: Client, limit: str) -> None:
    staff_client.post(ADD, form(credit_limit=limit))
    assert not Customer.objects.exists()


def test_an_unknown_currency_is_refused(staff_client: Client) -> None:
    staff_client.post(ADD, form(currency="ZZZ"))
    assert not Customer.objects.exists()


def test_the_currency_can_be_changed_until_there_is_a_document(staff_client: Client) -> None:
    customer = make_customer()
    staff_client.post(change(customer), form(currency="gbp"))
    customer.refresh_from_db()
    assert customer.currency == "GBP"
    make_invoice(customer)
    staff_client.post(change(customer), form(currency="JPY"))
    customer.refresh_from_db()
    assert customer.currency == "GBP"


def test_a_currency_that_prices_hold_stays_with_a_sentence(staff_client: Client) -> None:
    customer = make_customer()
    make_contract(customer, variant_of(make_product()), "5")
    page = staff_client.post(change(customer), form(currency="GBP"))
    assert "This customer has contract prices" in page.content.decode()
    customer.refresh_from_db()
    assert customer.currency == "EUR"


def test_nobody_deletes_a_customer(staff_client: Client) -> None:
    customer = make_customer()
    address = reverse("admin:accounts_customer_delete", args=[customer.pk])
    assert staff_client.post(address, {"post": "yes"}).status_code == 403


def test_people_are_given_a_place_in_the_company(staff_client: Client) -> None:
    customer, user = make_customer(), make_user()
    data = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-0-user": str(user.pk),
        "memberships-0-role": "accounts",
    }
    staff_client.post(change(customer), form(**data))
    assert customer.memberships.get().user == user


def test_the_list_and_the_page_show_the_net_balance(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 100)
    make_credit_note(customer, 30)
    assert "€70.00" in staff_client.get(LIST).content.decode()
    page = staff_client.get(change(customer)).content.decode()
    for figure in ("€100.00", "€30.00", "€70.00"):
        assert figure in page


def test_the_page_leads_to_what_may_be_done(client: Client) -> None:
    customer = make_customer()
    record = f"{reverse('admin:billing_payment_add')}?customer={customer.pk}"
    client.force_login(staff_with("accounts.view_customer", "billing.add_payment"))
    assert record in client.get(change(customer)).content.decode()
    client.force_login(staff_with("accounts.view_customer"))
    assert record not in client.get(change(customer)).content.decode()


def test_a_search_finds_by_account_number(staff_client: Client) -> None:
    wanted, other = make_customer("Wanted"), make_customer("Other")
    page = staff_client.get(LIST, {"q": wanted.account_number}).content.decode()
    assert page_of(wanted) in page
    assert page_of(other) not in page


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    customer = make_customer(credit_limit=5)
    client.force_login(staff_with("accounts.view_customer"))
    assert client.post(change(customer), form(credit_limit="9999")).status_code == 403
    customer.refresh_from_db()
    assert customer.credit_limit == 5


def test_a_hold_begins_and_ends_by_the_form(staff_client: Client) -> None:
    customer = make_customer()
    make_member(customer, email="owner@example.com")
    make_invoice(customer, due_on=DAY)
    data = form(status="on_hold", hold_reason="Owes too long", hold_release="nothing_overdue")
    staff_client.post(change(customer), data)
    customer.refresh_from_db()
    assert (customer.is_on_hold, customer.hold_release) == (True, "nothing_overdue")
    staff_client.post(change(customer), form(hold_reason="Owes too long"))
    customer.refresh_from_db()
    assert (customer.status, customer.hold_reason, customer.hold_since) == ("active", "", None)
    assert [message.to for message in mail.outbox] == [["owner@example.com"]] * 2


def test_closing_an_account_on_hold_tells_nobody_to_order_again(staff_client: Client) -> None:
    customer = make_customer(status="on_hold", hold_reason="Late")
    make_member(customer)
    staff_client.post(change(customer), form(status="closed", hold_reason="Late"))
    customer.refresh_from_db()
    assert (customer.status, customer.hold_reason, customer.hold_since) == ("closed", "", None)
    assert mail.outbox == []


def test_a_hold_that_would_end_at_once_is_refused(staff_client: Client) -> None:
    customer = make_customer()
    data = form(status="on_hold", hold_reason="Late", hold_release="nothing_overdue")
    response = staff_client.post(change(customer), data)
    assert "would be lifted immediately" in response.content.decode()
    customer.refresh_from_db()
    assert not customer.is_on_hold


def test_a_hold_below_a_limit_needs_one(staff_client: Client) -> None:
    customer = make_customer()
    data = form(status="on_hold", hold_reason="Late", hold_release="below_limit")
    response = staff_client.post(change(customer), data)
    assert (
        "The hold ends when the balance is within the limit, so set one."
        in response.content.decode()
    )


def test_a_raised_limit_lets_the_hold_be_looked_at(staff_client: Client) -> None:
    customer = make_customer(
        status="on_hold", hold_reason="Late", hold_release="below_limit", credit_limit=10
    )
    data = {"status": "on_hold", "hold_reason": "Late", "hold_release": "below_limit"}
    staff_client.post(change(customer), form(credit_limit="20", **data))
    assert ProcrastinateJob.objects.filter(args={"object_id": customer.pk}).exists()


def test_ended_holds_are_told_to_staff(staff_client: Client) -> None:
    customer = make_customer(status="on_hold", hold_reason="Late")
    release_hold(customer, why="When nothing is overdue")
    page = staff_client.get(reverse("admin:index")).content.decode()
    assert "Holds lifted in the last 7 days" in page
