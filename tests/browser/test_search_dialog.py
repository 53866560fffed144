"""Search from any page by keyboard, and as a page without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, User
from tests.browser.conftest import sign_in
from tests.factories import make_invoice


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_number_is_found_and_opened_by_keyboard(
    signed_in: Page, customer: Customer, keys: str
) -> None:
    invoice = make_invoice(customer, "1143.24", po_number="PO-48146")
    signed_in.keyboard.press(keys)
    field = signed_in.get_by_role("dialog", name="Search").get_by_role("searchbox")
    expect(field).to_be_focused()
    field.press_sequentially(str(invoice.number))
    hit = signed_in.get_by_role("dialog").get_by_role("link", name=str(invoice.number)).first
    expect(hit).to_be_visible()
    signed_in.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    signed_in.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("h1")).to_contain_text(str(invoice.number))


def test_amount_is_found_as_it_is_pasted(signed_in: Page, customer: Customer) -> None:
    invoice = make_invoice(customer, "1143.24")
    signed_in.keyboard.press("/")
    signed_in.get_by_role("searchbox").fill("£1,143.24")
    expect(signed_in.get_by_role("dialog")).to_contain_text(str(invoice.number))
    signed_in.keyboard.press("Escape")
    expect(signed_in.get_by_role("dialog")).to_have_count(0)


def test_slash_in_a_field_is_a_slash(signed_in: Page, address: str) -> None:
    signed_in.goto(f"{address}/search/")
    field = signed_in.get_by_role("searchbox")
    field.press_sequentially("INV/7")
    expect(field).to_have_value("INV/7")


def test_page_is_found_by_its_name(signed_in: Page) -> None:
    signed_in.get_by_role("link", name="Search").first.click()
    signed_in.get_by_role("searchbox").fill("statem")
    expect(signed_in.get_by_role("dialog").get_by_role("link", name="Statements")).to_be_visible()
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_url("**/statements/")


def test_without_a_script_it_is_a_page(
    without_script: Page, address: str, owner: User, customer: Customer
) -> None:
    invoice = make_invoice(customer, 10, po_number="PO-48146")
    sign_in(without_script, address, owner)
    without_script.get_by_role("link", name="Search").first.click()
    without_script.get_by_role("searchbox").fill("po-48146")
    without_script.get_by_role("button", name="Search").click()
    without_script.locator("main").get_by_role("link", name=str(invoice.number)).click()
    expect(without_script.locator("h1")).to_contain_text(str(invoice.number))
