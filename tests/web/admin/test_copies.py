"""From an invoice to a draft: the same again, or a credit note over it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import CreditNote, Invoice
from tests.factories import draft_invoice, make_customer, make_invoice
from tests.web.admin.conftest import staff_with


def url(invoice: Invoice, name: str) -> str:
    return reverse(f"admin:billing_invoice_{name}", args=[invoice.pk])


def lines_of(document: Any) -> list[tuple[Any, ...]]:
    return list(document.lines.values_list("description", "quantity", "unit_price", "tax_rate"))


@pytest.fixture
def invoice() -> Invoice:
    return make_invoice(make_customer("Acme"), 120, po_number="PO-1")


def test_a_duplicate_is_a_draft_with_the_same_lines(staff_client: Client, invoice: Invoice) -> None:
    answer = staff_client.post(url(invoice, "duplicate"))
    draft = Invoice.objects.latest("pk")
    assert answer["Location"] == url(draft, "change")
    assert (draft.is_draft, draft.customer, draft.total) == (True, invoice.customer, 120)
    assert (draft.issued_on, draft.due_on, draft.po_number) == (None, None, "")
    assert lines_of(draft) == lines_of(invoice)


def test_a_credit_is_a_draft_that_names_the_invoice(staff_client: Client, invoice: Invoice) -> None:
    answer = staff_client.post(url(invoice, "credit"), {"reason": "Chipped"})
    draft = CreditNote.objects.get()
    assert answer["Location"] == reverse("admin:billing_creditnote_change", args=[draft.pk])
    assert (draft.is_draft, draft.invoice, draft.reason, draft.total) == (
        True,
        invoice,
        "Chipped",
        120,
    )
    assert lines_of(draft) == lines_of(invoice)


def test_looking_at_the_question_makes_nothing(staff_client: Client, invoice: Invoice) -> None:
    for name in ("duplicate", "credit"):
        assert staff_client.get(url(invoice, name)).status_code == 200
    assert Invoice.objects.count() == 1
    assert not CreditNote.objects.exists()


def test_a_draft_cannot_be_credited(staff_client: Client) -> None:
    draft = draft_invoice(make_customer("Acme"))
    assert staff_client.post(url(draft, "credit"), {"reason": ""}).status_code == 422
    assert not CreditNote.objects.exists()


@pytest.mark.parametrize("name", ["duplicate", "credit"])
def test_each_needs_the_right_to_add(client: Client, invoice: Invoice, name: str) -> None:
    client.force_login(staff_with("billing.view_invoice", "billing.change_invoice"))
    assert client.post(url(invoice, name)).status_code == 403
    assert url(invoice, name) not in client.get(url(invoice, "change")).content.decode()
    assert Invoice.objects.count() == 1
