from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accounts.models import Address, Customer, Membership, Organization, Role, User
from tests.browser.conftest import sign_in
from tests.factories import make_credit_note, make_customer, make_invoice, pay


@pytest.fixture
def today():
    return Organization.current().today()


def test_from_sign_in_by_a_figure_to_the_document_and_its_pdf(
    watched: Page, address: str, owner: User, customer: Customer, today
) -> None:
    invoice = make_invoice(customer, "1234.50", issued_on=today, po_number="PO-77")
    sign_in(watched, address, owner)
    balance = watched.get_by_role("region", name="Balance summary")
    balance.get_by_role("link", name="£1,234.50").first.click()
    expect(watched.locator("h1")).to_have_text("Invoices")
    watched.get_by_role("link", name=str(invoice.number)).click()
    expect(watched.locator("article")).to_contain_text("PO-77")
    with watched.expect_download() as download:
        watched.get_by_role("link", name="PDF", exact=True).click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    text = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert str(invoice.number) in text
    assert "1,234.50" in text


def test_signing_out_ends_the_session(signed_in: Page, address: str) -> None:
    signed_in.locator("details.account summary").click()
    signed_in.get_by_role("button", name="Sign out").click()
    expect(signed_in.locator("input[name=password]")).to_be_visible()
    signed_in.goto(f"{address}/profile/")
    expect(signed_in.locator("input[name=password]")).to_be_visible()


def test_wrong_password_says_so_and_keeps_the_address(
    watched: Page, address: str, owner: User
) -> None:
    watched.goto(f"{address}/accounts/login/")
    watched.fill("input[name=login]", owner.email)
    watched.fill("input[name=password]", "not the password")
    watched.press("input[name=password]", "Enter")
    expect(watched.locator("main form").first).to_contain_text("not correct")
    expect(watched.locator("input[name=login]")).to_have_value(owner.email)


def test_forgotten_password_is_set_anew_by_the_mailed_link(
    watched: Page, address: str, owner: User
) -> None:
    watched.goto(f"{address}/accounts/password/reset/")
    watched.fill("input[name=email]", owner.email)
    watched.press("input[name=email]", "Enter")
    watched.wait_for_url("**/password/reset/done/")
    link = next(word for word in mail.outbox[-1].body.split() if "/reset/key/" in word)
    watched.goto(address + link[link.index("/accounts/") :])
    for name in ("password1", "password2"):
        watched.fill(f"input[name={name}]", "a much better pass phrase")
    watched.press("input[name=password2]", "Enter")
    watched.wait_for_url("**/reset/key/done/")
    watched.goto(f"{address}/accounts/login/")
    watched.fill("input[name=login]", owner.email)
    watched.fill("input[name=password]", "a much better pass phrase")
    watched.press("input[name=password]", "Enter")
    expect(watched.locator("h1")).to_have_text("My Profile")


@pytest.mark.parametrize("script", [True, False])
def test_addresses_are_leafed_through(
    script: bool, page: Page, without_script: Page, address: str, owner: User, customer: Customer
) -> None:
    for street in ("First Street", "Second Street"):
        Address.objects.create(customer=customer, kind="shipping", line1=street)
    browser_page = page if script else without_script
    sign_in(browser_page, address, owner)
    card = browser_page.locator("#address-card")
    expect(card).to_contain_text("First Street")
    card.get_by_role("link", name="Next address").click()
    expect(card).to_contain_text("Second Street")
    card.get_by_role("link", name="Previous address").click()
    expect(card).to_contain_text("First Street")


def test_switching_to_another_company(signed_in: Page, address: str, owner: User) -> None:
    other = make_customer("Zenith Stores", "EUR")
    Membership.objects.create(user=owner, customer=other, role=Role.OWNER)
    signed_in.goto(f"{address}/profile/")
    rail = signed_in.locator(".rail")
    rail.locator("summary", has_text="Blue Anchor Ltd").click()
    rail.get_by_role("button", name="Zenith Stores").click()
    expect(signed_in.locator("dd", has_text=other.account_number).first).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_invoices_are_searched_sorted_and_paged(
    script: bool,
    page: Page,
    without_script: Page,
    address: str,
    owner: User,
    customer: Customer,
    today,
) -> None:
    for amount in range(1, 31):
        make_invoice(customer, amount, issued_on=today, po_number=f"PO-{amount:03d}")
    pay(make_invoice(customer, 500, issued_on=today), received_on=today)
    view = page if script else without_script
    sign_in(view, address, owner)
    view.goto(f"{address}/invoices/")
    view.get_by_role("link", name="Amount due").click()
    expect(view.locator("tbody tr").first).to_contain_text("£30.00")
    view.get_by_role("link", name="Next", exact=True).click()
    expect(view.locator("tbody tr")).to_have_count(5)
    view.go_back()
    expect(view.locator("tbody tr")).to_have_count(25)
    view.fill("input[name=q]", "PO-007")
    view.press("input[name=q]", "Enter")
    expect(view.locator("tbody tr")).to_have_count(1)
    view.goto(f"{address}/invoices/")
    view.get_by_role("link", name="Paid 1").click()
    expect(view.locator("tbody tr")).to_have_count(1)


def test_everything_is_reached_by_keyboard(
    signed_in: Page, address: str, customer: Customer, today
) -> None:
    invoice = make_invoice(customer, 10, issued_on=today)
    signed_in.goto(f"{address}/invoices/")
    signed_in.keyboard.press("Tab")
    expect(signed_in.locator(".skip-link")).to_be_focused()
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("#content")).to_be_focused()
    for _ in range(40):
        signed_in.keyboard.press("Tab")
        if signed_in.evaluate("document.activeElement.textContent") == invoice.number:
            break
    signed_in.keyboard.press("Enter")
    expect(signed_in.locator("h1")).to_contain_text(str(invoice.number))


def test_printing_an_invoice_leaves_the_frame_out(
    signed_in: Page, address: str, customer: Customer, today
) -> None:
    invoice = make_invoice(customer, 10, issued_on=today)
    signed_in.goto(f"{address}/invoices/{invoice.number}/")
    signed_in.emulate_media(media="print")
    expect(signed_in.locator("article")).to_be_visible()
    expect(signed_in.get_by_role("navigation", name="Main")).to_be_hidden()


def test_phone_has_a_menu_cards_and_no_sideways_scrolling(
    signed_in: Page, address: str, customer: Customer, today
) -> None:
    invoice = make_invoice(customer, Decimal("123456789.01"), issued_on=today)
    credit = make_credit_note(customer, 10, issued_on=today)
    signed_in.set_viewport_size({"width": 390, "height": 844})
    for path in (
        "/profile/",
        "/invoices/",
        f"/invoices/{invoice.number}/",
        f"/credits/{credit.number}/",
        "/pay/",
        "/balance/",
        "/payments/",
    ):
        signed_in.goto(address + path)
        wide = signed_in.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, path
    signed_in.goto(f"{address}/invoices/")
    expect(signed_in.locator("thead")).not_to_be_in_viewport()
    signed_in.get_by_role("button", name="More", exact=True).click()
    signed_in.locator("#more").get_by_role("link", name="Credits and deposits").click()
    expect(signed_in.locator("h1")).to_contain_text("redits")
