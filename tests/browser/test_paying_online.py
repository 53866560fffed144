"""Paying online in a real browser, against the stand-in's own pages."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer, Organization, User
from billing.models import Payment, PaymentAttempt
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.online.attempts import converge
from billing.payments.online.chargebacks import converge_money_back
from tests.browser.conftest import axe_faults, sign_in, verified
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
    page.get_by_role("radio", name="Card").check()
    page.get_by_role("button", name=re.compile("^Pay .* by card$")).click()
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
    assert axe_faults(page) == []
    page.get_by_role("link", name="Payment PAY-").click()
    expect(page.locator("main")).to_contain_text("£170.00")
    assert [item_of(one).open for one in (a, b)] == [0, 0]


def test_browser_closed_before_coming_back(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    attempt = PaymentAttempt.objects.get()
    shop.checkout(attempt.page_id).pay("4242424242424242")
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
    expect(page.locator("main")).to_contain_text("started paying")
    page.get_by_role("link", name="View payment").click()
    expect(page.locator("h1")).to_have_text("Not paid yet")
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
    page.goto(f"{portal}/pay/?invoice={a.number}&invoice={b.number}&invoice={c.number}")
    for one, part in ((b, "40"), (c, "25.50")):
        page.get_by_label(f"Amount to pay on {one.number}").fill(part)
        page.get_by_label(f"Amount to pay on {one.number}").press("Tab")
    expect(page.get_by_label("To pay now").locator("output")).to_have_text("£135.50")
    page.get_by_role("button", name="Pay £135.50 by card").click()
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Payment PAY-").click()
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
    page.get_by_role("radio", name="Bank debit").check()
    page.get_by_role("button", name=re.compile("by bank debit$")).click()
    page.wait_for_url("**/pay/**")
    page.get_by_role("button", name="Pay").first.click()
    expect(page.locator("h1")).to_have_text("Your payment is on its way")
    assert item_of(invoice).open == 80
    attempt = PaymentAttempt.objects.get()
    shop.control.settle(attempt.charge_id)
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible(timeout=15000)
    assert item_of(invoice).open == 0
    shop.control.return_debit(attempt.charge_id)
    converge_money_back(attempt)
    page.get_by_role("link", name="Payment PAY-").click()
    expect(page.locator("main")).to_contain_text("Taken back")
    expect(page.locator(".timeline")).to_contain_text("Returned by the bank")
    assert item_of(invoice).open == 80


def test_back_never_lands_on_a_dead_page(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    page.get_by_role("link", name="Payment PAY-").click()
    page.go_back()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    # The card page that was left behind leads back to what became of the payment.
    page.go_back()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Pay")


def test_button_pressed_twice_pays_once_and_says_that_it_pays(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    page.get_by_role("radio", name="Card").check()
    button = page.get_by_role("button", name=re.compile("^Pay .* by card$"))
    button.dblclick(no_wait_after=True)
    page.wait_for_url("**/c/pay/**")
    assert PaymentAttempt.objects.count() == 1


def test_receipt_is_sent_by_mail_from_the_paid_page(
    page: Page, shop, portal: str, owner: User, customer: Customer, mailoutbox
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    type_card(page, "4242424242424242")
    page.get_by_role("button", name="Email receipt").click()
    expect(page.locator("#messages")).to_contain_text(f"is on its way to {owner.email}")
    (receipt,) = [mail for mail in mailoutbox if mail.attachments]
    assert receipt.to == [owner.email]
    ((name, content, kind),) = receipt.attachments
    assert (name, kind) == (f"Receipt-{Payment.objects.get().number}.pdf", "application/pdf")
    assert content.startswith(b"%PDF")
