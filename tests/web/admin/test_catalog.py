"""Staff keep products, prices and presentations."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Customer
from catalog.diagnosis import rules_for_product
from catalog.models import DeliveryWindow, PresentationLine, Price, PriceListAssignment, Product
from catalog.publishing import duplicate, shortcomings
from tests.catalog.factories import (
    DAY,
    make_assortment,
    make_contract,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    open_assortment,
    variant_of,
)
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def formset(prefix: str, *rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": initial,
    }
    for place, row in enumerate(rows):
        data |= {f"{prefix}-{place}-{name}": value for name, value in row.items()}
    return data


def product_form(**fields: Any) -> dict[str, Any]:
    values = {
        "name": "Quay mug",
        "slug": "quay-mug",
        "unit": "C62",
        "decimals": "0",
        "status": "active",
        "popularity": "0",
        "assortments": [open_assortment().pk],
    }
    return values | fields


VARIANT = {
    "sku": "MUG-1",
    "pack_size": "6",
    "min_quantity": "6",
    "multiple": "6",
    "status": "active",
    "position": "0",
}


PICTURE = {"alt": "A mug", "position": "0", "focal_x": "50", "focal_y": "50"}


def png(size: tuple[int, int] = (40, 50)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return SimpleUploadedFile("mug.png", out.getvalue(), "image/png")


def save_product(staff: Client, picture: Any, **fields: Any) -> Any:
    data = product_form(**fields)
    data |= formset("variants", VARIANT)
    data |= formset("pictures", PICTURE | {"file": picture})
    data |= formset("axes")
    return staff.post(reverse("admin:catalog_product_add"), data)


def test_product_is_made_with_variant_picture_and_assortment_and_is_found(staff: Client) -> None:
    response = save_product(staff, png())
    assert response.status_code == 302, response.context and response.context["errors"]
    product = Product.objects.get()
    assert (product.variants.get().code, product.pictures.get().alt) == ("MUG1", "A mug")
    assert list(product.assortments.all()) == [open_assortment()]
    listed = reverse("admin:catalog_product_changelist")
    for query in ("mug-1", "quay"):
        assert "Quay mug" in staff.get(listed, {"q": query}).content.decode()
    assert "Quay mug" not in staff.get(listed, {"q": "lamp"}).content.decode()


def test_picture_that_is_there_can_be_given_a_centre_and_variants_of_its_product(
    staff: Client,
) -> None:
    save_product(staff, png())
    make_product(sku="OTHER-1")
    product = Product.objects.get(slug="quay-mug")
    use, own = product.pictures.get(), product.variants.get()
    url = reverse("admin:catalog_product_change", args=[product.pk])
    page = staff.get(url).content.decode()
    assert "Being prepared" in page
    assert "OTHER-1" not in page
    row = PICTURE | {"id": use.pk, "product": product.pk, "focal_x": "20", "variants": [own.pk]}
    data = product_form() | formset("axes")
    data |= formset("variants", VARIANT | {"id": own.pk, "product": product.pk}, initial=1)
    data |= formset("pictures", row, initial=1)
    response = staff.post(url, data)
    assert response.status_code == 302, response.context["errors"]
    use.refresh_from_db()
    assert (use.focal_x, list(use.variants.all())) == (20, [own])


def test_bad_picture_gets_a_sentence_and_what_was_typed_stays(staff: Client) -> None:
    bad = SimpleUploadedFile("mug.png", b"<svg/>", "image/png")
    response = save_product(staff, bad)
    page = response.content.decode()
    assert response.status_code == 200
    assert "This is no JPEG, PNG, WebP, AVIF or TIFF picture." in page
    assert "MUG-1" in page
    assert not Product.objects.exists()


def test_every_page_of_the_catalogue_opens(staff: Client) -> None:
    product = make_product()
    prices = make_price_list(customer=make_customer(currency="EUR"))
    price = make_price(prices, variant_of(product), "5")
    shown = make_presentation(product)
    for name, pk in (
        ("product", product.pk),
        ("variant", variant_of(product).pk),
        ("pricelist", prices.pk),
        ("price", price.pk),
        ("presentation", shown.pk),
        ("assortment", open_assortment().pk),
    ):
        for url in (
            reverse(f"admin:catalog_{name}_changelist"),
            reverse(f"admin:catalog_{name}_add"),
            reverse(f"admin:catalog_{name}_change", args=[pk]),
        ):
            assert staff.get(url).status_code == 200, url


def test_rung_that_is_dearer_than_the_one_below_gets_a_sentence(staff: Client) -> None:
    prices = make_price_list()
    variant = variant_of(make_product())
    make_price(prices, variant, "5")
    data = {
        "price_list": prices.pk,
        "variant": variant.pk,
        "from_quantity": "10",
        "unit_price": "6",
    }
    response = staff.post(reverse("admin:catalog_price_add"), data)
    assert response.status_code == 200
    assert "A larger quantity never costs more each" in response.content.decode()
    response = staff.post(reverse("admin:catalog_price_add"), data | {"unit_price": "4"})
    assert response.status_code == 302
    response = staff.post(reverse("admin:catalog_price_add"), data | {"unit_price": "4"})
    assert "Another price for this quantity" in response.content.decode()
    assert Price.objects.count() == 2


def test_list_in_another_currency_gets_a_sentence(staff: Client) -> None:
    prices, customer = make_price_list("USD"), make_customer(currency="EUR")
    data = {
        "code": prices.code,
        "name": prices.name,
        "currency": "USD",
        "decimals": "2",
        "is_active": "on",
    } | formset("assignments", {"customer": customer.pk, "position": "1"})
    url = reverse("admin:catalog_pricelist_change", args=[prices.pk])
    response = staff.post(url, data)
    assert "The list is not in the customer" in str(response.context["errors"])
    assert not PriceListAssignment.objects.exists()


def presentation_form(shown: Any, **fields: Any) -> dict[str, Any]:
    values = {
        "code": shown.code,
        "name": shown.name,
        "kind": "at_once",
        "status": "published",
        "is_for_all": "on",
        "discount_percent": "0",
        "minimum_policy": "show",
        "link_prices": "none",
    }
    for prefix in ("sections", "lines", "windows", "presentationcustomer_set"):
        values |= formset(prefix)
    return values | fields


def test_pasted_skus_join_the_presentation_and_unknown_ones_are_named(staff: Client) -> None:
    first, second = make_product(sku="A-1"), make_product(sku="B-2")
    shown = make_presentation(first)
    url = reverse("admin:catalog_presentation_change", args=[shown.pk])
    form = staff.get(url).context["adminform"].form
    assert "skus" in form.fields
    prefixes = [one.formset.prefix for one in staff.get(url).context["inline_admin_formsets"]]
    data = presentation_form(shown, skus="b2\nA1\nZZ-9")
    for prefix in prefixes:
        data |= formset(prefix)
    response = staff.post(url, data, follow=True)
    page = response.content.decode()
    assert "1 products were added." in page
    assert "No product has these SKUs: ZZ-9" in page
    lines = PresentationLine.objects.filter(presentation=shown)
    assert set(lines.values_list("product", flat=True)) == {first.pk, second.pk}


def test_duplicate_keeps_sections_products_and_delivery_windows() -> None:
    shown = make_presentation(make_product(), make_product(), code="spring")
    DeliveryWindow.objects.create(presentation=shown, ships_from=DAY, ships_until=DAY)
    copy = duplicate(shown)
    assert (copy.code, copy.status, copy.lines.count()) == ("spring-copy", "draft", 2)
    assert copy.windows.get().ships_from == DAY
    assert (shown.windows.count(), shown.lines.count()) == (1, 2)
    assert duplicate(shown).code == "spring-copy-2"


def test_cover_needs_its_words(staff: Client) -> None:
    shown = make_presentation()
    url = reverse("admin:catalog_presentation_change", args=[shown.pk])
    data = presentation_form(shown, cover_file=png())
    for one in staff.get(url).context["inline_admin_formsets"]:
        data |= formset(one.formset.prefix)
    response = staff.post(url, data)
    assert "Say what the cover shows" in response.content.decode()
    assert staff.post(url, data | {"cover_file": png(), "cover_alt": "Cups"}).status_code == 302
    shown.refresh_from_db()
    assert len(shown.cover_incoming) == 32


def test_what_a_presentation_lacks_is_said_before_it_is_published() -> None:
    shown = make_presentation(make_product(is_shown=False), is_for_all=False)
    said = " ".join(shortcomings(shown, today=DAY))
    for sentence in (
        "It has no cover.",
        "none is chosen",
        "Products in no assortment: 1.",
        "Products without a picture: 1.",
    ):
        assert sentence in said


def verdicts(customer: Customer, sku: str) -> dict[str, bool]:
    return {rule.question: rule.holds for rule in rules_for_product(customer, sku)}


def test_diagnosis_says_which_rule_keeps_a_customer_from_a_product() -> None:
    customer = make_customer(currency="EUR")
    product = make_product(sku="A-1", is_shown=False)
    assert verdicts(customer, "nothing") == {"Is there such a SKU?": False}
    found = verdicts(customer, "a1")
    assert not found["Is it in an assortment that the customer sees?"]
    assert not found["Is there a price at the smallest quantity?"]
    make_assortment(product, customer=customer)
    make_price(make_price_list(customer=customer), variant_of(product), "5")
    assert all(verdicts(customer, "a1").values())


def test_lists_of_prices_show_figures_as_people_write_them(staff: Client) -> None:
    variant = variant_of(make_product(sku="A-1"))
    make_price(make_price_list("EUR"), variant, "11", at="12")
    make_contract(make_customer(currency="EUR"), variant, "10.5", at="24")
    prices = staff.get(reverse("admin:catalog_price_changelist")).content.decode()
    contracts = staff.get(reverse("admin:catalog_contractprice_changelist")).content.decode()
    assert ">12<" in prices
    assert "€11.00" in prices
    assert ">24<" in contracts
    assert "€10.50" in contracts


def test_every_control_of_a_picture_has_a_name(staff: Client) -> None:
    product = make_product(sku="A-1")
    text = staff.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()
    assert re.search(r'<input type="file" name="pictures-[^"]+"[^>]*aria-label="Picture"', text)
