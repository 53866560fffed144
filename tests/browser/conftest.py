"""A real Chromium against the live server. Anything on the console fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Customer, Role, User
from tests.factories import PASSWORD, make_customer, make_member, make_organization

# Playwright keeps a loop running in this thread; the tests use the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# htmx swaps the page of a refused form, and Chromium logs its status all the same.
EXPECTED = "the server responded with a status of 422"

COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture(autouse=True)
def seller(transactional_db: None) -> None:
    make_organization(
        email="office@acme.example",
        phone="+44 1",
        address="1 Acme Way\nLeeds",
        bank_iban="GB33BUKB20201555555555",
        bank_account_holder="Acme Ltd",
        time_zone="Europe/London",
        currency="GBP",
    )


@pytest.fixture
def customer(transactional_db: None) -> Customer:
    return make_customer("Blue Anchor Ltd", "GBP")


def verified(user: User) -> User:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def owner(customer: Customer) -> User:
    return verified(make_member(customer, Role.OWNER, "owner@anchor.example"))


@pytest.fixture
def address(live_server: Any) -> str:
    return str(live_server.url)


def watch(page: Page) -> list[str]:
    """Complaints of the page: errors on the console, and requests to another host."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type in {"error", "warning"} and EXPECTED not in message.text
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            complaints.append(f"asks {request.url}")
            if "//localhost" not in request.url and not request.url.startswith("data:")
            else None
        ),
    )
    return complaints


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """A page that must not complain."""
    complaints = watch(page)
    yield page
    assert complaints == []


def axe_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, once nothing moves any more; in dark, of its
    colours alone, as the rest is the same in light."""
    found = []
    poll_count: list[tuple[Literal["light", "dark"], dict[str, Any]]] = [
        ("light", {}),
        ("dark", {"runOnly": COLOURS}),
    ]
    for look, rules in poll_count:
        page.emulate_media(color_scheme=look)
        page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        result = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        found += [
            f"{page.url} ({look}): {fault['id']} at {fault['nodes'][0]['target']}"
            for fault in result.response["violations"]
        ]
    return found


def sign_in(page: Page, address: str, user: User) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.locator("h1")).to_have_text("My Profile")


@pytest.fixture
def signed_in(watched: Page, address: str, owner: User) -> Page:
    sign_in(watched, address, owner)
    return watched


@pytest.fixture
def without_script(browser: Any) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()
