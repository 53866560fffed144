"""Each kind of page, the staff's too: axe finds nothing in light and dark, from one load of it."""

from __future__ import annotations

import gzip
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.models import Address, ContactPerson, Customer, Organization, Role, User
from accounts.sharing.shared_links import share
from billing.models import Retainer
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer
from orders.cart.changes import add_to_cart
from orders.estimates.offering import OfferedLine, offer
from support.documents.requests import NewRequest, ask_for_document
from support.models.thread import Side
from support.threads.posting import post_message
from tests.browser.conftest import axe_faults, sign_in, verified
from tests.browser.test_staff_journeys import staff_in
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
    make_membership,
    make_payment,
    make_retainer,
    make_staff,
    pay,
)
from tests.orders.factories import make_confirmed, make_order
from tests.support.factories import make_shared_document, make_ticket

FIRST_VISIT_BYTES = 150_000
LATER_PAGE_BYTES = 15_000


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
        customer=customer, asked=RequestedAmounts(prepayment=Decimal(25)), by=owner, key=uuid4()
    )
    product = make_product("Quay mug", sku="MUG-1")
    make_price(make_price_list("GBP", is_default=True), variant_of(product), "6.40")
    variant = variant_of(product)
    order = make_order(customer, [(variant, "10")], by=owner)
    add_to_cart(customer=customer, user=owner, quantities=[(variant.pk, Decimal(12))])
    staff = make_staff("writer@acme.example")
    estimate = offer(
        [OfferedLine("MUG-1", Decimal(3))],
        customer=customer,
        by=staff,
        valid_until=today + timedelta(days=1),
    )
    ticket = make_ticket(customer, by=owner)
    post_message(ticket.thread, body="Which?", side=Side.SELLER, author=staff, key=uuid4())
    paper = make_shared_document(customer, by=owner)
    asked = ask_for_document(NewRequest("W-9", "tax", "For us."), customer=customer, by=staff)
    return {
        "order": order.number,
        "estimate": estimate.number,
        "ticket": ticket.number,
        "paper": paper.number,
        "asked": str(asked.pk),
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
        *(f"/{name}/?status=all" for name in lists),
        "/invoices/?q=nothing-like-it",
        "/search/?q=INV",
        f"/invoices/{numbers['invoice']}/",
        f"/credits/{numbers['credit']}/",
        f"/retainers/{numbers['retainer']}/",
        f"/payments/{numbers['payment']}/",
        "/statements/",
        "/statements/?type=open-items",
        "/pay/",
        f"/pay/?invoice={numbers['invoice']}",
        f"/transfers/{numbers['transfer']}/",
        f"/invoices/{numbers['invoice']}/dispute/",
        "/autopay/",
        "/payment-methods/",
        f"/invoices/{numbers['invoice']}/share/",
        "/hold/",
        "/shop/",
        "/shop/products/?from=1",
        "/shop/products/?view=list",
        "/shop/products/?view=table",
        "/shop/favourites/",
        "/shop/again/",
        f"/shop/{numbers['presentation']}/",
        f"/shop/{numbers['presentation']}/share/",
        f"/shop/products/{numbers['product']}/",
        "/shop/quick/",
        "/cart/",
        "/cart/check/",
        "/orders/?status=all",
        f"/orders/{numbers['order']}/",
        f"/orders/{numbers['order']}/share/",
        "/cart/estimate/",
        "/estimates/",
        f"/estimates/{numbers['estimate']}/",
        "/tickets/",
        "/tickets/new/",
        f"/tickets/{numbers['ticket']}/",
        f"/messages/invoice.{numbers['invoice']}/",
        "/documents/",
        "/documents/new/",
        f"/documents/{numbers['paper']}/",
        f"/documents/{numbers['paper']}/version/",
        f"/documents/asked/{numbers['asked']}/",
        "/links/?status=all",
        "/company/",
        "/company/edit/",
        "/company/people/",
        "/company/roles/",
        "/company/history/",
        "/account/data/",
        "/account/sessions/",
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


STAFF_PAGES = (
    "",
    "billing/invoice/",
    "billing/invoice/add/",
    "billing/payment/add/",
    "accounts/customer/{customer}/change/",
    "accounts/organization/",
    "accounts/auditevent/",
    "accounts/user/add/",
    "receivables/",
    "records/",
    "search/?q=INV",
    "orders/salesorder/",
    "orders/salesorder/{order}/change/",
    "orders/salesorder/{order}/ship/",
    "catalog/product/",
    "catalog/stock/add/",
    "orders/estimate/add/",
    "support/ticket/",
    "support/ticket/{ticket}/change/",
    "support/thread/",
    "support/shareddocument/add/",
    "support/documentrequest/add/",
    "customers/{customer}/",
    "customers/{customer}/timeline/?show=money",
    "customers/{customer}/statement/",
    "customers/{customer}/aged/",
    "customers/{customer}/people/{place}/",
    "receivables/",
    "receivables/worklist/",
    "receivables/cash/",
    "receivables/figures/",
)


def violations(page: Page, url: str) -> list[str]:
    page.goto(url)
    return axe_faults(page)


def test_signed_in_pages(watched: Page, address: str, owner: User, full: dict[str, str]) -> None:
    sign_in(watched, address, owner)
    assert [one for path in pages(full) for one in violations(watched, address + path)] == []


def test_pages_that_say_what_is_missing(
    page: Page, address: str, owner: User, customer: Customer
) -> None:
    """Another of one's own companies (409), and what one's role does not show (403)."""
    other = make_invoice(make_customer("Second Ltd", "GBP"), 10)
    make_membership(other.customer, owner)
    sign_in(page, address, owner)
    found = violations(page, f"{address}/invoices/{other.number}/")
    page.context.clear_cookies()
    sign_in(page, address, verified(make_member(customer, Role.BUYER, "buyer@anchor.example")))
    assert found + violations(page, f"{address}/invoices/") == []


def test_staff_pages(page: Page, address: str, customer: Customer) -> None:
    make_invoice(customer, 10)
    order = make_confirmed(customer, by=make_staff("desk@acme.example"))
    known = {
        "customer": customer.pk,
        "order": order.pk,
        "ticket": make_ticket(customer, by=make_member(customer)).pk,
        "place": make_membership(customer).pk,
    }
    staff_in(page, address)
    paths = (path.format(**known) for path in STAFF_PAGES)
    assert [one for path in paths for one in violations(page, f"{address}/staff/{path}")] == []


def test_payment_with_a_row_to_take_back_fits_a_phone(
    page: Page, address: str, customer: Customer
) -> None:
    payment = pay(make_invoice(customer, 10), 10)
    staff_in(page, address)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/staff/billing/payment/{payment.pk}/change/")
    assert page.locator(".figures").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_pages_before_signing_in(page: Page, address: str) -> None:
    paths = (
        "login/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-x/",
        "password/reset/key/done/",
        "login/code/",
        "inactive/",
    )
    assert [one for path in paths for one in violations(page, f"{address}/accounts/{path}")] == []


def test_shared_document_and_a_link_that_opens_nothing(
    watched: Page, browser: Browser, address: str, owner: User, full: dict[str, str]
) -> None:
    customer = owner.memberships.get().customer
    new = share(customer=customer, kind="invoice", number=full["invoice"], title="x", made_by=owner)
    found = violations(watched, f"{address}{urlsplit(new.url).path}")
    gone = browser.new_page()
    found += violations(gone, f"{address}/shared/nothing/")
    gone.close()
    assert found == []


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
