"""The bank's 3-D Secure page."""

from __future__ import annotations

from html import escape

from tests.stripe_double.pages.layout import message, money, page
from tests.stripe_double.world import Object


def show(intent: Object | None, key: str, *, merchant: str) -> str:
    if intent is None or intent["client_secret"] != key:
        return message("No such page", "This address belongs to no payment.")
    if intent["status"] != "requires_action":
        return message("Nothing to confirm", "This has been answered already.")
    if intent["object"] == "setup_intent":
        asked = f"Confirm that {merchant} may keep your card for later payments."
    else:
        amount = money(intent["amount"], intent["currency"])
        asked = f"Confirm the payment of {amount} to {merchant}."
    return page(
        "Your bank asks",
        '<main class="narrow"><div class="sheet"><h1>Your bank asks (3-D Secure)</h1>'
        f'<p>{escape(asked)}</p><form method="post" class="row">'
        '<button name="result" value="complete">Complete</button>'
        '<button class="quiet" name="result" value="fail">Fail</button></form></div></main>',
    )
