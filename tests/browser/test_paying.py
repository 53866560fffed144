"""Paying in a real browser, by labels and keys: live sums, credits, the last look, no scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import Customer, Organization, User
from billing.models import PartialPaymentRule, Transfer
from tests.browser.conftest import sign_in, watch
from tests.factories import item_of, make_credit_note, make_invoice, make_organization

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def today():
    return Organization.current().today()


@pytest.fixture
def three(customer: Customer, today) -> list:
    return [
        make_invoice(customer, 100, issued_on=today, due_on=today + timedelta(days))
        for days in (1, 2, 3)
    ]


@pytest.fixture
def phone(browser: Browser, address: str, owner: User):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    complaints = watch(page)
    sign_in(page, address, owner)
    yield page
    context.close()
    assert complaints == []


def amount(page: Page, document) -> Locator:
    return page.get_by_label(f"Amount to pay on {document.number}")


def tick(page: Page, document) -> None:
    page.get_by_role("checkbox", name=f"Pay {document.number}").check()
    expect(page.get_by_role("checkbox", name=f"Pay {document.number}")).to_be_checked()


def to_pay(page: Page) -> Locator:
    return page.get_by_label("To pay now").locator("output")


def choose(page: Page, *documents) -> None:
    page.get_by_role("radio", name="Choose").check()
    for one in documents:
        tick(page, one)


def partly_with_credits(page: Page, address: str, three, credit) -> None:
    """Two invoices, one of them in part; credits switched off and on; one credit by hand."""
    page.goto(f"{address}/pay/")
    choose(page, three[1], three[2])
    expect(to_pay(page)).to_have_text("£170.00")
    page.get_by_role("switch", name="Use my credits and deposits (£30.00)").uncheck()
    expect(to_pay(page)).to_have_text("£200.00")
    page.get_by_role("switch", name="Use my credits").check()
    expect(to_pay(page)).to_have_text("£170.00")
    amount(page, three[1]).fill("£25")
    amount(page, three[1]).press("Tab")
    expect(to_pay(page)).to_have_text("£95.00")
    expect(page.get_by_text("£75.00 stays open")).to_be_visible()
    # What the page proposed of the credit, it takes back by itself.
    amount(page, three[2]).fill("0")
    amount(page, three[2]).press("Tab")
    expect(to_pay(page)).to_have_text("£0.00")
    amount(page, three[2]).fill("40")
    amount(page, three[2]).press("Tab")
    expect(to_pay(page)).to_have_text("£35.00")
    page.get_by_text("Choose which").click()
    use = page.get_by_label(f"Amount to use of {credit.number}")
    use.fill("20")
    use.press("Tab")
    expect(to_pay(page)).to_have_text("£45.00")


def test_two_invoices_in_part_with_credits_off_on_and_by_hand(
    signed_in: Page, address: str, customer: Customer, three, today
) -> None:
    credit = make_credit_note(customer, 30, issued_on=today)
    partly_with_credits(signed_in, address, three, credit)
    signed_in.get_by_role("button", name="Pay £45.00 by bank transfer").click()
    expect(signed_in.locator("h1")).to_have_text("Bank transfer")
    assert Transfer.objects.get().amount == 45


def test_the_same_on_a_phone_with_a_last_look(
    phone: Page, address: str, customer: Customer, three, today
) -> None:
    credit = make_credit_note(customer, 30, issued_on=today)
    partly_with_credits(phone, address, three, credit)
    phone.get_by_role("button", name="Pay £45.00 by bank transfer").click()
    look = phone.get_by_role("dialog", name="Pay £45.00 now?")
    expect(look).to_contain_text("2 documents, £65.00")
    look.get_by_role("button", name="Not yet").click()
    expect(look).to_be_hidden()
    assert not Transfer.objects.exists()
    phone.get_by_role("button", name="Pay £45.00 by bank transfer").click()
    phone.get_by_role("dialog").get_by_role("button", name="Pay £45.00").click()
    expect(phone.locator("h1")).to_have_text("Bank transfer")
    assert Transfer.objects.get().amount == 45


def test_sum_method_and_button_are_on_a_phones_first_screen(
    phone: Page, address: str, customer: Customer, three, today
) -> None:
    make_credit_note(customer, 30, issued_on=today)
    phone.goto(f"{address}/pay/")
    for part in (
        to_pay(phone),
        phone.get_by_role("radio", name="Everything"),
        phone.get_by_role("switch", name="Use my credits"),
        phone.locator(".pay-with-line"),
        phone.get_by_role("button", name="Pay £270.00 by bank transfer"),
    ):
        found = part.bounding_box()
        assert found
        assert found["y"] >= 0
        assert found["y"] + found["height"] <= PHONE["height"]


@pytest.mark.parametrize("width", [320, 390, 640, 800, 1100, 1280])
def test_page_never_scrolls_sideways(
    width: int, browser: Browser, address: str, owner: User, three, customer: Customer, today
) -> None:
    make_credit_note(customer, 30, issued_on=today)
    page = browser.new_page(viewport={"width": width, "height": 800})
    sign_in(page, address, owner)
    for path in ("/pay/", f"/pay/?invoice={three[0].number}&invoice={three[1].number}"):
        page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_last_look_comes_above_the_sellers_limit(signed_in: Page, address: str, three) -> None:
    make_organization(confirm_above=299)
    signed_in.goto(f"{address}/pay/")
    signed_in.get_by_role("button", name="Pay £300.00").click()
    look = signed_in.get_by_role("dialog")
    expect(look).to_contain_text("Payments above £299.00 are confirmed once more.")
    signed_in.keyboard.press("Escape")
    expect(look).to_be_hidden()
    assert not Transfer.objects.exists()


def test_mistake_is_told_beside_its_row_while_typing(signed_in: Page, address: str, three) -> None:
    signed_in.goto(f"{address}/pay/?invoice={three[0].number}")
    amount(signed_in, three[0]).fill("100.01")
    amount(signed_in, three[0]).blur()
    row = signed_in.get_by_role("row").filter(has_text=three[0].number)
    expect(row).to_contain_text("At most £100.00 is due.")
    signed_in.get_by_role("button", name="Pay", exact=True).click()
    expect(signed_in.get_by_role("alert")).to_contain_text("correct the amounts")
    expect(amount(signed_in, three[0])).to_have_value("100.01")


def test_full_only_is_said_before_anything_is_typed(signed_in: Page, address: str, three) -> None:
    PartialPaymentRule.objects.create(invoice=three[0], allows="full_only")
    signed_in.goto(f"{address}/pay/?what=choose")
    row = signed_in.get_by_role("row").filter(has_text=three[0].number)
    expect(row).to_contain_text("Paid in full only")
    tick(signed_in, three[0])
    expect(amount(signed_in, three[0])).to_have_count(0)
    expect(to_pay(signed_in)).to_have_text("£100.00")


def test_sum_is_spread_in_place(signed_in: Page, address: str, three) -> None:
    signed_in.goto(f"{address}/pay/?what=choose")
    signed_in.get_by_label("Spread a sum, oldest first").fill("150")
    signed_in.get_by_label("Spread a sum, oldest first").press("Tab")
    expect(amount(signed_in, three[1])).to_have_value("£50.00")
    expect(amount(signed_in, three[2])).to_have_count(0)
    expect(signed_in.get_by_role("button", name="Pay £150.00")).to_be_visible()


def test_whole_payment_by_keyboard(signed_in: Page, address: str, three) -> None:
    page = signed_in
    page.goto(f"{address}/pay/?what=choose")
    page.get_by_role("checkbox", name=f"Pay {three[0].number}").focus()
    page.keyboard.press("Space")
    expect(amount(page, three[0])).to_be_visible()
    expect(page.get_by_role("checkbox", name=f"Pay {three[0].number}")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(amount(page, three[0])).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("60")
    # Enter works the sums out; it does not pay.
    page.keyboard.press("Enter")
    expect(to_pay(page)).to_have_text("£60.00")
    assert not Transfer.objects.exists()
    button = page.get_by_role("button", name="Pay £60.00 by bank transfer")
    for _ in range(30):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    # The sums may be on their way once more, for the field that was left.
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    button.press("Enter")
    expect(page.locator("h1")).to_have_text("Bank transfer", timeout=20_000)


def test_everything_without_a_script(
    without_script: Page, address: str, owner: User, customer: Customer, three, today
) -> None:
    page = without_script
    credit = make_credit_note(customer, 80, issued_on=today)
    sign_in(page, address, owner)
    page.goto(f"{address}/pay/?invoice={three[0].number}")
    amount(page, three[0]).fill("90")
    page.get_by_role("button", name="Update the amounts").click()
    expect(page.get_by_role("button", name="Pay £10.00")).to_be_visible()
    # The button still says another sum: it asks before it does something else.
    amount(page, three[0]).fill("80")
    page.get_by_role("button", name="Pay £10.00").click()
    expect(page.get_by_role("alert")).to_contain_text("not what the button said")
    page.get_by_role("button", name="Settle with credits").click()
    expect(page.locator("#messages")).to_contain_text("was used for")
    assert (item_of(three[0]).open, item_of(credit).open) == (20, 0)


def test_credits_that_cover_all_are_named_on_the_button_and_used_once(
    signed_in: Page, address: str, customer: Customer, three, today
) -> None:
    credit = make_credit_note(customer, 200, issued_on=today)
    signed_in.goto(f"{address}/pay/?invoice={three[0].number}")
    expect(signed_in.get_by_role("heading", name="How to pay")).to_be_hidden()
    signed_in.get_by_role("button", name="Settle with credits").click()
    expect(signed_in.locator("#messages")).to_contain_text("was used for")
    signed_in.go_back()
    expect(signed_in.locator("h1")).to_have_text("Pay")
    expect(signed_in.get_by_role("button", name="Settle with credits")).to_have_count(0)
    assert item_of(credit).open == 100
