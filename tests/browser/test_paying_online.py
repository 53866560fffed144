"""Paying online in a real browser, against the stand-in's own pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Organization, User
from billing.models import Payment, PaymentAttempt
from billing.payments.attempts import converge
from billing.payments.gateways import stripe as gateway
from billing.payments.returns import converge_returns
from tests.browser.conftest import sign_in, verified
from tests.factories import item_of, make_credit_note, make_customer, make_invoice, make_member


@pytest.fixture
def shop(stripe_server, settings, monkeypatch):
    """Stripe is on, and stands beside the portal on this machine."""
    settings.STRIPE_SECRET_KEY = stripe_server.secret_key
    settings.STRIPE_WEBHOOK_SECRETS = [stripe_server.webhook_secret]
    settings.STRIPE_API_BASE = stripe_server.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    monkeypatch.setitem(policy, "form-action", ["'self'", stripe_server.url])
    gateway._client.cache_clear()
    yield stripe_server
    gateway._client.cache_clear()


@pytest.fixture
def portal(live_server, settings) -> str:
    settings.BASE_URL = live_server.url
    return live_server.url


def begin(page: Page, portal: str) -> None:
    page.goto(f"{portal}/pay/")
    page.get_by_label("Card", exact=False).first.check()
    page.locator("button[name=_pay]").click()
    page.wait_for_url("**/pay/**")


def type_card(page: Page, number: str) -> None:
    page.locator("input[name=number]").fill(number)
    page.get_by_role("button", name="Pay").first.click()


def test_card_pays_and_the_page_says_so(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    today = Organization.current().today()
    a, b = (
        make_invoice(customer, 100, issued_on=today, due_on=today + timedelta(n)) for n in (1, 2)
    )
    make_credit_note(customer, 30, issued_on=today)
    sign_in(page, portal, owner)
    begin(page, portal)
    type_card(page, "4000000000000002")
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Your receipt").click()
    expect(page.locator("main")).to_contain_text("£170.00")
    assert [item_of(one).open for one in (a, b)] == [0, 0]


def test_browser_closed_before_coming_back(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    attempt = PaymentAttempt.objects.get()
    shop.checkout(attempt.session_id).pay("4242424242424242")
    page.close()
    converge(attempt)
    assert Payment.objects.get().amount == 100


def test_back_from_the_card_page_one_goes_on_or_cancels(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    page.goto(f"{portal}/pay/")
    expect(page.locator("main")).to_contain_text("is being paid by")
    page.get_by_role("link", name="How it stands").click()
    expect(page.get_by_text("Not paid yet.")).to_be_visible()
    page.get_by_role("button", name="Cancel this payment").click()
    expect(page.locator("#messages")).to_contain_text("Nothing was charged")


def test_paying_works_without_javascript(
    without_script: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(without_script, portal, owner)
    begin(without_script, portal)
    type_card(without_script, "4242424242424242")
    expect(without_script.get_by_text("Paid. Thank you.")).to_be_visible()


def test_three_invoices_in_part_with_a_credit(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    today = Organization.current().today()
    a, b, c = (
        make_invoice(customer, 100, issued_on=today, due_on=today + timedelta(n)) for n in (1, 2, 3)
    )
    make_credit_note(customer, 30, issued_on=today)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    page.locator(f"#pay-{b.open_item_id}").fill("40")
    page.locator(f"#pay-{c.open_item_id}").fill("25.50")
    page.locator(f"#pay-{c.open_item_id}").blur()
    expect(page.locator("#payment-summary .figure")).to_have_text("£135.50")
    page.get_by_label("Card", exact=False).first.check()
    page.get_by_role("button", name="Pay £135.50").click()
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Your receipt").click()
    expect(page.locator("main")).to_contain_text("£135.50")
    assert [item_of(one).open for one in (a, b, c)] == [0, 60, Decimal("74.50")]


def test_bank_debit_is_on_its_way_then_settles_then_is_returned(
    page: Page, shop, portal: str, transactional_db
) -> None:
    company = make_customer("Bluewater Inc", "USD", bank_debit_allowed=True)
    payer = verified(make_member(company, email="bo@bluewater.example"))
    invoice = make_invoice(company, 80)
    sign_in(page, portal, payer)
    page.goto(f"{portal}/pay/")
    page.get_by_label("Bank debit", exact=False).first.check()
    page.locator("button[name=_pay]").click()
    page.wait_for_url("**/pay/**")
    page.get_by_role("button", name="Pay").first.click()
    expect(page.get_by_text("On its way.")).to_be_visible()
    assert item_of(invoice).open == 80
    attempt = PaymentAttempt.objects.get()
    shop.control.settle(attempt.intent_id)
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible(timeout=15000)
    assert item_of(invoice).open == 0
    shop.control.return_debit(attempt.intent_id)
    converge_returns(attempt)
    page.get_by_role("link", name="Your receipt").click()
    expect(page.locator("main")).to_contain_text("Taken back")
    expect(page.locator(".timeline")).to_contain_text("Returned by the bank")
    assert item_of(invoice).open == 80
