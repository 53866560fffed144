"""The bounds of what is entered: the services say a sentence, the database refuses by itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from billing.documents.invoices import issue_invoice
from billing.models import Invoice, InvoiceLine, Payment, entry_rules
from billing.payments.entry import record_payment
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, draft_invoice, make_customer

pytestmark = pytest.mark.django_db
NAN, INFINITY = Decimal("NaN"), Decimal("Infinity")


@pytest.mark.parametrize("quantity", [0, NAN, INFINITY, -INFINITY, 10**9, -(10**9)])
def test_quantity_beyond_its_bounds_has_a_sentence(quantity: Decimal | int) -> None:
    assert entry_rules.quantity_problem(Decimal(quantity))


@pytest.mark.parametrize("quantity", ["1", "-1", "0.0001", "999999999", "-999999999"])
def test_quantity_within_its_bounds_has_none(quantity: str) -> None:
    assert not entry_rules.quantity_problem(Decimal(quantity))


@pytest.mark.parametrize("price", ["-0.01", "NaN", "Infinity", "100000000000000"])
def test_price_beyond_its_bounds_has_a_sentence(price: str) -> None:
    assert entry_rules.price_problem(Decimal(price))
    assert not entry_rules.price_problem(Decimal(0))
    assert not entry_rules.price_problem(Decimal(9999999999))


@pytest.mark.parametrize("rate", ["-0.001", "100.001", "500", "NaN", "Infinity"])
def test_tax_rate_beyond_its_bounds_has_a_sentence(rate: str) -> None:
    assert entry_rules.tax_rate_problem(Decimal(rate))
    assert not entry_rules.tax_rate_problem(Decimal(0))
    assert not entry_rules.tax_rate_problem(Decimal(100))


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.5", "JPY"), ("0.001", "EUR"), ("0.0001", "KWD"), ("1e14", "EUR"), ("NaN", "EUR")],
)
def test_amount_that_the_currency_cannot_hold_has_a_sentence(amount: str, currency: str) -> None:
    assert entry_rules.amount_problem(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("amount", "currency"), [("5", "JPY"), ("0.01", "EUR"), ("0.001", "KWD"), ("5.000", "JPY")]
)
def test_amount_that_the_currency_can_hold_has_none(amount: str, currency: str) -> None:
    assert not entry_rules.amount_problem(Decimal(amount), currency)


LINES: dict[str, dict[str, Any]] = {
    "quantity": {"quantity": Decimal(0)},
    "price": {"unit_price": Decimal("-0.01")},
    "low tax": {"tax_rate": Decimal("-0.001")},
    "high tax": {"tax_rate": Decimal("100.001")},
    "large quantity": {"quantity": Decimal(10**9)},
}


@pytest.mark.parametrize("what", LINES)
def test_constraint_refuses_a_line_out_of_bounds(what: str) -> None:
    draft = draft_invoice(make_customer())
    with pytest.raises(IntegrityError, match="bounded"), transaction.atomic():
        InvoiceLine.objects.filter(invoice=draft).update(**LINES[what])


@pytest.mark.parametrize("column", ["quantity", "unit_price", "tax_rate", "net"])
def test_constraint_refuses_what_is_no_number(column: str) -> None:
    draft_invoice(make_customer())
    with (
        pytest.raises(IntegrityError, match="bounded"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(f"UPDATE billing_invoiceline SET {column} = 'NaN'")


DOCUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "due before its date": ("due", {"issued_on": "2026-03-02", "due_on": "2026-03-01"}),
    "dated in the year 1": ("likely", {"issued_on": "0001-01-01"}),
    "dated in 2200": ("likely", {"issued_on": "2200-01-01"}),
    "due in 1899": ("likely", {"due_on": "1899-12-31"}),
    "a long note": ("note_length", {"note": "x" * 10_001}),
    "a huge total": ("bounded", {"total": Decimal(10**14)}),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_constraint_refuses_a_draft_out_of_bounds(what: str) -> None:
    draft_invoice(make_customer())
    constraint, values = DOCUMENTS[what]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Invoice.objects.update(**values)


def test_issuing_says_which_rule_is_broken() -> None:
    draft = draft_invoice(make_customer(), due_on="2026-03-01")
    with pytest.raises(Refusal, match="before the document's date"):
        issue_invoice(draft, issued_on=DAY)


def test_sum_of_lines_beyond_what_the_books_hold_is_refused() -> None:
    lines = [{"quantity": 999_999_999, "unit_price": 9_999_999_999}]
    with pytest.raises(Refusal, match="too large"):
        issue_invoice(draft_invoice(make_customer(), lines=lines), issued_on=DAY)


@pytest.mark.parametrize("amount", [Decimal(10**14), INFINITY, NAN])
def test_payment_beyond_what_the_books_hold_is_refused(amount: Decimal) -> None:
    with pytest.raises(Refusal):
        record_payment(
            customer=make_customer(), amount=amount, method=Payment.Method.CASH, received_on=DAY
        )
