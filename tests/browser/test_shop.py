"""The shop in a browser: strip and pictures by keyboard and mouse, search as one types, a price
that follows the quantity, and all of it without a script."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from accounts.models import Customer, User
from catalog.models import Presentation, Product, ProductPicture
from catalog.pictures import keep_picture
from catalog.searching.index import refresh, refresh_vocabulary
from tests.browser.conftest import sign_in
from tests.catalog.factories import (
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    variant_of,
)


def picture(colour: str) -> Any:
    content = BytesIO()
    Image.new("RGB", (900, 700), colour).save(content, "PNG")
    return keep_picture(content)


@pytest.fixture
def mug(customer: Customer, tmp_path: Any, settings: Any) -> Product:
    """A product with two pictures and two rungs, in six presentations."""
    settings.MEDIA_ROOT = tmp_path
    product = make_product("Stoneware mug", sku="MUG-1")
    prices = make_price_list(customer.currency, is_default=True)
    make_price(prices, variant_of(product), "6.40")
    make_price(prices, variant_of(product), "5.90", at="24")
    for position, colour in enumerate(("teal", "orange")):
        ProductPicture.objects.create(
            product=product, picture=picture(colour), alt=f"A {colour} mug", position=position
        )
    cover = picture("navy")
    for number in range(6):
        shown = make_presentation(product, name=f"Season {number}")
        Presentation.objects.filter(pk=shown.pk).update(cover=cover, cover_alt="The sea")
    refresh()
    refresh_vocabulary()
    return product


def test_strip_scrolls_by_its_arrows_and_by_keys(
    page: Page, address: str, owner: User, mug: Product
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, address, owner)
    page.goto(f"{address}/profile/")
    view = page.locator(".shop-strip-view")
    page.get_by_role("button", name="Further presentations").click()
    page.wait_for_function("() => document.querySelector('.shop-strip-view').scrollLeft > 100")
    view.focus()
    before = view.evaluate("view => view.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.shop-strip-view').scrollLeft > before", arg=before
    )


def test_picture_opens_large_and_keys_lead_on_and_out(
    page: Page, address: str, owner: User, mug: Product
) -> None:
    sign_in(page, address, owner)
    page.goto(f"{address}/shop/products/{mug.slug}/")
    link = page.get_by_role("link", name="Enlarge: A teal mug")
    link.click()
    dialog = page.locator("#enlarged")
    expect(dialog).to_be_visible()
    expect(dialog.locator(".enlarged-caption")).to_have_text("A teal mug")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator(".enlarged-caption")).to_have_text("A orange mug")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    expect(link).to_be_focused()


def test_search_shows_what_was_meant_as_one_types(
    page: Page, address: str, owner: User, mug: Product
) -> None:
    sign_in(page, address, owner)
    page.goto(f"{address}/shop/products/")
    page.get_by_label("Search products by name or SKU").press_sequentially("stonwear")
    expect(page.get_by_text("Nothing matches “stonwear”. Showing stoneware.")).to_be_visible()
    expect(page.get_by_role("link", name="Stoneware mug")).to_be_visible()


def test_price_follows_the_quantity(page: Page, address: str, owner: User, mug: Product) -> None:
    sign_in(page, address, owner)
    page.goto(f"{address}/shop/products/{mug.slug}/")
    page.get_by_label("Quantity").fill("30")
    expect(page.get_by_text("each for 30, £177.00 net")).to_be_visible()


def test_all_of_it_works_without_a_script(
    browser: Browser, page: Page, address: str, owner: User, mug: Product
) -> None:
    sign_in(page, address, owner)
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    bare = plain.new_page()
    bare.goto(f"{address}/shop/products/")
    bare.get_by_label("Search products by name or SKU").fill("mug-1")
    bare.get_by_role("button", name="Search", exact=True).click()
    bare.get_by_role("link", name="Stoneware mug").click()
    bare.get_by_label("Quantity").fill("30")
    bare.get_by_role("button", name="Update price").click()
    expect(bare.get_by_text("each for 30, £177.00 net")).to_be_visible()
    bare.get_by_role("link", name="Enlarge: A teal mug").click()
    assert "/shop/pictures/" in bare.url
    plain.close()
