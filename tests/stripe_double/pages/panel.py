"""The panel of the demo: what a bank would do, at the press of a button."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tests.stripe_double.disputes import OPEN
from tests.stripe_double.pages.layout import money, page
from tests.stripe_double.world import Object

if TYPE_CHECKING:
    from tests.stripe_double.double import StripeDouble

SHOWN = 50


def show(double: StripeDouble, said: str = "") -> str:
    """Payments, refunds and disputes with what can be done to each, and the latest events."""
    alert = f'<p class="bad" role="alert">{escape(said)}</p>' if said else ""
    return page(
        "Stripe stand-in",
        f'<main class="wide">{alert}<h1>Stripe stand-in</h1>'
        "<p class='soft'>What banks and card schemes do, at the press of a button. "
        "Webhooks go out by themselves.</p>"
        f"{_time()}{_payments(double)}{_refunds(double)}{_disputes(double)}{_events(double)}"
        "</main>",
    )


def _button(action: str, label: str, **fields: str) -> str:
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return (
        f'<form method="post" action="/_control/{action}">{inputs}'
        f'<button class="slim quiet">{escape(label)}</button></form>'
    )


def _time() -> str:
    return (
        '<div class="row">'
        + _button("advance", "Let a day pass", days="1")
        + _button("advance", "Let five days pass", days="5")
        + "</div>"
    )


def _table(title: str, heads: str, rows: list[str]) -> str:
    if not rows:
        return f"<h2>{title}</h2><p class='soft'>None yet.</p>"
    head = "".join(
        f"<th scope='col'{' class=amount' * (one == 'Amount')}>{one}</th>"
        for one in heads.split("|")
    )
    return (
        f"<h2>{title}</h2><div class='scroll sheet'><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _newest(double: StripeDouble, kind: str) -> list[Object]:
    return double.objects(kind)[::-1][:SHOWN]


def _payments(double: StripeDouble) -> str:
    charges = {charge["id"]: charge for charge in double.objects("charge")}
    rows = []
    for intent in _newest(double, "payment_intent"):
        charge = charges.get(intent["latest_charge"] or "")
        rows.append(
            f"<tr><td><code>{intent['id']}</code><br><span class='soft'>"
            f"{escape(intent['description'] or '')}</span></td>"
            f"<td class='amount'>{money(intent['amount'], intent['currency'])}</td>"
            f"<td>{escape(_standing(intent, charge))}</td>"
            f"<td><div class='row'>{''.join(_payment_buttons(intent, charge))}</div></td></tr>"
        )
    return _table("Payments", "Payment|Amount|Status|Do", rows)


def _standing(intent: Object, charge: Object | None) -> str:
    words = [intent["status"].replace("_", " ")]
    if charge:
        words.append(charge["payment_method_details"]["type"].replace("_", " "))
        if charge["amount_refunded"]:
            words.append("refunded" if charge["refunded"] else "partly refunded")
        if charge["disputed"]:
            words.append("disputed")
    return ", ".join(words)


def _payment_buttons(intent: Object, charge: Object | None) -> list[str]:
    given = {"payment": intent["id"]}
    if intent["status"] == "processing":
        return [_button("settle", "Settle", **given), _button("fail", "Fail", **given)]
    if charge is None or intent["status"] != "succeeded" or charge["disputed"]:
        return []
    if charge["payment_method_details"]["type"] == "us_bank_account":
        return [_button("return_debit", "Return", **given)]
    return [_button("open_dispute", "Dispute", **given)]


def _refunds(double: StripeDouble) -> str:
    rows = [
        f"<tr><td><code>{refund['id']}</code></td>"
        f"<td class='amount'>{money(refund['amount'], refund['currency'])}</td>"
        f"<td>{refund['status']}</td><td><div class='row'>"
        + (_button("finish_refund", "Arrive", refund=refund["id"]) if _waits(refund) else "")
        + (
            _button("fail_refund", "Fail", refund=refund["id"])
            if refund["status"] != "failed"
            else ""
        )
        + "</div></td></tr>"
        for refund in _newest(double, "refund")
    ]
    return _table("Refunds", "Refund|Amount|Status|Do", rows)


def _waits(refund: Object) -> bool:
    return bool(refund["status"] == "pending")


def _disputes(double: StripeDouble) -> str:
    rows = [
        f"<tr><td><code>{dispute['id']}</code><br><span class='soft'>"
        f"{escape(dispute['reason'].replace('_', ' '))}</span></td>"
        f"<td class='amount'>{money(dispute['amount'], dispute['currency'])}</td>"
        f"<td>{dispute['status'].replace('_', ' ')}</td><td><div class='row'>"
        + (
            _button("close_dispute", "Won", dispute=dispute["id"], won="true")
            + _button("close_dispute", "Lost", dispute=dispute["id"], won="false")
            if dispute["status"] in OPEN
            else ""
        )
        + "</div></td></tr>"
        for dispute in _newest(double, "dispute")
    ]
    return _table("Disputes and returns", "Dispute|Amount|Status|Do", rows)


def _events(double: StripeDouble) -> str:
    with double.lock:
        states = {one["id"]: one["_delivery"] for one in double.test.all("event")}
    rows = [
        f"<tr><td><code>{event['type']}</code></td><td><code>{event['id']}</code></td>"
        f"<td>{states[event['id']]}</td>"
        f"<td>{_button('resend', 'Send again', event=event['id'])}</td></tr>"
        for event in _newest(double, "event")
    ]
    return _table("Events", "Type|Event|Webhook|Do", rows)
