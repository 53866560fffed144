from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import CreditNote, JournalEntry
from tests.factories import (
    draft_credit_note,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
)
from tests.web.admin.conftest import staff_with


def url(name: str, note: CreditNote) -> str:
    return reverse(f"admin:billing_creditnote_{name}", args=[note.pk])


def test_a_draft_is_issued(staff_client: Client) -> None:
    note = draft_credit_note(make_customer())
    staff_client.post(url("issue", note), {"issued_on": "2026-03-02"})
    note.refresh_from_db()
    assert note.status == CreditNote.Status.ISSUED
    assert item_of(note).open == Decimal(100)


def test_a_draft_does_not_correct_another_customers_invoice(staff_client: Client) -> None:
    foreign = make_invoice(make_customer())
    data = {
        "customer": make_customer().pk,
        "invoice": foreign.pk,
        "lines-TOTAL_FORMS": 1,
        "lines-INITIAL_FORMS": 0,
        "lines-0-position": 1,
        "lines-0-quantity": 1,
        "lines-0-unit_price": 5,
        "lines-0-tax_rate": 0,
    }
    response = staff_client.post(reverse("admin:billing_creditnote_add"), data)
    assert "The invoice belongs to another customer." in response.content.decode()
    assert not CreditNote.objects.exists()


def test_it_is_used_on_invoices(staff_client: Client) -> None:
    customer = make_customer()
    note, invoice = make_credit_note(customer), make_invoice(customer, 60)
    data = {"once": "a", f"item-{item_of(invoice).pk}": "60.00"}
    staff_client.post(url("allocate", note), data)
    assert item_of(invoice).open == 0
    assert item_of(note).open == Decimal(40)


def test_a_draft_has_nothing_to_use(staff_client: Client) -> None:
    note = draft_credit_note(make_customer())
    response = staff_client.post(url("allocate", note), {"once": "a"})
    assert response["Location"] == url("change", note)


def test_it_is_refunded(staff_client: Client) -> None:
    note = make_credit_note(make_customer())
    data = {"on": "2026-03-10", "reason": "Asked for", "amount": "100", "key": "k"}
    staff_client.post(url("refund", note), data)
    assert item_of(note).open == 0


def test_a_draft_refund_is_refused(staff_client: Client) -> None:
    note = draft_credit_note(make_customer())
    data = {"on": "2026-03-10", "reason": "Asked for", "amount": "100", "key": "k"}
    assert staff_client.post(url("refund", note), data).status_code == 422
    assert not JournalEntry.objects.exists()


def test_it_is_voided(staff_client: Client) -> None:
    note = make_credit_note(make_customer())
    staff_client.post(url("void", note), {"on": "2026-03-10", "reason": "Mistake"})
    note.refresh_from_db()
    assert note.status == CreditNote.Status.VOID
    assert item_of(note).open == 0


def test_an_issued_one_cannot_be_edited(staff_client: Client) -> None:
    note = make_credit_note(make_customer())
    assert staff_client.post(url("change", note), {"reason": "other"}).status_code == 403


@pytest.mark.parametrize("name", ["issue", "allocate", "refund", "void"])
def test_without_the_right_to_change_nothing_can_be_done(client: Client, name: str) -> None:
    note = make_credit_note(make_customer())
    client.force_login(staff_with("billing.view_creditnote"))
    before = JournalEntry.objects.count()
    data = {"on": "2026-03-10", "reason": "x", "amount": "1", "key": "k", "once": "o"}
    assert client.post(url(name, note), data).status_code == 403
    assert JournalEntry.objects.count() == before


def test_its_pdf_is_shown(staff_client: Client) -> None:
    response = staff_client.get(url("pdf", make_credit_note(make_customer())))
    assert response.content.startswith(b"%PDF")
