from datetime import date, timedelta

import pytest

from billing.documents.status import (
    credit_status,
    days_overdue,
    invoice_status,
    payment_status,
    retainer_status,
)
from billing.models import OpenItem

DUE = date(2026, 3, 31)


def item(total: int, open_: int, due_on: date | None = DUE) -> OpenItem:
    return OpenItem(total=total, open=open_, due_on=due_on, issued_on=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("open_", "status", "days", "label"),
    [
        (100, "issued", -1, "Unpaid"),
        (40, "issued", -1, "Partly paid"),
        (100, "issued", 0, "Due today"),
        (40, "issued", 0, "Due today"),
        (0, "issued", 99, "Paid"),
        (100, "issued", 1, "1 day overdue"),
        (40, "issued", 31, "31 days overdue"),
        (0, "void", 5, "Void"),
        (0, "written_off", 5, "Written off"),
        (60, "written_off", 5, "5 days overdue"),  # a payment on it was returned
    ],
)
def test_invoice_status_follows_from_what_is_open_and_when(
    open_: int, status: str, days: int, label: str
) -> None:
    today = DUE + timedelta(days)
    assert invoice_status(item(100, open_), status, today).label == label


def test_invoice_of_nothing_is_paid() -> None:
    assert invoice_status(item(0, 0), "issued", DUE + timedelta(9)).label == "Paid"


@pytest.mark.parametrize(("days", "overdue"), [(-1, 0), (0, 0), (1, 1), (400, 400)])
def test_invoice_is_overdue_from_the_day_after_its_due_date(days: int, overdue: int) -> None:
    assert days_overdue(item(100, 1), DUE + timedelta(days)) == overdue


def test_settled_invoice_is_never_overdue() -> None:
    assert days_overdue(item(100, 0), DUE + timedelta(50)) == 0


@pytest.mark.parametrize(
    ("open_", "status", "label"),
    [
        (100, "issued", "Unpaid"),
        (1, "issued", "Partly paid"),
        (0, "issued", "Paid"),
        (0, "void", "Void"),
    ],
)
def test_retainer_status(open_: int, status: str, label: str) -> None:
    assert retainer_status(item(100, open_), status).label == label


@pytest.mark.parametrize(
    ("open_", "status", "label"),
    [
        (100, "issued", "Unused"),
        (1, "issued", "Partly used"),
        (0, "issued", "Used"),
        (0, "void", "Void"),
    ],
)
def test_credit_status(open_: int, status: str, label: str) -> None:
    assert credit_status(item(100, open_, None), status).label == label


@pytest.mark.parametrize(
    ("open_", "status", "label"),
    [
        (100, "received", "Deposit"),
        (1, "received", "Partly a deposit"),
        (0, "received", "Received"),
        (0, "void", "Void"),
    ],
)
def test_payment_status(open_: int, status: str, label: str) -> None:
    assert payment_status(item(100, open_, None), status).label == label
