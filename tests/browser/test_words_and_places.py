"""What a person stumbles on: one word for a reference, one format for a time, sentences in the
history, figures that stand on a line with their label."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Organization, User
from tests.browser.conftest import sign_in
from tests.factories import make_invoice, make_payment, pay

# "10:45 p.m.", and a day as programs write it.
OTHER_FORMATS = re.compile(r"\b[ap]\.m\.|\b20\d\d-\d\d-\d\d\b")


@pytest.fixture
def today():
    return Organization.current().today()


@pytest.fixture
def account(signed_in: Page, customer: Customer, today) -> Page:
    """Signed in to a company with an invoice that was partly paid by card."""
    invoice = make_invoice(
        customer, 300, issued_on=today - timedelta(3), due_on=today, po_number="PO-77"
    )
    pay(invoice, 100, received_on=today, method="card", reference="Visa •••• 4242")
    return signed_in


def test_statement_has_one_column_for_purchase_orders_and_payments(
    account: Page, address: str
) -> None:
    account.get_by_role("link", name="Statements").first.click()
    account.get_by_role("link", name="This month").click()
    table = account.get_by_role("table").first
    expect(table.get_by_role("columnheader", name="Reference")).to_be_visible()
    expect(table.get_by_role("columnheader", name="PO number")).to_have_count(0)
    expect(table.get_by_role("row", name="PO-77")).to_be_visible()
    expect(table.get_by_role("row", name="Visa •••• 4242")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    ["/profile/", "/payments/", "/invoices/", "/statements/", "/autopay/", "/company/history/"],
)
def test_days_and_times_are_written_one_way(account: Page, address: str, path: str) -> None:
    account.goto(address + path)
    assert OTHER_FORMATS.findall(account.locator("main").inner_text()) == []


def test_history_tells_who_did_what_in_a_sentence(
    watched: Page, address: str, owner: User, customer: Customer
) -> None:
    make_payment(customer, 20)
    sign_in(watched, address, owner)
    watched.get_by_role("link", name="History").first.click()
    rows = watched.locator("main")
    expect(rows).to_contain_text("Gave owner@anchor.example access as Owner")
    text = rows.inner_text()
    assert "→" not in text
    assert re.findall(r"\b[a-z]+_[a-z_]+\b|\b\w+ id:|\bstate:", text) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_amount_due_stands_on_one_line_with_its_label(
    account: Page, address: str, width: int
) -> None:
    account.set_viewport_size({"width": width, "height": 844})
    account.goto(f"{address}/invoices/")
    account.get_by_role("link", name=re.compile("INV-")).first.click()
    due = account.locator("dl.doc-totals > div").filter(has_text="Amount due")
    label, figure = due.locator("dt").bounding_box(), due.locator("dd").bounding_box()
    assert label is not None
    assert figure is not None
    assert abs((label["y"] + label["height"]) - (figure["y"] + figure["height"])) <= 2


def test_home_of_a_big_account_is_short(account: Page, address: str) -> None:
    """The figure that counts is in the first 400 pixels, at every width."""
    for width in (390, 1280):
        account.set_viewport_size({"width": width, "height": 844})
        account.goto(f"{address}/profile/")
        box = account.get_by_text("You owe").bounding_box()
        assert box is not None
        assert box["y"] < 400
