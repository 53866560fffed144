"""Saved methods in a real browser: added, paid with by one click, the bank asking on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Customer, User
from billing.models import Payment, SavedMethod
from billing.payments.autopay import schedule
from tests.billing.payments.saving import save
from tests.browser.conftest import sign_in
from tests.browser.test_every_page import violations
from tests.browser.test_paying_online import begin, type_card
from tests.browser.test_paying_online import portal as portal  # noqa: PLC0414 - fixtures
from tests.browser.test_paying_online import shop as shop  # noqa: PLC0414
from tests.factories import PASSWORD, item_of, make_invoice, make_organization

ASKS = "4000002760003184"
BANK_BUTTON = "Complete"


def test_card_is_added_and_then_pays_with_one_click(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    invoice = make_invoice(customer, 100)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/payment-methods/")
    page.get_by_role("button", name="Add a card").click()
    page.locator("input[name=number]").fill("4242424242424242")
    page.locator("form button").first.click()
    expect(page.locator("#messages")).to_contain_text("Visa •••• 4242 was saved.")
    page.goto(f"{portal}/pay/")
    page.locator("button[name=_pay]:visible").click()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    assert item_of(invoice).open == 0


def test_banks_question_about_a_saved_card_is_answered_on_its_page(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    save(shop, customer, owner, ASKS)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    page.locator("button[name=_pay]:visible").click()
    page.get_by_role("button", name=BANK_BUTTON).click()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    assert Payment.objects.get().amount == 100


def test_without_javascript_too_and_a_refusal_leaves_other_ways(
    without_script: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    save(shop, customer, owner, ASKS)
    sign_in(without_script, portal, owner)
    without_script.goto(f"{portal}/pay/")
    without_script.locator("button[name=_pay]:visible").click()
    without_script.get_by_role("button", name="Fail").click()
    expect(without_script.locator("h1")).to_have_text("The payment failed")
    without_script.get_by_role("button", name="Try again").click()
    without_script.get_by_label("Another card").check()
    without_script.get_by_role("button", name="Update the amounts").click()
    without_script.get_by_role("button", name="Pay £100.00 by card").click()
    type_card(without_script, "4242424242424242")
    expect(without_script.get_by_text("Paid. Thank you.")).to_be_visible()


def test_new_card_whose_bank_asks_is_saved_while_paying(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    page.get_by_label("Save it for", exact=False).check()
    begin_here(page)
    type_card(page, "4000002500003155")
    page.get_by_role("button", name=BANK_BUTTON).click()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    assert SavedMethod.objects.get().label == "Visa •••• 3155"


def begin_here(page: Page) -> None:
    page.locator("button[name=_pay]:visible").click()
    page.wait_for_url("**/c/pay/**")


def test_new_card_whose_bank_asks(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    sign_in(page, portal, owner)
    begin(page, portal)
    type_card(page, ASKS)
    page.get_by_role("button", name=BANK_BUTTON).click()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()


def test_method_is_removed_after_a_question(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    save(shop, customer, owner)
    sign_in(page, portal, owner)
    page.goto(f"{portal}/payment-methods/")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("No payment method yet")).to_be_visible()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_on_their_pages(
    look: str, browser: Browser, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    seller = make_organization(currency="GBP")
    first, _second = (save(shop, customer, owner, n) for n in ("4242424242424242", ASKS))
    schedule.agree(customer=customer, seller=seller, cap=None, by=owner)
    page = browser.new_page(color_scheme=look)
    sign_in(page, portal, owner)
    paths = ("payment-methods/", f"payment-methods/{first.pk}/remove/", "autopay/", "pay/")
    found = [one for path in paths for one in violations(page, f"{portal}/{path}")]
    page.close()
    assert found == []


def test_from_signing_in_to_paid_in_three_clicks(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    save(shop, customer, owner)
    page.goto(f"{portal}/accounts/login/")
    page.fill("input[name=login]", owner.email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Pay", exact=True).first.click()
    page.get_by_role("button", name="Pay £100.00 with Visa •••• 4242").click()
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Nothing is left to pay.")


def test_declined_card_says_so_and_another_way_pays(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    save(shop, customer, owner, "4000000000000341")
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    page.get_by_role("button", name="Pay £100.00 with Visa •••• 0341").click()
    expect(page.get_by_role("alert")).to_contain_text("was not charged: Your card was declined.")
    page.get_by_role("radio", name="Another card").check()
    page.get_by_role("button", name="Pay £100.00 by card").click()
    type_card(page, "4242424242424242")
    expect(page.get_by_text("Paid. Thank you.")).to_be_visible()


def test_escape_closes_the_sheet_of_ways_to_pay_and_gives_the_focus_back(
    page: Page, shop, portal: str, owner: User, customer: Customer
) -> None:
    make_invoice(customer, 100)
    save(shop, customer, owner)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, portal, owner)
    page.goto(f"{portal}/pay/")
    change, sheet = page.get_by_role("link", name="Change how to pay"), page.locator("#pay-how")
    for close in ("Escape", "Enter"):
        change.focus()
        page.keyboard.press("Enter")
        expect(sheet).to_be_visible()
        expect(sheet.locator("input:checked")).to_be_focused()
        if close == "Enter":
            sheet.get_by_role("link", name="Done").focus()
        page.keyboard.press(close)
        expect(sheet).to_be_hidden()
        expect(change).to_be_focused()
