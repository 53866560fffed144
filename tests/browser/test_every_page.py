"""Each kind of page: axe finds nothing, in light and dark, and the console stays empty."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Address, ContactPerson, Customer, Organization, Role, User
from accounts.shared_links import share
from billing.models import Retainer
from billing.payments.planning import Asked
from billing.payments.transfers import announce_transfer
from tests.browser.conftest import sign_in, verified, watch
from tests.catalog.factories import (
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    variant_of,
)
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_payment,
    make_retainer,
    pay,
)

FIRST_VISIT_BYTES = 150_000
LATER_PAGE_BYTES = 15_000
COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture
def full(customer: Customer, owner: User) -> dict[str, str]:
    """A customer with one of everything; the numbers by kind."""
    today = Organization.current().today()
    Address.objects.create(customer=customer, kind="billing", is_default=True, line1="1 Quay")
    Address.objects.create(customer=customer, kind="shipping", line1="2 Quay")
    ContactPerson.objects.create(
        customer=customer, name="Ada", email="a@x.example", is_primary=True
    )
    invoice = make_invoice(customer, 90, issued_on=today - timedelta(80))
    make_invoice(customer, 1000, issued_on=today)
    payment = pay(invoice, 40, received_on=today)
    make_payment(customer, 5, received_on=today)
    retainer = make_retainer(customer, 50, issued_on=today)
    assert isinstance(retainer, Retainer)
    credit = make_credit_note(customer, 10, issued_on=today)
    assert item_of(credit).open == 10
    transfer = announce_transfer(
        customer=customer, asked=Asked(ahead=Decimal(25)), by=owner, key=uuid4()
    )
    product = make_product("Quay mug", sku="MUG-1")
    make_price(make_price_list("GBP", is_default=True), variant_of(product), "6.40")
    return {
        "product": product.slug,
        "presentation": make_presentation(product).code,
        "transfer": transfer.reference,
        "invoice": str(invoice.number),
        "payment": payment.number,
        "retainer": str(retainer.number),
        "credit": str(credit.number),
    }


def pages(numbers: dict[str, str]) -> list[str]:
    lists = ["invoices", "credits", "deposits", "retainers", "payments"]
    return [
        "/profile/",
        *(f"/{name}/" for name in lists),
        *(f"/{name}/?status=all" for name in lists),
        "/invoices/?q=nothing-like-it",
        f"/invoices/{numbers['invoice']}/",
        f"/credits/{numbers['credit']}/",
        f"/retainers/{numbers['retainer']}/",
        f"/payments/{numbers['payment']}/",
        "/pay/",
        f"/pay/?invoice={numbers['invoice']}",
        f"/transfers/{numbers['transfer']}/",
        f"/invoices/{numbers['invoice']}/dispute/",
        "/autopay/",
        "/payment-methods/",
        f"/invoices/{numbers['invoice']}/share/",
        "/hold/",
        "/shop/",
        "/shop/products/",
        "/shop/favourites/",
        "/shop/again/",
        f"/shop/{numbers['presentation']}/",
        f"/shop/products/{numbers['product']}/",
        "/links/?status=all",
        "/account/data/",
        "/balance/",
        "/sales/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/email/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/logout/",
    ]


def violations(page: Page, url: str) -> list[str]:
    """What axe finds on the page; in dark, of its colours, as the rest is the same in light."""
    page.goto(url)
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    options = {"resultTypes": ["violations"], **({"runOnly": COLOURS} if is_dark else {})}
    return [
        f"{url}: {found['id']} at {found['nodes'][0]['target']}"
        for found in Axe().run(page, options=options).response["violations"]
    ]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_signed_in_pages(
    look: str, browser: Browser, address: str, owner: User, full: dict[str, str]
) -> None:
    page = browser.new_page(color_scheme=look)
    complaints = watch(page)
    sign_in(page, address, owner)
    found = [one for path in pages(full) for one in violations(page, address + path)]
    page.close()
    assert found == []
    assert complaints == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_pages_before_signing_in(look: str, browser: Browser, address: str) -> None:
    page = browser.new_page(color_scheme=look)
    found = [
        one
        for path in (
            "login/",
            "password/reset/",
            "password/reset/done/",
            "password/reset/key/1-x/",
            "password/reset/key/done/",
            "login/code/",
            "inactive/",
        )
        for one in violations(page, f"{address}/accounts/{path}")
    ]
    page.close()
    assert found == []


@pytest.mark.parametrize("look", ["light", "dark"])
def test_shared_document_and_a_link_that_opens_nothing(
    look: str, browser: Browser, address: str, owner: User, full: dict[str, str]
) -> None:
    customer = owner.memberships.get().customer
    new = share(customer=customer, kind="invoice", number=full["invoice"], title="x", made_by=owner)
    path = urlsplit(new.url).path
    page = browser.new_page(color_scheme=look)
    complaints = watch(page)
    found = violations(page, f"{address}{path}")
    page.close()
    gone = browser.new_page(color_scheme=look)
    found += violations(gone, f"{address}/shared/nothing/")
    gone.close()
    assert found == []
    assert complaints == []


def test_page_that_is_not_there(page: Page, address: str) -> None:
    assert violations(page, f"{address}/nowhere/") == []


@pytest.mark.parametrize("role", list(Role))
def test_new_customer_on_hold_in_every_role(role: Role, watched: Page, address: str) -> None:
    held = make_customer("Held Ltd", "JPY", status="on_hold", hold_reason="Overdue since May")
    user = verified(make_member(held, role, "held@held.example"))
    sign_in(watched, address, user)
    make_invoice(held, 500, due_on=timezone.now().date() - timedelta(9))
    assert violations(watched, f"{address}/profile/") == []
    assert violations(watched, f"{address}/hold/") == []


def test_first_visit_is_light_and_later_pages_lighter(
    page: Page, address: str, owner: User, full: dict[str, str]
) -> None:
    """Static files as the web server stores them, compressed; pages as they are sent."""
    sizes: dict[str, int] = {}

    def weigh(response: Any) -> None:
        path = response.url.removeprefix(address).split("?")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            content = Path(str(found)).read_bytes()
            is_packed = path.endswith((".woff2", ".png"))
            sizes[path] = len(content if is_packed else gzip.compress(content))

    page.on("response", weigh)
    sign_in(page, address, owner)
    first = page.request.get(f"{address}/accounts/login/")
    later = page.request.get(f"{address}/profile/")
    assert sum(sizes.values()) + len(gzip.compress(first.body())) < FIRST_VISIT_BYTES
    assert len(gzip.compress(later.body())) < LATER_PAGE_BYTES
