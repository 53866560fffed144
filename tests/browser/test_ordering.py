"""From a presentation to an order, as a buyer does it on a phone, and the same without a script."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Address, Customer, Organization, User
from catalog.models import Presentation
from orders.estimates.offering import OfferedLine, offer
from orders.models import Estimate, SalesOrder
from tests.browser.conftest import axe_faults, sign_in
from tests.browser.test_staff_journeys import staff_in
from tests.catalog.factories import make_presentation
from tests.factories import make_staff
from tests.orders.factories import make_order, priced_variant


@pytest.fixture
def stock(customer: Customer) -> None:
    """A presentation of one product at 5.00 in packs of six, and a place to ship to."""
    variant = priced_variant(customer, "5", sku="MUG-1", min_quantity=6, multiple=6)
    make_presentation(variant.product, name="Spring")
    Address.objects.create(customer=customer, kind="shipping", line1="2 Quay", city="Hull")


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("script", [True, False])
def test_presentation_to_order_on_a_phone(
    script: bool, watched: Page, without_script: Page, address: str, owner: User
) -> None:
    page = watched if script else without_script
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, owner)
    page.goto(f"{address}/shop/")
    page.get_by_role("link", name="Spring", exact=True).click()
    page.get_by_label("Quantity of", exact=False).fill("7")
    page.locator(".card-add button").click()
    expect(page.get_by_text("Order in multiples of 6.")).to_be_visible()
    page.get_by_label("Quantity of", exact=False).fill("12")
    page.get_by_role("button", name="Add all on this page").click()
    expect(page.get_by_text("is in your cart")).to_be_visible()
    page.get_by_role("link", name="Review order").click()
    expect(page.get_by_text("£60.00").first).to_be_visible()
    page.get_by_label("Quantity of MUG-1").fill("18")
    page.get_by_role("button", name="Update quantities").click()
    page.get_by_role("link", name="Check and order").click()
    page.get_by_label("PO number (optional)").fill("PO-7")
    page.get_by_label("Ship to (optional)").select_option(index=0)
    page.get_by_role("button", name="Place order for £90.00").click()
    expect(page.locator("h1")).to_have_text("Order SO-00001")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    order = SalesOrder.objects.get()
    assert (order.po_number, order.lines.get().ordered) == ("PO-7", 18)


def test_all_that_was_typed_is_added_at_once_and_the_fields_are_empty_again(
    signed_in: Page, customer: Customer, address: str
) -> None:
    variants = [priced_variant(customer, "5", sku=f"MUG-{n}") for n in range(3)]
    presentation = make_presentation(
        *(one.product for one in variants), minimum_amount="30", minimum_currency="GBP"
    )
    signed_in.goto(f"{address}/shop/{presentation.code}/")
    fields = signed_in.get_by_label("Quantity of", exact=False)
    fields.nth(0).fill("2")
    fields.nth(2).fill("3")
    fields.nth(2).press("Enter")
    bar = signed_in.get_by_role("complementary", name="Your order")
    expect(bar).to_contain_text("£25.00 net")
    expect(bar).to_contain_text("£5.00 more to the minimum of £30.00")
    expect(fields.nth(0)).to_have_value("")
    signed_in.locator(".card-add button").nth(1).click()
    expect(bar).to_contain_text("Minimum of £30.00 reached")
    fields.nth(0).fill("-1")
    fields.nth(1).fill("4")
    bar.get_by_role("button", name="Add all on this page").click()
    expect(signed_in.get_by_text("MUG-0): ", exact=False)).to_be_visible()
    expect(fields.nth(0)).to_have_value("-1")
    expect(fields.nth(1)).to_have_value("")


@pytest.mark.usefixtures("stock")
@pytest.mark.parametrize("script", [True, False])
def test_an_estimate_is_asked_for_offered_and_signed_on_a_phone(
    script: bool, watched: Page, without_script: Page, address: str, owner: User
) -> None:
    page = watched if script else without_script
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, address, owner)
    page.goto(f"{address}/shop/products/")
    page.get_by_label("Quantity of", exact=False).fill("12")
    page.get_by_role("button", name=re.compile("^Add(?! all)")).click()
    expect(page.get_by_text("is in your cart").first).to_be_visible()
    page.goto(f"{address}/cart/")
    page.get_by_role("link", name="Request an estimate").click()
    page.get_by_label("What do you need?").fill("By March, please.")
    page.get_by_role("button", name="Request an estimate").click()
    expect(page.get_by_text("We're working on it")).to_be_visible()
    asked = Estimate.objects.get()
    offer(
        [OfferedLine("MUG-1", Decimal(12), Decimal("4.50"))],
        customer=asked.customer,
        by=make_staff("desk@acme.example"),
        valid_until=Organization.current().today(),
        estimate=asked,
    )
    page.reload()
    expect(page.get_by_text("It ends today.")).to_be_visible()
    page.get_by_label("Your full name, as a signature").fill("Olive Bramwell")
    page.get_by_label("I may order for").check()
    page.get_by_role("button", name="Accept for £54.00").click()
    expect(page.locator("h1")).to_have_text("Order SO-00001")
    page.goto(f"{address}/estimates/{asked.number}/")
    expect(page.get_by_text("Olive Bramwell")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.usefixtures("stock")
def test_quick_order_asks_before_it_adds(signed_in: Page, address: str) -> None:
    signed_in.goto(f"{address}/shop/quick/")
    signed_in.get_by_label("Item numbers and quantities").fill("12 x MUG-1\nmug1 7\nNOPE 3")
    signed_in.get_by_role("button", name="Check").click()
    expect(signed_in.get_by_role("heading", name="1 line is ready")).to_be_visible()
    expect(signed_in.get_by_text("7 becomes 12.")).to_be_visible()
    signed_in.get_by_role("checkbox").uncheck()
    signed_in.get_by_role("button", name="Add these to the cart").click()
    expect(signed_in.get_by_label("Quantity of MUG-1")).to_have_value("12")


def test_staff_confirm_ship_and_invoice_an_order(
    watched: Page, address: str, customer: Customer
) -> None:
    order = make_order(customer)
    staff_in(watched, address)
    watched.get_by_role("link", name="Orders to confirm").click()
    watched.get_by_role("link", name=order.number).click()
    for name in ("Confirm", "Ship", "Invoice what was shipped"):
        watched.get_by_role("link", name=name, exact=True).click()
        watched.get_by_role("button", name=name, exact=True).click()
    expect(watched.get_by_text("has been issued")).to_be_visible()
    order.refresh_from_db()
    assert order.status == SalesOrder.Status.CLOSED


@pytest.mark.usefixtures("stock")
def test_staff_put_a_presentation_together_and_it_is_accessible(
    page: Page, address: str, customer: Customer
) -> None:
    staff_in(page, address)
    shown = Presentation.objects.get()
    more = priced_variant(customer, "5", sku="LMP-1")
    page.goto(f"{address}/staff/catalog/presentation/{shown.pk}/arrange/")
    assert axe_faults(page) == []
    page.get_by_label("One a line, as copied from a spreadsheet").fill("lmp1")
    page.get_by_role("button", name="Add these").click()
    expect(page.get_by_text("1 product was added.")).to_be_visible()
    page.get_by_role("button", name=f"Move {more.product.name} up").click()
    first = shown.lines.order_by("position").first()
    assert first is not None
    assert first.product == more.product
