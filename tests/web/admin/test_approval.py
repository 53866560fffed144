"""A second person, from the buttons to what is done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Approval, Customer, Organization, User
from billing.models import CreditNote, Invoice, JournalEntry
from tests.factories import (
    PASSWORD,
    draft_credit_note,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_staff,
)
from tests.web.admin.conftest import messages_of, staff_with
from tests.web.admin.test_customer import form as customer_form
from tests.web.admin.test_organization import form as organization_form

IBAN = "DE89370400440532013000"
BANK = reverse("admin:accounts_organization_bank-details", args=[1])
TOMORROW_OR_SO = {"on": "2026-03-09", "reason": "Agreed by phone"}
WAITS = "This needs a second person's approval. We have emailed the approvers."


@pytest.fixture(autouse=True)
def limits(organization: Organization) -> None:
    make_organization(approval_above="EUR 1000", credit_limit_approval_above="EUR 1000")


@pytest.fixture
def second() -> Client:
    """Signed in as somebody else who may do everything, and just has shown their password."""
    return fresh(make_staff("second@example.com"))


def fresh(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def url(model: str, name: str, one: Any) -> str:
    return reverse(f"admin:{model}_{name}", args=[one.pk])


def decide(client: Client, name: str = "approve", **answers: str) -> Any:
    return client.post(url("accounts_approval", name, Approval.objects.get()), answers, follow=True)


def test_large_write_off_waits_and_is_done_once(staff_client: Client, second: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    answer = staff_client.post(
        url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO, follow=True
    )
    assert messages_of(answer) == [WAITS]
    assert item_of(invoice).open == 1500
    decide(second)
    assert item_of(invoice).open == 0
    decide(second)
    assert JournalEntry.objects.filter(kind="write_off").count() == 1


def test_small_write_off_needs_nobody(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), 1000)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    assert item_of(invoice).open == 0
    assert not Approval.objects.exists()


def test_write_off_is_refused_when_more_was_paid_meanwhile(
    staff_client: Client, second: Client
) -> None:
    from tests.factories import pay

    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    pay(invoice, 100)
    assert "has changed" in decide(second).text
    assert item_of(invoice).open == 1400
    assert Approval.objects.get().is_waiting


def test_large_void_waits(staff_client: Client, second: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "void", invoice), TOMORROW_OR_SO)
    assert Invoice.objects.get().status == Invoice.Status.ISSUED
    decide(second)
    assert Invoice.objects.get().status == Invoice.Status.VOID


def refund(client: Client, document: Any, amount: str, key: str) -> None:
    data = {"amount": amount, "on": "2026-03-09", "reason": "Overpaid", "key": key}
    client.post(url(f"billing_{document._meta.model_name}", "refund", document), data)


def test_large_refund_waits(staff_client: Client, second: Client) -> None:
    payment = make_payment(make_customer(), 5000)
    refund(staff_client, payment, "1500", "a")
    assert item_of(payment).open == 5000
    decide(second)
    assert item_of(payment).open == 3500


def test_refund_sent_twice_is_one_refund_and_no_request(staff_client: Client) -> None:
    payment = make_payment(make_customer(), 5000)
    refund(staff_client, payment, "800", "a")
    refund(staff_client, payment, "800", "a")
    assert item_of(payment).open == 4200
    assert not Approval.objects.exists()


@pytest.mark.parametrize("make", [make_payment, make_credit_note])
def test_refunds_in_small_parts_count_together(staff_client: Client, make: Any) -> None:
    document = make(make_customer(), 5000)
    refund(staff_client, document, "800", "a")
    refund(staff_client, document, "800", "b")
    assert item_of(document).open == 4200
    assert Approval.objects.get().amount == 800


@pytest.mark.parametrize("way", ["issue", "list", "save"])
def test_large_credit_note_waits_at_every_door(
    staff_client: Client, second: Client, way: str
) -> None:
    note = draft_credit_note(make_customer(), 1500)
    if way == "issue":
        staff_client.post(url("billing_creditnote", "issue", note), {"issued_on": "2026-03-02"})
    elif way == "list":
        data = {"action": "issue_selected", "_selected_action": [note.pk]}
        staff_client.post(reverse("admin:billing_creditnote_changelist"), data)
    else:
        line = note.lines.get()
        data = {
            "_issue": "1",
            "customer": note.customer_id,
            "lines-TOTAL_FORMS": 1,
            "lines-INITIAL_FORMS": 1,
            "lines-0-id": line.pk,
            "lines-0-credit_note": note.pk,
            "lines-0-position": 1,
            "lines-0-description": "Goods",
            "lines-0-quantity": 1,
            "lines-0-unit_price": 1500,
            "lines-0-tax_rate": 0,
        }
        staff_client.post(url("billing_creditnote", "change", note), data)
    note.refresh_from_db()
    assert note.is_draft
    decide(second)
    note.refresh_from_db()
    assert (note.status, item_of(note).open) == (CreditNote.Status.ISSUED, Decimal(1500))


def test_draft_that_was_changed_meanwhile_is_not_issued(
    staff_client: Client, second: Client
) -> None:
    note = draft_credit_note(make_customer(), 1500)
    staff_client.post(url("billing_creditnote", "issue", note), {"issued_on": "2026-03-02"})
    note.lines.update(unit_price=9000)
    assert "The draft has changed since then." in decide(second).text
    note.refresh_from_db()
    assert note.is_draft


def test_large_credit_limit_waits_and_the_rest_is_saved(
    staff_client: Client, second: Client
) -> None:
    customer = make_customer()
    data = customer_form(name="Bright Ltd", credit_limit="5000")
    answer = staff_client.post(url("accounts_customer", "change", customer), data, follow=True)
    assert WAITS in messages_of(answer)
    customer.refresh_from_db()
    assert (customer.name, customer.credit_limit) == ("Bright Ltd", None)
    decide(second)
    assert Customer.objects.get().credit_limit == 5000


def test_new_customer_begins_without_a_large_limit(staff_client: Client) -> None:
    staff_client.post(reverse("admin:accounts_customer_add"), customer_form(credit_limit="5000"))
    assert Customer.objects.get().credit_limit is None
    assert Approval.objects.get().amount == 5000


def test_limits_of_the_organization_wait_once_set(staff_client: Client, second: Client) -> None:
    page = reverse("admin:accounts_organization_change", args=[1])
    data = organization_form(approval_above="EUR 9999", credit_limit_approval_above="EUR 1000")
    answer = staff_client.post(page, data, follow=True)
    assert WAITS in messages_of(answer)
    assert Organization.current().approval_above == "EUR 1000"
    decide(second)
    assert Organization.current().approval_above == "EUR 9999"


def bank(**more: str) -> dict[str, str]:
    return {"bank_account_holder": "Acme", "bank_iban": IBAN, "reason": "New bank", **more}


def test_bank_details_are_not_among_what_one_edits(staff_client: Client) -> None:
    page = reverse("admin:accounts_organization_change", args=[1])
    limits = {"approval_above": "EUR 1000", "credit_limit_approval_above": "EUR 1000"}
    staff_client.post(page, organization_form(bank_iban=IBAN, **limits))
    assert Organization.current().bank_iban == ""
    assert 'name="bank_iban"' not in staff_client.get(page).text


def test_bank_details_ask_for_the_password_again(staff: User, staff_client: Client) -> None:
    answer = staff_client.post(BANK, bank())
    assert reverse("account_reauthenticate") in answer["Location"]
    assert Organization.current().bank_iban == ""
    fresh(staff).post(BANK, bank())
    assert Organization.current().bank_iban == IBAN


def test_approving_asks_for_the_password_again(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    other = Client()
    other.force_login(make_staff())
    answer = other.post(url("accounts_approval", "approve", Approval.objects.get()))
    assert reverse("account_reauthenticate") in answer["Location"]
    assert item_of(invoice).open == 1500


def test_bank_details_need_their_own_right() -> None:
    client = fresh(staff_with("accounts.view_organization", "accounts.change_organization"))
    assert client.post(BANK, bank()).status_code == 403
    assert Organization.current().bank_iban == ""


def test_wrong_iban_is_refused_and_what_was_typed_stays(staff: User) -> None:
    answer = fresh(staff).post(BANK, bank(bank_iban="DE00370400440532013000"))
    assert answer.status_code == 422
    assert "DE00370400440532013000" in answer.text
    assert not Approval.objects.exists()


def test_customers_read_that_bank_details_changed_for_a_while(staff: User, second: Client) -> None:
    make_organization(bank_iban=IBAN, bank_account_holder="Acme")
    customer = make_customer()
    invoice = make_invoice(customer)
    member = Client()
    member.force_login(
        make_member(customer), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = reverse("billing:invoice-detail", args=[invoice.number])
    warning = "These bank details changed on"
    assert warning not in member.get(page).text
    fresh(staff).post(BANK, bank(bank_iban="GB33BUKB20201555555555"))
    assert warning not in member.get(page).text
    decide(second)
    assert warning in member.get(page).text
    Organization.objects.update(bank_changed_at=None)
    assert warning in member.get(page).text, "the day of the change was written over"
    seller = Organization.current()
    seller.bank_changed_at = timezone.now() - timedelta(days=61)
    assert seller.bank_details_changed_on is None


def test_who_asked_is_offered_to_withdraw_and_not_to_approve(
    staff: User, staff_client: Client, second: Client
) -> None:
    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    approval = Approval.objects.get()
    page = url("accounts_approval", "change", approval)
    mine, theirs = staff_client.get(page).text, second.get(page).text
    assert url("accounts_approval", "withdraw", approval) in mine
    assert url("accounts_approval", "approve", approval) not in mine
    assert url("accounts_approval", "withdraw", approval) not in theirs
    assert url("accounts_approval", "approve", approval) in theirs
    assert "requested this yourself" in decide(fresh(staff)).text
    assert decide(second, "withdraw").status_code == 403
    decide(staff_client, "withdraw")
    assert Approval.objects.get().state == Approval.State.WITHDRAWN
    assert item_of(invoice).open == 1500


def test_declined_request_tells_why(staff_client: Client, second: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    mail.outbox.clear()
    decide(second, "decline", reason="They will pay")
    assert "They will pay" in mail.outbox[0].body
    assert item_of(invoice).open == 1500


def test_requests_wait_on_the_first_page(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    staff_client.post(url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO)
    page = staff_client.get(reverse("admin:index")).text
    assert ">Requests awaiting a second person</a>" in page


def test_nobody_else_who_may_approve_is_said(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), 1500)
    answer = staff_client.post(
        url("billing_invoice", "write-off", invoice), TOMORROW_OR_SO, follow=True
    )
    assert "no one else can give it yet" in messages_of(answer)[0]
