"""A passkey, registered and used in a real browser with a virtual authenticator."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from accounts.membership.people import set_email
from tests.factories import PASSWORD, make_customer, make_member, make_organization


@pytest.mark.django_db(transaction=True)
def test_passkey_is_added_and_then_signs_in_without_a_password(live_server, page: Page) -> None:
    make_organization()
    user = make_member(make_customer("Kettle Ltd"), email="ann@example.com")
    set_email(user)
    base = live_server.url.replace("127.0.0.1", "localhost")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", "ann@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{base}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button").first.click()
    page.fill("input[name=name]", "My laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page.get_by_text("recovery", exact=False).first).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{base}/accounts/login/")
    page.get_by_role("button", name="Passkey").click()
    expect(page.get_by_role("heading", name="My Profile")).to_be_visible()
