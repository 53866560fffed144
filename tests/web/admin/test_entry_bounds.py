"""What staff type out of bounds is refused beside its field, and what they typed stays."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization
from billing.models import Invoice, JournalEntry, Payment, Transfer
from tests.billing.test_nothing_after_today import a_transfer
from tests.factories import (
    DAY,
    draft_invoice,
    item_of,
    make_customer,
    make_invoice,
    make_payment,
)
from tests.web.admin.conftest import messages_of
from tests.web.admin.test_invoice import ADD, LIST, form, url
from tests.web.admin.test_organization import form as organization_form

ORGANIZATION = reverse("admin:accounts_organization_change", args=[1])
RECORD = reverse("admin:billing_payment_add")


def today() -> Any:
    return Organization.current().today()


def errors_of(page: Any) -> list[str]:
    """Every error on an admin form's page, of the form and of its lines."""
    found = page.context["adminform"].form.errors
    texts = [text for errors in found.values() for text in errors]
    for formset in page.context["inline_admin_formsets"]:
        for one in formset.formset.errors:
            texts += [text for errors in one.values() for text in errors]
        texts += formset.formset.non_form_errors()
    return texts


OUT_OF_BOUNDS = {
    "in the year 1": ({"issued_on": "0001-01-01"}, "between 1900 and 2199"),
    "in 2200": ({"issued_on": "2200-01-01"}, "between 1900 and 2199"),
    "due before its date": ({"due_on": "2026-03-01"}, "before the document's date"),
    "due before today, undated": (
        {"issued_on": "", "due_on": "2026-03-01"},
        "before the document's date",
    ),
    "due in 9999": ({"due_on": "9999-12-31"}, "between 1900 and 2199"),
    "a quantity of zero": ({"lines-0-quantity": "0"}, "other than zero"),
    "a huge quantity": ({"lines-0-quantity": "999999999999"}, "too large"),
    "a quantity that is none": ({"lines-0-quantity": "NaN"}, "Enter a number"),
    "a price below zero": ({"lines-0-unit_price": "-1"}, "be negative"),
    "an endless price": ({"lines-0-unit_price": "Infinity"}, "Enter a number"),
    "tax of 500 %": ({"lines-0-tax_rate": "500"}, "between 0 and 100"),
    "tax below zero": ({"lines-0-tax_rate": "-5"}, "between 0 and 100"),
    "a sum too large": (
        {"lines-0-quantity": "999999999", "lines-0-unit_price": "9999999999"},
        "too large",
    ),
    "a long note": ({"note": "x" * 120_000}, "at most 10000 characters"),
}


@pytest.mark.parametrize("button", [{}, {"_issue": "1"}])
@pytest.mark.parametrize("what", OUT_OF_BOUNDS)
def test_invoice_out_of_bounds_is_asked_for_again(
    what: str, button: dict[str, str], staff_client: Client
) -> None:
    typed, sentence = OUT_OF_BOUNDS[what]
    page = staff_client.post(ADD, form(make_customer().pk, "10.00", **typed, **button))
    assert any(sentence in text for text in errors_of(page))
    assert 'value="PO-7"' in page.content.decode()
    assert not Invoice.objects.exists()


def test_lines_tell_browsers_their_bounds(staff_client: Client) -> None:
    page = staff_client.get(ADD).content.decode()
    for name, bounds in {
        "quantity": 'min="-999999999" max="999999999" step="0.0001"',
        "unit_price": 'min="0" max="99999999999999" step="0.0001"',
        "tax_rate": 'min="0" max="100" step="0.001"',
    }.items():
        field = page.split(f'name="lines-0-{name}"')[1].split(">")[0]
        assert all(bound in field for bound in bounds.split())


# --- Dated later --------------------------------------------------------------------------------


def test_saved_and_issued_with_a_later_date_it_waits_for_its_day(staff_client: Client) -> None:
    day = today() + timedelta(5)
    data = form(make_customer().pk, "10.00", issued_on=day.isoformat(), _issue="1")
    page = staff_client.post(ADD, data, follow=True)
    draft = Invoice.objects.get()
    assert (draft.is_draft, draft.is_scheduled, draft.issued_on) == (True, True, day)
    assert any("issued automatically" in text for text in messages_of(page))
    assert "Issued automatically on" in staff_client.get(LIST).content.decode()


def test_issue_button_with_a_later_day_does_the_same(staff_client: Client) -> None:
    draft, day = draft_invoice(make_customer()), today() + timedelta(5)
    staff_client.post(url("issue", draft), {"issued_on": day.isoformat()})
    draft.refresh_from_db()
    assert (draft.is_scheduled, draft.issued_on) == (True, day)
    staff_client.post(url("unschedule", draft), {})
    draft.refresh_from_db()
    assert not draft.is_scheduled


def test_bulk_issue_schedules_what_is_dated_later(staff_client: Client) -> None:
    customer = make_customer()
    now, later = (draft_invoice(customer, issued_on=today() + timedelta(days)) for days in (0, 3))
    data = {"action": "issue_selected", "_selected_action": [now.pk, later.pk]}
    staff_client.post(LIST, data, follow=True)
    now.refresh_from_db()
    later.refresh_from_db()
    assert (now.is_draft, later.is_draft, later.is_scheduled) == (False, True, True)


def test_scheduled_draft_does_not_wait_on_the_first_page(staff_client: Client) -> None:
    draft_invoice(make_customer(), issued_on=today() + timedelta(3), is_scheduled=True)
    queues = staff_client.get(reverse("admin:index")).context["queues"]
    waiting = {str(one.label): one.count for one in queues}
    assert waiting.get("invoices to issue", 0) == 0


def test_draft_whose_date_is_taken_away_is_not_scheduled(staff_client: Client) -> None:
    draft = draft_invoice(make_customer(), issued_on=today() + timedelta(3), is_scheduled=True)
    line = draft.lines.get()
    data = form(draft.customer_id, "100", issued_on="") | {
        "lines-INITIAL_FORMS": "1",
        "lines-0-id": str(line.pk),
        "lines-0-invoice": str(draft.pk),
    }
    staff_client.post(url("change", draft), data)
    draft.refresh_from_db()
    assert (draft.issued_on, draft.is_scheduled) == (None, False)


# --- Over the credit limit ----------------------------------------------------------------------


def test_invoice_over_the_limit_is_asked_about_before(staff_client: Client) -> None:
    customer = make_customer(credit_limit=Decimal(100))
    make_invoice(customer, 90)
    data = form(customer.pk, "10.00", _issue="1")
    page = staff_client.post(ADD, data, follow=True)
    draft = Invoice.objects.get(status="draft")
    assert draft.po_number == "PO-7"
    text = page.content.decode()
    assert "€100.00" in text
    assert "€90.00" in text
    assert "€102.00" in text
    assert "€2.00 over the limit" in text
    staff_client.post(url("issue", draft), {"issued_on": "2026-03-02"})
    draft.refresh_from_db()
    assert not draft.is_draft


@pytest.mark.parametrize("limit", [None, Decimal(12)])
def test_invoice_within_the_limit_is_issued_at_once(
    limit: Decimal | None, staff_client: Client
) -> None:
    customer = make_customer(credit_limit=limit)
    staff_client.post(ADD, form(customer.pk, "10.00", _issue="1"))
    assert not Invoice.objects.get().is_draft


def test_unused_deposit_counts_before_the_limit_does(staff_client: Client) -> None:
    customer = make_customer(credit_limit=Decimal(2))
    make_payment(customer, 10)
    staff_client.post(ADD, form(customer.pk, "10.00", _issue="1"))
    assert not Invoice.objects.get().is_draft


def test_bulk_issue_leaves_out_what_would_be_over_the_limit(staff_client: Client) -> None:
    customer = make_customer(credit_limit=Decimal(15))
    first, second = draft_invoice(customer, 10, total=10), draft_invoice(customer, 10, total=10)
    data = {"action": "issue_selected", "_selected_action": [first.pk, second.pk]}
    page = staff_client.post(LIST, data, follow=True)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_draft, second.is_draft) == (False, True)
    assert any("over the limit" in text for text in messages_of(page))


# --- Days of what is posted ---------------------------------------------------------------------


def test_payment_received_tomorrow_is_asked_for_again(staff_client: Client) -> None:
    values = {
        "customer": make_customer().pk,
        "amount": "10",
        "method": "cheque",
        "received_on": (today() + timedelta(1)).isoformat(),
        "reference": "CHQ-1",
        "key": "k",
        "_deposit": "1",
    }
    page = staff_client.post(RECORD, values)
    assert page.status_code == 422
    assert "is in the future" in page.content.decode()
    assert "CHQ-1" in page.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.parametrize(("amount", "currency"), [("10.5", "JPY"), ("1.001", "EUR")])
def test_transfer_that_the_currency_cannot_hold_is_refused(
    amount: str, currency: str, staff_client: Client
) -> None:
    transfer = a_transfer(make_customer(currency=currency))
    address = reverse("admin:billing_transfer_receive", args=[transfer.pk])
    typed = {"amount": amount, "received_on": DAY.isoformat(), "note": ""}
    asked = staff_client.post(address, typed).context["answer_to"]
    page = staff_client.post(address, typed | {"answer_to": asked})
    assert page.status_code == 422
    assert Transfer.objects.get().state == "announced"


@pytest.mark.parametrize("name", ["void", "refund"])
@pytest.mark.parametrize("day", ["tomorrow", "1899-12-31"])
def test_day_that_cannot_be_is_refused_by_every_action(
    day: str, name: str, staff_client: Client
) -> None:
    payment = make_payment(make_customer())
    typed = (today() + timedelta(1)).isoformat() if day == "tomorrow" else day
    address = reverse(f"admin:billing_payment_{name}", args=[payment.pk])
    page = staff_client.post(address, {"on": typed, "reason": "r", "amount": "1", "key": "k"})
    assert page.status_code == 422
    assert 'value="r"' in page.content.decode()
    assert JournalEntry.objects.count() == 1


def test_refund_typed_before_its_payment_says_when_it_takes_effect(staff_client: Client) -> None:
    payment = make_payment(make_customer(), received_on=DAY)
    address = reverse("admin:billing_payment_refund", args=[payment.pk])
    values = {"on": "2026-02-01", "reason": "r", "amount": "1", "key": "k"}
    page = staff_client.post(address, values, follow=True)
    said = " ".join(messages_of(page))
    assert "takes effect on 2 Mar 2026" in said.replace("\xa0", " ") or "Mar 2, 2026" in said
    assert JournalEntry.objects.get(kind="refund").effective_on == DAY


def test_void_typed_before_its_invoice_says_when_it_takes_effect(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), issued_on=DAY)
    page = staff_client.post(url("void", invoice), {"on": "1999-01-01", "reason": "r"}, follow=True)
    assert any("It takes effect on" in text for text in messages_of(page))
    assert item_of(invoice).open == 0


def test_day_that_was_taken_as_typed_is_not_mentioned(staff_client: Client) -> None:
    invoice = make_invoice(make_customer(), issued_on=DAY)
    page = staff_client.post(url("void", invoice), {"on": "2026-03-05", "reason": "r"}, follow=True)
    assert not any("takes effect" in text for text in messages_of(page))


# --- The organization's terms -------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["invitation_days", "shared_link_days", "audit_years", "leftover_days", "payload_days"],
)
def test_term_of_zero_is_refused(name: str, staff_client: Client) -> None:
    page = staff_client.post(ORGANIZATION, organization_form(**{name: "0"}))
    assert page.context["adminform"].form.errors.keys() == {name}
