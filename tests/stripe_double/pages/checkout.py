"""The hosted page of a checkout session. Plain forms; no script."""

from __future__ import annotations

from html import escape

from tests.stripe_double import hosted
from tests.stripe_double.instruments import ACCOUNTS
from tests.stripe_double.pages.layout import message, money, page
from tests.stripe_double.world import Object, World

TEST_CARDS = [
    ("4242 4242 4242 4242", "pays"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
    ("4000 0025 0000 3155", "asks for 3-D Secure, until saved"),
    ("4000 0027 6000 3184", "asks for 3-D Secure every time"),
    ("4000 0000 0000 0069", "has expired"),
    ("4000 0000 0000 0259", "pays, and is disputed at once"),
]
ACCOUNT_LABELS = {
    "000123456789": "Test bank •••• 6789: settles",
    "000222222227": "Test bank •••• 2227: fails, insufficient funds",
    "000111111116": "Test bank •••• 1116: fails, no such account",
    "000555555559": "Test bank •••• 5559: settles, then is returned",
}


def show(world: World, session: Object, *, merchant: str) -> str:
    """The page for this session as it stands now."""
    if session["status"] == "complete":
        return message(
            "You have already paid",
            f"{merchant} has been told. You can close this page.",
            hosted.success_url(session),
            f"Back to {merchant}",
        )
    if session["status"] == "expired":
        return message(
            "This payment page has expired",
            f"Nothing was charged. Start again at {merchant}.",
            session["cancel_url"] or "",
            f"Back to {merchant}",
        )
    title = "Save a payment method" if session["mode"] == "setup" else "Pay"
    return page(
        f"{title} – {merchant}",
        f'<main class="columns">{_summary(session, merchant)}{_form(world, session)}</main>',
    )


def _summary(session: Object, merchant: str) -> str:
    back = session["cancel_url"]
    link = f'<p><a href="{escape(back)}">← Back to {escape(merchant)}</a></p>' if back else ""
    if session["mode"] == "setup":
        return (
            f"<section>{link}<h1>Save a payment method with {escape(merchant)}</h1>"
            '<p class="soft">Nothing is charged now.</p></section>'
        )
    total = money(session["amount_total"], session["currency"])
    items = "".join(
        f"<li><span>{escape(item['description'])}{_quantity(item)}"
        f'{_details(item)}</span><span class="amount">'
        f"{money(item['amount_total'], item['currency'])}</span></li>"
        for item in session["_line_items"]
    )
    return (
        f"<section>{link}<h1>Pay {escape(merchant)}</h1>"
        f'<p class="total">{total}</p><ul class="items">{items}'
        f'<li class="sum"><span>Total due</span><span class="amount">{total}</span></li></ul>'
        "</section>"
    )


def _quantity(item: Object) -> str:
    return f' <span class="soft">× {item["quantity"]}</span>' if item["quantity"] > 1 else ""


def _details(item: Object) -> str:
    details = item["_details"]
    return f'<br><span class="soft small">{escape(details)}</span>' if details else ""


def _form(world: World, session: Object) -> str:
    typed = session.get("_typed", {})
    problem = session.get("_problem", "")
    alert = f'<p class="bad" role="alert">{escape(problem)}</p>' if problem else ""
    email = typed.get("email") or session["customer_email"] or ""
    if session["customer"]:
        email = (world.get("customer", session["customer"]) or {}).get("email") or email
    button = (
        "Save"
        if session["mode"] == "setup"
        else f"Pay {money(session['amount_total'], session['currency'])}"
    )
    return (
        f'<section class="sheet">{alert}'
        f'<form method="post" action="/c/pay/{session["id"]}">'
        '<label for="email">Email</label>'
        f'<input id="email" name="email" type="email" autocomplete="email" value="{escape(email)}">'
        f'<fieldset class="methods"><legend>How to pay</legend>{_methods(world, session)}'
        f'</fieldset>{_saving(session)}{_submit_text(session)}<button class="wide-button">{button}'
        f"</button></form>{_help()}</section>"
    )


def _methods(world: World, session: Object) -> str:
    typed = session.get("_typed", {})
    choices = [
        (f"saved:{one['id']}", _saved_label(one), "")
        for one in hosted.saved_methods(world, session)
    ]
    if "card" in session["payment_method_types"]:
        choices.append(("card", "Card", _card_fields(typed)))
    if "us_bank_account" in session["payment_method_types"]:
        choices.append(("bank", "US bank account", _bank_fields()))
    chosen = typed.get("method") or choices[0][0]
    return "".join(
        f'<div class="method"><label class="choice"><input type="radio" name="method"'
        f' value="{value}"{" checked" if value == chosen else ""}> {escape(label)}</label>'
        + (f'<div class="fields">{fields}</div>' if fields else "")
        + "</div>"
        for value, label, fields in choices
    )


def _saved_label(method: Object) -> str:
    if method["type"] == "card":
        card = method["card"]
        brand = card["brand"].replace("_", " ").title()
        return (
            f"{brand} •••• {card['last4']}, expires {card['exp_month']:02}/{card['exp_year'] % 100}"
        )
    bank = method["us_bank_account"]
    return f"{bank['bank_name'].title()} •••• {bank['last4']}"


def _card_fields(typed: Object) -> str:
    options = "".join(
        f'<option value="{number}">{escape(meaning)}</option>' for number, meaning in TEST_CARDS
    )
    name = escape(typed.get("name", ""))
    return (
        '<label for="number">Card number</label><input id="number" name="number" type="text"'
        ' inputmode="numeric" autocomplete="off" list="cards" placeholder="4242 4242 4242 4242">'
        f'<datalist id="cards">{options}</datalist><div class="pair"><div>'
        '<label for="expiry">Expiry</label><input id="expiry" name="expiry" type="text"'
        ' inputmode="numeric" autocomplete="off" placeholder="MM / YY"></div><div>'
        '<label for="cvc">Security code</label><input id="cvc" name="cvc" type="text"'
        ' inputmode="numeric" autocomplete="off" placeholder="CVC"></div></div>'
        '<label for="name">Name on card</label><input id="name" name="name" type="text"'
        f' autocomplete="off" value="{name}">'
    )


def _bank_fields() -> str:
    options = "".join(
        f'<option value="{number}">{escape(label)}</option>'
        for number, label in ACCOUNT_LABELS.items()
        if number in ACCOUNTS
    )
    return (
        '<label for="account">Account</label>'
        f'<select id="account" name="account">{options}</select>'
        '<p class="soft small">By going on you authorise the debit of this account (ACH). It takes'
        " up to four business days.</p>"
    )


def _saving(session: Object) -> str:
    if hosted.offers_saving(session):
        ticked = " checked" if session.get("_typed", {}).get("save") else ""
        return (
            f'<label class="tick"><input type="checkbox" name="save" value="yes"{ticked}>'
            "<span>Save this payment method for future payments</span></label>"
        )
    if session["mode"] == "payment" and hosted.saves_anyway(session):
        return '<p class="soft small">This payment method is saved for future payments.</p>'
    return ""


def _submit_text(session: Object) -> str:
    text = (session["custom_text"]["submit"] or {}).get("message", "")
    return f'<p class="soft small">{escape(text)}</p>' if text else ""


def _help() -> str:
    rows = "".join(
        f"<tr><td><code>{number}</code></td><td>{escape(meaning)}</td></tr>"
        for number, meaning in TEST_CARDS
    )
    return (
        "<details><summary>Test cards</summary>"
        f"<table><tbody>{rows}</tbody></table>"
        '<p class="soft small">Any later date and any security code will do.</p></details>'
    )
