"""A list in a browser: filtered, saved, downloaded; by labels, selects and keys, at two sizes and
without script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Membership, Organization, User
from tests.browser.conftest import sign_in
from tests.factories import make_customer, make_invoice

PHONE = {"width": 390, "height": 844}
TALLEST_ROW = 76


@pytest.fixture
def today() -> date:
    return Organization.current().today()


@pytest.fixture
def group(customer: Customer, owner: User, today: date) -> Customer:
    """Thirty invoices of the owner's company, three overdue, and one of a company below it."""
    Membership.objects.update(includes_subsidiaries=True)
    for number in range(30):
        due = today + timedelta(5 if number else -9)
        make_invoice(customer, 10 + number, issued_on=today - timedelta(20), due_on=due)
    below = make_customer("Anchor Online Ltd", "GBP", parent=customer)
    make_invoice(below, "1143.24", issued_on=today, due_on=today + timedelta(40))
    return below


def numbers(page: Page) -> int:
    return page.locator(".list-table tbody tr").count()


def filter_by_company(page: Page) -> None:
    page.locator("summary", has_text="Filters").click()
    panel = page.locator(".filter-menu[open]")
    panel.get_by_label("Company").select_option(label="Anchor Online Ltd")
    panel.get_by_role("button", name="Apply").click()


def test_list_filtered_saved_and_downloaded(signed_in: Page, address: str, group: Customer) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/")
    expect(page.locator(".list-pages")).to_contain_text("1–25 of 31")
    filter_by_company(page)
    expect(page.locator(".chip-value")).to_have_text("Anchor Online Ltd")
    expect(page.locator("#announcer")).to_have_text("Outstanding invoices: 1–1 of 1")
    expect(page.locator("tfoot")).to_contain_text("£1,143.24")
    page.get_by_text("Save view", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Online")
    page.locator(".filter-menu[open]").get_by_role("button", name="Save").click()
    view = page.get_by_role("link", name="Online 1")
    expect(view).to_have_attribute("aria-current", "page")
    expect(page).to_have_title(re.compile("^Online · "))
    page.locator(".download-menu summary").click()
    expect(page.locator(".download-menu")).to_contain_text("These 1 invoice · all pages")
    with page.expect_download() as download:
        page.locator(".download-menu").get_by_role("link", name="CSV").first.click()
    content = Path(download.value.path()).read_text("utf-8-sig")
    assert "Anchor Online Ltd" in content
    assert len(content.splitlines()) == 2


def test_dates_are_typed_and_a_wrong_range_empties_the_list(
    signed_in: Page, address: str, group: Customer, today: date
) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/")
    page.locator("summary", has_text="Due date").click()
    panel = page.locator(".filter-menu[open]")
    panel.get_by_label("From").fill(today.isoformat())
    panel.get_by_label("To").fill((today - timedelta(1)).isoformat())
    panel.get_by_role("button", name="Apply").click()
    expect(page.locator(".filter-menu[open]")).to_contain_text("The end is before the start.")
    expect(page.locator(".list")).to_contain_text(
        "Nothing is shown until the filters are corrected"
    )
    assert numbers(page) == 0
    page.locator(".filter-menu[open]").get_by_role("link", name="Before today").click()
    expect(page.locator(".chip-value")).to_contain_text("until")
    expect(page.locator(".list-pages")).to_contain_text("1–1 of 1")


def test_keys_alone_keep_their_place(signed_in: Page, address: str, group: Customer) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/")
    for name, title in (("Overdue", "Overdue invoices"), ("Outstanding", "Outstanding invoices")):
        page.get_by_role("link", name=re.compile(f"^{name}")).focus()
        page.keyboard.press("Enter")
        expect(page).to_have_title(re.compile(f"^{title} · "))
        expect(page.get_by_role("link", name=re.compile(f"^{name}"))).to_be_focused()
    page.get_by_role("link", name="Amount due").focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Amount due")
    expect(page.get_by_role("link", name="Amount due")).to_be_focused()
    page.get_by_role("link", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^Outstanding invoices · page 2 · "))
    expect(page.locator(".list-pages")).to_contain_text("26–31 of 31")


def test_search_takes_what_is_typed_while_it_answers(
    signed_in: Page, address: str, group: Customer
) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/")
    page.locator(".list").get_by_label("Search").click()
    page.keyboard.type("£1,143.24", delay=120)
    expect(page.locator(".list-pages")).to_contain_text("1–1 of 1")
    expect(page.locator(".list").get_by_label("Search")).to_have_value("£1,143.24")
    expect(page.locator(".list").get_by_label("Search")).to_be_focused()


def test_bar_of_actions_stands_only_while_something_is_selected(
    signed_in: Page, address: str, group: Customer
) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/?sort=total")
    bar = page.locator(".select-bar")
    expect(bar).to_be_hidden()
    boxes = page.locator("tbody input[type=checkbox]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    expect(bar).to_contain_text("2 selected")
    expect(bar.get_by_role("button", name="Pay £21.00")).to_be_visible()
    bar.get_by_role("button", name="Select nothing").click()
    expect(bar).to_be_hidden()


def test_phone_rows_have_two_lines(signed_in: Page, address: str, group: Customer) -> None:
    page = signed_in
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/invoices/")
    heights = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(heights) <= TALLEST_ROW
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    filter_by_company(page)
    expect(page.locator(".chip-value")).to_have_text("Anchor Online Ltd")
    expect(page.locator("tbody")).to_contain_text("£1,143.24")
    expect(page.locator("tbody .state")).to_be_visible()


@pytest.mark.parametrize("width", [1000, 1100, 1250])
def test_status_due_and_amount_due_never_leave(
    width: int, signed_in: Page, address: str, group: Customer
) -> None:
    page = signed_in
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/invoices/")
    for heading in ("Number", "Due", "Status", "Amount due"):
        column = page.locator("thead th", has_text=re.compile(rf"^\s*{heading}\s*$"))
        box = column.bounding_box()
        assert box is not None, heading
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_list_works_without_script(
    without_script: Page, address: str, owner: User, group: Customer, browser_name: Any
) -> None:
    page = without_script
    sign_in(page, address, owner)
    page.goto(f"{address}/invoices/")
    filter_by_company(page)
    assert numbers(page) == 1
    page.get_by_text("Save view", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Online")
    page.locator(".filter-menu[open]").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Online 1")).to_have_attribute("aria-current", "page")
    page.locator("tbody input[type=checkbox]").check()
    page.locator(".select-bar summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert "1143.24" in Path(download.value.path()).read_text("utf-8-sig")
