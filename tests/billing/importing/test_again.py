"""A document that is there already: what a later file may change, and what it may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Customer
from billing.balance import balance_for
from billing.documents.invoices import void_invoice
from billing.ledger.check import check_ledger
from billing.models import Invoice, Payment
from billing.payments.entry import void_payment
from tests.billing.importing.conftest import Run
from tests.factories import draft_invoice, make_customer, make_invoice, pay

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 20)
MAPPING = """
[file]
rows = "documents"
[columns]
number = "No"
customer = "Customer"
date = "Date"
due_date = "Due"
total = "Total"
settled_on = "Settled"
paid_amount = "Paid"
note = "Note"
order_reference = "Order"
[defaults]
currency = "EUR"
[credit_notes]
negative_total = true
"""
HEADER = "No,Customer,Date,Due,Total,Settled,Paid,Note,Order\n"


def row(
    *, total: str = "100", due: str = "", settled: str = "", paid: str = "", note: str = ""
) -> str:
    return f"{HEADER}I1,K1,2026-03-01,{due},{total},{settled},{paid},{note},\n"


def test_note_is_brought_up_to_date_and_an_empty_one_changes_nothing(run: Run) -> None:
    run(row(note="Thank you"), MAPPING)
    assert run(row(note="Thanks"), MAPPING)["corrected"] == 1
    again = run(row(), MAPPING)
    assert (again["corrected"], again["unchanged"], again["changed"]) == (0, 1, False)
    assert Invoice.objects.get().note == "Thanks"


def test_another_due_date_is_refused(run: Run) -> None:
    run(row(due="2026-04-01"), MAPPING)
    result = run(row(due="2026-05-01"), MAPPING)
    assert result["rejected"] == ["2,I1,I1 is already issued with another due date: 2026-04-01"]
    assert Invoice.objects.get().due_on == date(2026, 4, 1)


def test_number_never_changes_its_kind(run: Run) -> None:
    run(row(), MAPPING)
    result = run(row(total="-100"), MAPPING)
    assert result["rejected"] == ["2,I1,I1 is already issued as a different kind, Invoice"]


def test_number_of_a_draft_is_refused(run: Run) -> None:
    draft_invoice(make_customer(external_reference="K1"), number="I1")
    assert run(row(), MAPPING)["rejected"] == ["2,I1,I1 is the number of a draft"]


def test_number_of_a_customer_without_erp_number_is_refused(run: Run) -> None:
    make_invoice(make_customer(), number="I1")
    result = run(row(), MAPPING)
    assert result["rejected"] == ["2,I1,I1 is already issued to another customer"]
    assert result["customers"] == 0


def test_what_was_paid_in_the_portal_is_not_paid_again(run: Run) -> None:
    run(row(), MAPPING)
    pay(Invoice.objects.get(), 100)
    assert run(row(settled="2026-03-10"), MAPPING)["payments"] == 0
    assert balance_for(Customer.objects.get(), today=DAY).deposits == 0


def test_rest_of_a_part_payment_is_recorded_on_its_own_day(run: Run) -> None:
    run(row(settled="2026-03-05", paid="30"), MAPPING)
    run(row(settled="2026-03-09", paid="100"), MAPPING)
    assert list(Payment.objects.order_by("pk").values_list("amount", "received_on")) == [
        (Decimal(30), date(2026, 3, 5)),
        (Decimal(70), date(2026, 3, 9)),
    ]
    assert check_ledger().drift == []


def test_less_paid_than_before_is_refused_until_staff_void_the_payment(run: Run) -> None:
    run(row(paid="60"), MAPPING)
    assert (
        "I1 was paid 60.00 EUR, the file says 10.00" in run(row(paid="10"), MAPPING)["rejected"][0]
    )
    void_payment(Payment.objects.get(), voided_on=DAY)
    assert run(row(paid="10"), MAPPING)["rejected"] == []
    assert Invoice.objects.get().open == 90


def test_voided_payment_is_not_recorded_again_by_the_same_file(run: Run) -> None:
    run(row(paid="60"), MAPPING)
    void_payment(Payment.objects.get(), voided_on=DAY)
    assert run(row(paid="60"), MAPPING)["unchanged"] == 1
    assert Payment.objects.count() == 1


def test_voided_invoice_stays_void(run: Run) -> None:
    run(row(), MAPPING)
    void_invoice(Invoice.objects.get(), voided_on=DAY)
    assert run(row(), MAPPING)["unchanged"] == 1
    assert Invoice.objects.get().status == "void"
