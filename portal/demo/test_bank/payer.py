"""What payers and their banks do. The end of a number decides what becomes of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from billing.payments.gateways.test_bank import books

DECLINED = "0002"
DECLINED_LATER = "0341"
ASKS_EACH_TIME = "3184"
ASKS_ONCE = "3155"
BANK_ACCOUNT_DIGITS = 12
BRANDS = {"4": "Visa", "5": "Mastercard"}


def pay(page_id: str, number: str) -> str:
    """Pay, or add a method, with this number: what has become of the page in a word."""
    page = books.find(page_id)
    if page["status"] != "open":
        return "gone"
    if number.endswith(DECLINED):
        return "declined"
    if number.endswith((ASKS_EACH_TIME, ASKS_ONCE)) and page.get("asked") != number:
        books.change(page_id, "open", asked=number)
        return "challenge"
    return _accept(page, number)


def allow(page_id: str) -> str:
    """Say yes to the bank, which has asked about the card on a page."""
    page = books.find(page_id)
    return pay(page_id, page.get("asked") or DECLINED)


def answer(charge_id: str, *, allows: bool) -> None:
    """Say yes or no to the bank, which has asked about a charge of a saved card."""
    reason = "" if allows else _("The payment was not confirmed with your bank.")
    books.change(charge_id, "open", status="paid" if allows else "failed", reason=reason)


def settle(charge_id: str, *, succeeds: bool = True) -> None:
    """A bank debit arrives after some days, or does not."""
    reason = "" if succeeds else _("The bank rejected it.")
    books.change(charge_id, "processing", status="paid" if succeeds else "failed", reason=reason)


def take_back(charge_id: str, amount: str) -> dict[str, Any]:
    """The payer's bank takes money back: a card payment is disputed, a bank debit returned."""
    charge = books.find(charge_id)
    is_return = charge["method"] == "bank_debit" or charge.get("kind") == "bank_debit"
    return books.make("chargeback", charge_id=charge_id, amount=amount,
                      currency=charge["currency"], status="lost" if is_return else "open",
                      is_return=is_return, is_taken=True, reason="unknown")  # fmt: skip


def _accept(page: dict[str, Any], number: str) -> str:
    customer = page.get("customer") or page.get("keep_for")
    method = _method(page["id"], customer, number) if customer else ""
    if "setup_id" in page:
        return str(books.change(page["id"], "open", status="paid", method_id=method)["status"])
    named = {name: page[name] for name in ("attempt_id", "amount", "currency", "method")}
    charge = books.make("charge", key=page["id"], status="open", on_page=True, **named)
    page = books.change(page["id"], "open", status="paid", charge=charge["id"])
    if page.get("charge") is None:
        return "gone"
    known = {"label": label_of(number), "method_id": method}
    status = "processing" if is_bank_account(number) else "paid"
    return str(books.change(charge["id"], "open", status=status, **known)["status"])


def _method(page_id: str, customer: str, number: str) -> str:
    asks = {"status": "open"}
    alone = {"status": "failed", "requires_authentication": True,
             "reason": _("Your bank needs you to confirm.")}  # fmt: skip
    declined = {"status": "failed", "reason": _("Your card was declined.")}
    good = {"status": "processing" if is_bank_account(number) else "paid"}
    fates = {ASKS_EACH_TIME: (asks, alone), DECLINED_LATER: (declined, declined)}
    on_charge, on_charge_alone = fates.get(number[-4:], (good, good))
    kind = "bank_debit" if is_bank_account(number) else "card"
    method = books.make(
        "method", key=page_id, status="kept", kind=kind, label=label_of(number),
        gateway_customer_id=customer, fingerprint=number, on_charge=on_charge,
        on_charge_alone=on_charge_alone, expires=None if kind == "bank_debit" else "2034-12-31",
    )  # fmt: skip
    return str(method["id"])


def is_bank_account(number: str) -> bool:
    return len(number) <= BANK_ACCOUNT_DIGITS


def label_of(number: str) -> str:
    bank = "Test Bank" if is_bank_account(number) else BRANDS.get(number[0], "Card")
    return f"{bank} •••• {number[-4:]}"
