"""My Profile as people use it: the period of the chart, focus, a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Address, Customer, Organization, User
from tests.browser.conftest import sign_in
from tests.factories import make_credit_note, make_invoice, make_payment, make_retainer


@pytest.fixture
def today():
    return Organization.current().today()


def test_preset_applies_at_once_and_keeps_focus_and_page(
    signed_in: Page, customer: Customer, today
) -> None:
    make_invoice(customer, "80", issued_on=today)
    signed_in.reload()
    signed_in.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    month = signed_in.get_by_role("link", name="Month", exact=True)
    month.press("Enter")
    signed_in.wait_for_url("**period=month**")
    expect(month).to_have_attribute("aria-current", "true")
    expect(month).to_be_focused()
    expect(signed_in.locator("h1[data-kept]")).to_have_count(1)


def test_custom_opens_the_dates_and_reload_waits_to_be_pressed(
    signed_in: Page, customer: Customer, today
) -> None:
    make_invoice(customer, "80", issued_on=today - timedelta(800))
    make_invoice(customer, "70", issued_on=today)
    signed_in.reload()
    signed_in.get_by_role("link", name="Custom", exact=True).click()
    start = signed_in.get_by_label("Start")
    expect(start).to_be_visible()
    start.fill((today - timedelta(900)).isoformat())
    signed_in.get_by_label("End").fill((today - timedelta(700)).isoformat())
    expect(signed_in.locator("form.is-changed")).to_have_count(1)
    signed_in.get_by_role("button", name="Reload").click()
    expect(signed_in.locator("#sales-card .legend")).to_contain_text("£80.00")
    expect(signed_in.get_by_role("button", name="Reload")).to_be_focused()


def test_end_before_start_is_said_beside_the_field(
    signed_in: Page, customer: Customer, today
) -> None:
    make_invoice(customer, "70", issued_on=today)
    signed_in.reload()
    signed_in.get_by_role("link", name="Custom", exact=True).click()
    signed_in.get_by_label("End").fill((today - timedelta(900)).isoformat())
    signed_in.get_by_role("button", name="Reload").click()
    expect(signed_in.locator(".filter", has=signed_in.get_by_label("End"))).to_contain_text(
        "The end is before the start."
    )
    expect(signed_in.locator("#sales-card svg.chart")).to_have_count(0)


def test_chart_works_without_a_script_and_a_bar_leads_to_its_documents(
    without_script: Page, address: str, owner: User, customer: Customer, today
) -> None:
    invoice = make_invoice(customer, "80", issued_on=today)
    make_invoice(customer, "70", issued_on=today - timedelta(400))
    sign_in(without_script, address, owner)
    without_script.get_by_role("link", name="Custom", exact=True).click()
    without_script.get_by_label("Start").fill(today.replace(day=1).isoformat())
    without_script.get_by_label("End").fill(today.isoformat())
    without_script.get_by_role("button", name="Reload").click()
    bar = without_script.locator("svg.chart a").first.get_attribute("href")
    without_script.goto(f"{address}{bar}")
    numbers = without_script.locator("main").get_by_role("link", name=str(invoice.number))
    expect(numbers.first).to_be_visible()


def test_address_arrows_keep_the_focus(signed_in: Page, customer: Customer) -> None:
    for street in ("First Street", "Second Street", "Third Street"):
        Address.objects.create(customer=customer, kind="shipping", line1=street)
    signed_in.reload()
    following = signed_in.get_by_role("link", name="Next address")
    following.press("Enter")
    expect(signed_in.locator("#address-card")).to_contain_text("Second Street")
    expect(following).to_be_focused()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#address-card")).to_contain_text("Third Street")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 450), (800, 900), (1280, 900)])
def test_nothing_scrolls_sideways(
    signed_in: Page, address: str, customer: Customer, today, width: int, height: int
) -> None:
    """640 × 450 is 1280 × 900 at a zoom of 200 %."""
    make_invoice(customer, "123456789.01", due_on=today - timedelta(99))
    make_invoice(customer, "12.00", due_on=today)
    make_credit_note(customer, 10)
    make_payment(customer, 20)
    make_retainer(customer, 30)
    signed_in.set_viewport_size({"width": width, "height": height})
    for path in ("/profile/", "/balance/", "/statements/", "/search/?q=12", "/sales/"):
        signed_in.goto(f"{address}{path}")
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not signed_in.evaluate(wide), path


def test_more_opens_and_closes_by_keyboard_on_a_phone(signed_in: Page, customer: Customer) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    more = signed_in.get_by_role("button", name="More")
    more.press("Enter")
    expect(signed_in.locator("#more")).to_be_visible()
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator("#more")).to_be_hidden()
    expect(more).to_be_focused()


def test_slim_rail_names_its_entries_on_focus(signed_in: Page) -> None:
    signed_in.set_viewport_size({"width": 1100, "height": 800})
    entry = signed_in.get_by_role("navigation", name="Main").get_by_role("link", name="Retainers")
    expect(entry.locator(".nav-label")).to_have_css("opacity", "0")
    signed_in.keyboard.press("Tab")
    entry.focus()
    expect(entry.locator(".nav-label")).to_have_css("opacity", "1")
