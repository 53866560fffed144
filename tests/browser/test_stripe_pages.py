"""The stand-in Stripe's pages in a real browser: labels, light and dark, without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.stripe_double import StripeDouble

BASE = {"mode": "payment", "cancel_url": "https://portal.example/cart"}


def open_session(double: StripeDouble, **params: Any) -> Any:
    price = {"currency": "usd", "unit_amount": 123450, "product_data": {"name": "Invoice 1"}}
    return double.client().v1.checkout.sessions.create(
        {  # type: ignore[arg-type]
            **BASE,
            "success_url": f"{double.url}/_control/?back={{CHECKOUT_SESSION_ID}}",
            "line_items": [{"price_data": price, "quantity": 1}],
            **params,
        }
    )


@pytest.fixture(params=["light", "dark"])
def any_page(browser: Browser, request: pytest.FixtureRequest) -> Any:
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


def complaints(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def test_pages_have_no_accessibility_violation(stripe_server, any_page):
    stripe_server.control.charge_past_us(500, "usd")
    session = open_session(stripe_server)
    any_page.goto(session.url)
    assert not complaints(any_page)
    any_page.get_by_role("button", name="Pay $1,234.50").click()
    expect(any_page.get_by_role("alert")).to_have_text("The card number is incomplete.")
    assert not complaints(any_page)
    challenge = stripe_server.checkout(session.id).pay("4000002760003184").url
    for address in (challenge, f"{stripe_server.url}/_control/"):
        any_page.goto(address)
        assert not complaints(any_page)
    assert any_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_declined_then_challenged_then_paid_without_script(stripe_server, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(open_session(stripe_server).url)
    for number, said in [("4000 0000 0000 0002", "declined"), ("4000 0000 0000 9995", "funds")]:
        page.get_by_label("Card number").fill(number)
        page.get_by_role("button", name="Pay").click()
        expect(page.get_by_role("alert")).to_contain_text(said)
    page.get_by_label("Card number").fill("4000 0027 6000 3184")
    page.get_by_label("Expiry").fill("12 / 40")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Complete").click()
    expect(page).to_have_url(re.compile(r"back=cs_test_"))
    context.close()


def test_bank_account_is_chosen_and_settled_in_the_panel(stripe_server, page):
    session = open_session(stripe_server)
    page.goto(session.url)
    expect(page.get_by_label("Account", exact=True)).to_be_hidden()
    page.get_by_label("US bank account").check()
    page.get_by_label("Account", exact=True).select_option("000555555559")
    page.get_by_role("button", name="Pay").click()
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("succeeded, us bank account")).to_be_visible()
    page.get_by_role("button", name="Let a day pass").click()
    expect(page.get_by_text("debit not authorized")).to_be_visible()
