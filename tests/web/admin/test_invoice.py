from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.admin.documents.invoice import InvoiceAdmin
from billing.ledger.posting import LedgerRefusal
from billing.models import Invoice, JournalEntry
from tests.factories import draft_invoice, item_of, make_customer, make_invoice, pay
from tests.web.admin.conftest import messages_of, staff_with

LIST = reverse("admin:billing_invoice_changelist")
ADD = reverse("admin:billing_invoice_add")


def url(name: str, invoice: Invoice) -> str:
    return reverse(f"admin:billing_invoice_{name}", args=[invoice.pk])


def form(customer_id: int, *prices: str, **more: str) -> dict[str, str]:
    """What the browser sends for an invoice with a line at each price, 20 % tax."""
    data = {
        "customer": str(customer_id),
        "issued_on": "2026-03-02",
        "due_on": "",
        "po_number": "PO-7",
        "order_reference": "",
        "note": "",
        "lines-TOTAL_FORMS": str(len(prices)),
        "lines-INITIAL_FORMS": "0",
        "lines-MIN_NUM_FORMS": "1",
        "lines-MAX_NUM_FORMS": "1000",
    }
    for number, price in enumerate(prices):
        line = {"position": number + 1, "quantity": "1", "unit_price": price, "tax_rate": "20"}
        data |= {f"lines-{number}-{name}": str(value) for name, value in line.items()}
    return data | more


def test_a_draft_is_saved_with_its_totals(staff_client: Client, staff: User) -> None:
    customer = make_customer()
    staff_client.post(ADD, form(customer.pk, "10.00", "2.50"))
    invoice = Invoice.objects.get()
    assert invoice.is_draft
    assert (invoice.net_total, invoice.tax_total, invoice.total) == (
        Decimal("12.50"),
        Decimal("2.50"),
        Decimal("15.00"),
    )
    assert invoice.created_by == staff
    assert not JournalEntry.objects.exists()


def test_lines_without_a_position_follow_the_others(staff_client: Client) -> None:
    positions = {"lines-0-position": "", "lines-1-position": "7", "lines-2-position": ""}
    staff_client.post(ADD, form(make_customer().pk, "1.00", "2.00", "3.00", **positions))
    lines = Invoice.objects.get().lines.values_list("position", "unit_price")
    assert list(lines) == [(1, Decimal(1)), (7, Decimal(2)), (8, Decimal(3))]


def test_a_line_is_removed_and_another_added_at_the_end(staff_client: Client) -> None:
    invoice = draft_invoice(make_customer(), lines=[{"unit_price": 10}, {"unit_price": 20}])
    first, second = invoice.lines.all()
    data = form(invoice.customer_id, "10", "20", "30")
    data |= {"lines-INITIAL_FORMS": "2", "lines-0-DELETE": "on", "lines-2-position": ""}
    data |= {"lines-0-id": str(first.pk), "lines-1-id": str(second.pk)}
    data |= {"lines-0-invoice": str(invoice.pk), "lines-1-invoice": str(invoice.pk)}
    staff_client.post(url("change", invoice), data)
    invoice.refresh_from_db()
    assert [int(line.unit_price) for line in invoice.lines.all()] == [20, 30]
    assert invoice.total == Decimal(60)


@pytest.mark.parametrize("button", [{}, {"_issue": "1"}])
def test_lines_below_zero_are_asked_for_again_and_leave_no_draft(
    button: dict[str, str], staff_client: Client
) -> None:
    less = {"lines-0-quantity": "-1", **button}
    response = staff_client.post(ADD, form(make_customer().pk, "5.00", **less))
    text = response.content.decode()
    assert "be negative" in text
    assert 'value="PO-7"' in text
    assert not Invoice.objects.exists()


def test_save_and_issue_issues_what_was_typed(staff_client: Client, staff: User) -> None:
    customer = make_customer()
    response = staff_client.post(ADD, form(customer.pk, "10.00", _issue="1"), follow=True)
    invoice = Invoice.objects.get()
    assert invoice.status == Invoice.Status.ISSUED
    assert item_of(invoice).open == Decimal("12.00")
    assert JournalEntry.objects.get().posted_by == staff
    assert f"{invoice} has been issued." in messages_of(response)


def refused(*_args: object, **_options: object) -> None:
    raise LedgerRefusal("A document's total can't be negative.")


def test_a_refused_issue_leaves_the_draft_and_says_why(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form cannot know everything: here the database refuses the number."""
    customer = make_customer()
    data = form(customer.pk, "10.00", _issue="1")
    monkeypatch.setattr(InvoiceAdmin, "issue", staticmethod(refused))
    response = staff_client.post(ADD, data, follow=True)
    invoice = Invoice.objects.get()
    assert invoice.is_draft
    assert invoice.po_number == "PO-7"
    assert any("be negative" in text for text in messages_of(response))


def test_the_issue_button_asks_for_the_date_and_uses_it(staff_client: Client) -> None:
    invoice = draft_invoice(make_customer())
    assert b'name="issued_on"' in staff_client.get(url("issue", invoice)).content
    staff_client.post(url("issue", invoice), {"issued_on": "2026-02-01"})
    invoice.refresh_from_db()
    assert str(invoice.issued_on) == "2026-02-01"


def test_looking_at_the_question_changes_nothing(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    assert staff_client.get(url("void", invoice)).status_code == 200
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.ISSUED


def test_selected_drafts_are_issued_each_by_itself(staff_client: Client) -> None:
    customer = make_customer()
    good, bad = draft_invoice(customer, 10), draft_invoice(customer, -10)
    issued = make_invoice(customer, 5)
    data = {"action": "issue_selected", "_selected_action": [good.pk, bad.pk, issued.pk]}
    response = staff_client.post(LIST, data, follow=True)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert not good.is_draft
    assert bad.is_draft
    texts = messages_of(response)
    assert f"{good} has been issued." in texts
    assert f"{issued} has already been issued." in texts
    assert any("be negative" in text and str(bad.pk) in text for text in texts)


def test_its_page_offers_what_can_be_done(staff_client: Client) -> None:
    def offered(invoice: Invoice) -> set[str]:
        page = staff_client.get(url("change", invoice)).content.decode()
        return {
            name for name in ("issue", "void", "write-off", "pdf") if url(name, invoice) in page
        }

    customer = make_customer()
    paid = make_invoice(customer)
    pay(paid)
    assert offered(draft_invoice(customer)) == {"issue"}
    assert offered(make_invoice(customer)) == {"void", "write-off", "pdf"}
    assert offered(paid) == {"void", "pdf"}


def test_an_issued_invoice_cannot_be_edited(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    page = staff_client.get(url("change", invoice))
    assert b'name="po_number"' not in page.content
    assert b'name="_issue"' not in page.content
    forged = staff_client.post(url("change", invoice), form(make_customer().pk, "1.00"))
    assert forged.status_code == 403
    invoice.refresh_from_db()
    assert invoice.total == Decimal(100)


def test_an_issued_invoice_cannot_be_deleted_but_a_draft_can(staff_client: Client) -> None:
    issued, draft = make_invoice(make_customer()), draft_invoice(make_customer())
    assert staff_client.post(url("delete", issued), {"post": "yes"}).status_code == 403
    assert staff_client.post(url("delete", draft), {"post": "yes"}).status_code == 302
    assert list(Invoice.objects.all()) == [issued]


def test_the_list_offers_no_deletion(staff_client: Client) -> None:
    issued = make_invoice(make_customer())
    data = {"action": "delete_selected", "_selected_action": [issued.pk], "post": "yes"}
    staff_client.post(LIST, data)
    assert Invoice.objects.filter(pk=issued.pk).exists()


def test_voiding_takes_a_date_and_a_reason(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    staff_client.post(url("void", invoice), {"on": "2026-03-05", "reason": "Billed twice"})
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.VOID
    reversal = JournalEntry.objects.get(kind=JournalEntry.Kind.REVERSAL)
    assert (str(reversal.effective_on), reversal.note) == ("2026-03-05", "Billed twice")


def test_a_refused_void_keeps_what_was_typed(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    pay(invoice, 40)
    data = {"on": "2026-03-05", "reason": "Billed twice"}
    response = staff_client.post(url("void", invoice), data)
    assert response.status_code == 422
    assert "Reverse that first" in response.content.decode()
    assert 'value="Billed twice"' in response.content.decode()
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.ISSUED


def test_void_without_a_reason_is_refused(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    assert staff_client.post(url("void", invoice), {"on": "2026-03-05"}).status_code == 422
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.ISSUED


def test_writing_off_gives_up_what_is_open(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    pay(invoice, 90)
    staff_client.post(url("write-off", invoice), {"on": "2026-03-05", "reason": "Too small"})
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.WRITTEN_OFF
    assert item_of(invoice).open == 0


def test_the_page_shows_what_was_applied_and_the_standing(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    payment = pay(invoice, 40)
    page = staff_client.get(url("change", invoice)).content.decode()
    assert reverse("admin:billing_payment_change", args=[payment.pk]) in page
    assert "€40.00" in page
    assert "overdue" in page


def test_the_pdf_is_the_customers_own(staff_client: Client) -> None:
    response = staff_client.get(url("pdf", make_invoice(make_customer())))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["issue", "void", "write-off", "change", "delete"])
def test_without_the_right_to_change_nothing_can_be_done(client: Client, name: str) -> None:
    invoice = draft_invoice(make_customer()) if name == "issue" else make_invoice(make_customer())
    status = invoice.status
    client.force_login(staff_with("billing.view_invoice"))
    answers = {"on": "2026-03-05", "reason": "x", "issued_on": "2026-03-05", "post": "yes"}
    assert client.post(url(name, invoice), answers).status_code == 403
    assert Invoice.objects.get(pk=invoice.pk).status == status


def test_who_may_only_look_sees_no_buttons(client: Client) -> None:
    invoice = make_invoice(make_customer())
    client.force_login(staff_with("billing.view_invoice"))
    page = client.get(url("change", invoice)).content.decode()
    assert url("void", invoice) not in page
    assert url("pdf", invoice) in page


def test_who_may_only_add_cannot_issue_with_a_forged_button(client: Client) -> None:
    client.force_login(staff_with("billing.add_invoice", "accounts.view_customer"))
    client.post(ADD, form(make_customer().pk, "10.00", _issue="1"))
    assert Invoice.objects.get().is_draft


def test_the_pdf_needs_the_right_to_look(client: Client) -> None:
    client.force_login(staff_with("billing.view_payment"))
    assert client.get(url("pdf", make_invoice(make_customer()))).status_code == 403


def test_a_change_needs_the_csrf_token(staff: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    invoice = make_invoice(make_customer())
    answers = {"on": "2026-03-05", "reason": "x"}
    assert client.post(url("void", invoice), answers).status_code == 403
    invoice.refresh_from_db()
    assert invoice.status == Invoice.Status.ISSUED


def test_a_save_that_races_an_issue_is_refused(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody issues the draft between the first look and the lock: what was typed is refused."""
    from billing.admin.documents import document
    from billing.documents.invoices import issue_invoice

    invoice = draft_invoice(make_customer())
    lock = document.lock_account

    def issued_meanwhile(customer: Any) -> None:
        monkeypatch.setattr(document, "lock_account", lock)
        issue_invoice(invoice)
        lock(customer)

    monkeypatch.setattr(document, "lock_account", issued_meanwhile)
    response = staff_client.post(url("change", invoice), form(invoice.customer_id, "1.00"))
    assert response.status_code == 403
    assert invoice.lines.get().unit_price == 100
