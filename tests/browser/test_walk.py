"""What a first walk through the portal stumbled over, tried with the controls people use."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import Customer, Organization, Role, User
from billing import tasks
from billing.downloads import exports
from billing.models import Export, Transfer
from tests.browser.conftest import sign_in, verified
from tests.browser.test_paying_online import portal as portal  # noqa: PLC0414 - fixtures
from tests.browser.test_paying_online import shop as shop  # noqa: PLC0414
from tests.factories import make_customer, make_invoice, make_member

ZOOMED = {"width": 640, "height": 450}


@pytest.fixture
def invoices(customer: Customer, owner: User) -> list[str]:
    today = Organization.current().today()
    return [
        str(make_invoice(customer, 100 * n, due_on=today + timedelta(n)).number) for n in (1, 2, 3)
    ]


def test_tab_is_marked_and_its_region_busy_before_the_answer_comes(
    signed_in: Page, address: str, invoices: list[str]
) -> None:
    page, held = signed_in, list[Route]()
    page.goto(f"{address}/invoices/")
    page.route("**/invoices/?status=paid*", lambda route: held.append(route))  # noqa: PLW0108
    paid = page.get_by_role("link", name=re.compile("^Paid"))
    paid.click()
    expect(paid).to_have_attribute("aria-current", "true")
    expect(page.locator("#document-list")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".tabs [aria-current]")).to_have_count(1)
    held[0].continue_()
    expect(page).to_have_title(re.compile("^Paid invoices"))
    expect(page.locator("#document-list")).not_to_have_attribute("aria-busy", "true")


def test_zoom_of_200_percent_pays_to_the_end(
    browser: Browser, address: str, owner: User, invoices: list[str]
) -> None:
    """640 × 450 at two device pixels a pixel is 1280 × 900 at 200 %."""
    context = browser.new_context(viewport=ZOOMED, device_scale_factor=2)
    page = context.new_page()
    sign_in(page, address, owner)
    for path in ("/profile/", "/invoices/", f"/invoices/{invoices[0]}/", "/statements/", "/pay/"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"], path
    page.get_by_role("radio", name="Choose").check()
    page.get_by_role("checkbox", name=f"Pay {invoices[1]}").check()
    page.get_by_role("button", name="Pay £200.00 by bank transfer").click()
    page.get_by_role("dialog").get_by_role("button", name="Pay £200.00").click()
    expect(page.locator("h1")).to_have_text("Bank transfer")
    assert Transfer.objects.get().amount == 200
    context.close()


def test_colleague_without_the_right_reads_which_and_whom_to_ask(
    page: Page, address: str, customer: Customer, owner: User, invoices: list[str]
) -> None:
    buyer = verified(make_member(customer, Role.BUYER, "buyer@anchor.example"))
    sign_in(page, address, buyer)
    page.goto(f"{address}/invoices/{invoices[0]}/")
    expect(page.get_by_role("main")).to_contain_text("does not show invoices")
    expect(page.get_by_role("main")).to_contain_text(str(owner))
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_print_opens_the_pdf(signed_in: Page, address: str, invoices: list[str]) -> None:
    page = signed_in
    page.goto(f"{address}/invoices/{invoices[0]}/")
    page.locator(".strip summary").click()
    link = page.get_by_role("link", name="Print")
    expect(link).to_have_attribute("target", "_blank")
    response = page.request.get(address + str(link.get_attribute("href")))
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"].startswith("inline")


def test_long_download_finishes_by_itself_and_says_so(
    signed_in: Page, address: str, invoices: list[str], settings: Any, tmp_path: Any, monkeypatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exports, "MAX_ROWS_AT_ONCE", 0)
    page = signed_in
    page.goto(f"{address}/invoices/")
    page.locator(".download-menu summary").click()
    page.locator(".download-menu").get_by_role("link", name="Excel").first.click()
    expect(page.locator("#export-toast")).to_contain_text("We're preparing your file.")
    with page.expect_download() as download:
        exports.make_export(Export.objects.get())
    assert download.value.suggested_filename.endswith(".xlsx")
    expect(page.locator("#export-toast")).to_contain_text("File ready: Invoices (XLSX)")
    expect(page).to_have_url(re.compile("/invoices/"))
    export = Export.objects.get()
    assert export.fetched_at
    tasks.mail_export(export_id=str(export.pk))
    assert Export.objects.get().mailed_at is None


def test_sum_that_the_card_company_cannot_take_is_said_before_it_is_chosen(
    page: Page, shop, portal: str
) -> None:
    """Stripe takes dinars to two decimals only."""
    dinars = make_customer("Dana", currency="KWD")
    person = verified(make_member(dinars, Role.OWNER, "dana@dana.example"))
    make_invoice(dinars, "916.169")
    sign_in(page, portal, person)
    page.goto(f"{portal}/pay/")
    expect(page.get_by_role("radio", name=re.compile("card", re.IGNORECASE))).to_be_disabled()
    expect(page.get_by_role("button", name=re.compile("by bank transfer"))).to_be_enabled()
