"""The statement as people ask for it: by preset, by dates, as open items; with keys, on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, User
from tests.browser.conftest import sign_in
from tests.factories import make_invoice, pay

DAY = date(2026, 3, 5)


@pytest.fixture
def history(customer: Customer) -> Customer:
    first = make_invoice(customer, "100.00", issued_on=DAY, po_number="PO-1")
    make_invoice(customer, "40.00", issued_on=date(2026, 3, 9))
    pay(first, "60.00", received_on=date(2026, 3, 20), reference="BACS BLUE ANCHOR")
    return customer


def test_statement_by_preset(signed_in: Page, address: str, history: Customer) -> None:
    signed_in.goto(f"{address}/statements/")
    expect(signed_in.get_by_role("link", name="Last month")).to_have_attribute(
        "aria-current", "true"
    )
    year = signed_in.get_by_role("link", name="Year", exact=True)
    year.press("Enter")
    signed_in.wait_for_url("**range=year**")
    expect(year).to_have_attribute("aria-current", "true")
    expect(year).to_be_focused()
    expect(signed_in.locator("#announcer")).to_contain_text("Balance forward")


@pytest.mark.parametrize("script", [True, False])
def test_statement_by_dates_and_as_open_items(
    script: bool, page: Page, without_script: Page, address: str, owner: User, history: Customer
) -> None:
    view = page if script else without_script
    sign_in(view, address, owner)
    view.goto(f"{address}/statements/")
    view.get_by_role("link", name="Custom", exact=True).click()
    view.get_by_label("From", exact=True).fill("2026-03-01")
    view.get_by_label("To", exact=True).fill("2026-03-31")
    view.get_by_role("button", name="Show", exact=True).click()
    table = view.get_by_role("table")
    expect(table).to_contain_text("BACS BLUE ANCHOR")
    expect(table.locator("tfoot")).to_contain_text("£80.00")
    view.get_by_role("link", name="Open items").click()
    expect(table.locator("tfoot")).to_contain_text("2 invoices")
    expect(view.get_by_role("link", name="Custom", exact=True)).to_have_attribute(
        "aria-current", "true"
    )


def test_wrong_dates_are_said_beside_the_field_and_old_figures_go(
    signed_in: Page, address: str, history: Customer
) -> None:
    signed_in.goto(f"{address}/statements/?from=2026-03-01&to=2026-03-31")
    expect(signed_in.get_by_role("table")).to_be_visible()
    signed_in.get_by_label("To", exact=True).fill("2026-02-01")
    signed_in.get_by_role("button", name="Show", exact=True).press("Enter")
    field = signed_in.locator(".filter", has=signed_in.get_by_label("To", exact=True))
    expect(field.locator(".errorlist")).to_be_visible()
    expect(signed_in.get_by_role("table")).to_have_count(0)
    expect(signed_in.get_by_label("To", exact=True)).to_have_value("2026-02-01")


def test_files_are_of_what_is_shown(signed_in: Page, address: str, history: Customer) -> None:
    signed_in.goto(f"{address}/statements/?from=2026-03-01&to=2026-03-31")
    with signed_in.expect_download() as download:
        signed_in.get_by_role("link", name="Download PDF").click()
    assert "2026-03-31" in download.value.suggested_filename
    signed_in.locator("summary[aria-label^='More ways']").press("Enter")
    with signed_in.expect_download() as download:
        signed_in.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_row_takes_two_lines_on_a_phone(signed_in: Page, address: str, history: Customer) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    signed_in.goto(f"{address}/statements/?from=2026-03-01&to=2026-03-31")
    rows = signed_in.get_by_role("table").locator("tbody tr")
    for row in rows.all():
        box = row.bounding_box()
        assert box is not None
        assert box["height"] <= 76
