"""From a list through its documents, and what the console says while regions are swapped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Organization, User
from tests.browser.conftest import sign_in
from tests.factories import make_invoice

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def overdue(customer: Customer, owner: User) -> list[str]:
    """Three overdue invoices, the oldest first, and one that is not due yet."""
    today = Organization.current().today()
    made = [
        make_invoice(
            customer, 10 * n, issued_on=today - timedelta(60), due_on=today - timedelta(40 - n)
        )
        for n in (1, 2, 3)
    ]
    make_invoice(customer, 99, issued_on=today, due_on=today + timedelta(9))
    return [str(one.number) for one in made]


def walk(page: Page, address: str, overdue: list[str]) -> None:
    page.goto(f"{address}/invoices/")
    page.locator("nav.tabs").get_by_role("link", name="Overdue").click()
    expect(page).to_have_title(re.compile("^Overdue invoices"))
    page.get_by_role("link", name=overdue[0]).click()
    expect(page.get_by_text("1 of 3")).to_be_visible()
    page.get_by_role("link", name=f"Next: {overdue[1]}").click()
    expect(page.locator("h1")).to_contain_text(overdue[1])
    page.get_by_role("link", name=f"Next: {overdue[2]}").click()
    expect(page.get_by_text("3 of 3")).to_be_visible()
    expect(page.get_by_role("link", name="Next:")).to_have_count(0)
    page.get_by_role("link", name=f"Previous: {overdue[1]}").click()
    expect(page.locator("h1")).to_contain_text(overdue[1])
    page.locator(".crumb").click()
    expect(page.locator("nav.tabs [aria-current]")).to_contain_text("Overdue")


def test_next_and_previous_follow_the_list_one_came_from(
    signed_in: Page, address: str, overdue
) -> None:
    walk(signed_in, address, overdue)


def test_the_same_without_a_script(
    without_script: Page, address: str, owner: User, overdue
) -> None:
    sign_in(without_script, address, owner)
    walk(without_script, address, overdue)


def test_the_same_on_a_phone(signed_in: Page, address: str, overdue) -> None:
    signed_in.set_viewport_size(PHONE)
    walk(signed_in, address, overdue)
    assert signed_in.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_swaps_and_going_back_leave_the_console_empty(
    signed_in: Page, address: str, overdue
) -> None:
    """`watched` fails on any error or warning, such as a style that the policy refuses."""
    page = signed_in
    page.goto(f"{address}/invoices/")
    page.locator("nav.tabs").get_by_role("link", name="Overdue").click()
    expect(page).to_have_url(f"{address}/invoices/?status=overdue")
    page.get_by_role("link", name="Amount due").click()
    expect(page.locator("th[aria-sort]")).to_contain_text("Amount due")
    page.go_back()
    expect(page).to_have_url(f"{address}/invoices/?status=overdue")
    expect(page.get_by_role("link", name=overdue[0])).to_be_visible()
    page.go_back()
    expect(page).to_have_url(f"{address}/invoices/")
    expect(page.get_by_role("link", name="Outstanding 4")).to_be_visible()
    page.go_forward()
    expect(page).to_have_url(f"{address}/invoices/?status=overdue")
    expect(page.get_by_role("link", name=overdue[0])).to_be_visible()
    page.goto(f"{address}/statements/")
    page.get_by_role("link", name="This month").click()
    page.wait_for_load_state("networkidle")
    # Going back over a swap loads the page anew.
    with page.expect_event("load"):
        page.go_back()
    page.goto(f"{address}/pay/")
    page.get_by_role("radio", name="Everything").check()
    page.get_by_role("radio", name="Choose").check()
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/profile/")
    page.keyboard.press("/")
    page.keyboard.type(overdue[0])
    expect(page.get_by_role("dialog").get_by_text(overdue[0]).first).to_be_visible()
