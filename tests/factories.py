"""Sensible objects for tests: say what matters to the test, the rest is filled in.

Money is given as text or a whole number (`"119.00"`, `100`) and becomes a Decimal.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from accounts.approvals import approve
from accounts.company.account_numbers import create_customer
from accounts.company.seller import BANK_FIELDS, change_bank_details
from accounts.models import Customer, Membership, Organization, Role, User
from billing.documents.credit_notes import issue_credit_note
from billing.documents.invoices import issue_invoice
from billing.documents.retainers import issue_retainer
from billing.ledger.allocation import Share
from billing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    OpenItem,
    Payment,
    Retainer,
)
from billing.payments.entry import record_payment

Amount = Decimal | int | str
PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
DAY = date(2026, 3, 2)

_serial = count(1)


def make_organization(**fields: Any) -> Organization:
    """The seller, of which there is one: made, or changed to `fields`."""
    values = {
        "name": "Acme Supplies",
        "legal_name": "Acme Supplies Ltd",
        "address": "1 Acme Way",
        "currency": "EUR",
    }
    present = Organization.current()
    bank = {name: fields.pop(name) for name in BANK_FIELDS if name in fields and _has_bank(present)}
    if bank:
        by_two_people(bank)
    return Organization.objects.update_or_create(pk=1, defaults=values | fields)[0]


def _has_bank(seller: Organization) -> bool:
    return any(getattr(seller, name) for name in BANK_FIELDS)


def by_two_people(bank: dict[str, str]) -> None:
    """Change bank details that are there already, as one may: one asks, another approves."""
    present = {name: getattr(Organization.current(), name) for name in BANK_FIELDS}
    if present | bank != present:
        asked = change_bank_details(present | bank, by=make_staff(), reason="Moved")
        approve(asked, by=make_staff())


def make_customer(name: str = "", currency: str = "EUR", **fields: Any) -> Customer:
    _have_seller()
    return create_customer(name=name or f"Customer {next(_serial)}", currency=currency, **fields)


def make_user(email: str = "", *, password: str = PASSWORD, **fields: Any) -> User:
    return User.objects.create_user(
        email or f"person{next(_serial)}@example.com", password, **fields
    )


def make_staff(email: str = "", **fields: Any) -> User:
    """Somebody of the seller's, with every right and the second factor that staff must have."""
    return with_second_factor(
        make_user(email, **({"is_staff": True, "is_superuser": True} | fields))
    )


def with_second_factor(user: User, secret: str = TOTP_SECRET) -> User:
    """The same person, with an authenticator app that holds `secret`."""
    TOTP.activate(user, secret)
    return user


def code_now(secret: str = TOTP_SECRET) -> str:
    """What the authenticator with this secret shows at this moment."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def make_membership(
    customer: Customer | None = None, user: User | None = None, role: Role = Role.OWNER
) -> Membership:
    return Membership.objects.create(
        customer=customer or make_customer(), user=user or make_user(), role=role
    )


def make_member(customer: Customer, role: Role = Role.OWNER, email: str = "") -> User:
    """A person who may act for `customer`."""
    return make_membership(customer, make_user(email), role).user


def draft_invoice(
    customer: Customer,
    amount: Amount = 100,
    *,
    lines: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> Invoice:
    """A draft with one line of `amount` without tax, or with these `lines`."""
    _have_seller()
    invoice = Invoice.objects.create(customer=customer, currency=customer.currency, **fields)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice=invoice, position=position, **line)
        for position, line in enumerate(lines or [_line(amount)], start=1)
    )
    return invoice


def make_invoice(
    customer: Customer,
    amount: Amount = 100,
    *,
    issued_on: date = DAY,
    lines: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> Invoice:
    """An issued invoice, due by the customer's terms unless `due_on` is given."""
    draft = draft_invoice(customer, amount, lines=lines, **fields)
    return issue_invoice(draft, issued_on=_not_after_due(issued_on, fields))


def draft_credit_note(
    customer: Customer,
    amount: Amount = 100,
    *,
    lines: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> CreditNote:
    _have_seller()
    note = CreditNote.objects.create(customer=customer, currency=customer.currency, **fields)
    CreditNoteLine.objects.bulk_create(
        CreditNoteLine(credit_note=note, position=position, **line)
        for position, line in enumerate(lines or [_line(amount)], start=1)
    )
    return note


def make_credit_note(
    customer: Customer,
    amount: Amount = 100,
    *,
    issued_on: date = DAY,
    lines: Sequence[dict[str, Any]] = (),
    **fields: Any,
) -> CreditNote:
    draft = draft_credit_note(customer, amount, lines=lines, **fields)
    return issue_credit_note(draft, issued_on=issued_on)


def draft_retainer(customer: Customer, amount: Amount = 100, **fields: Any) -> Retainer:
    _have_seller()
    values = {"description": "Deposit for the next season", "currency": customer.currency}
    return Retainer.objects.create(customer=customer, total=Decimal(amount), **(values | fields))


def make_retainer(
    customer: Customer, amount: Amount = 100, *, issued_on: date = DAY, **fields: Any
) -> Retainer:
    draft = draft_retainer(customer, amount, **fields)
    return issue_retainer(draft, issued_on=_not_after_due(issued_on, fields))


def make_payment(
    customer: Customer,
    amount: Amount = 100,
    *,
    received_on: date = DAY,
    method: Payment.Method = Payment.Method.BANK_TRANSFER,
    shares: Sequence[Share] = (),
    **fields: Any,
) -> Payment:
    """A payment received; what `shares` leave over is a deposit."""
    return record_payment(
        customer=customer,
        amount=Decimal(amount),
        method=method,
        received_on=received_on,
        shares=shares,
        **fields,
    )


def pay(invoice: Invoice | Retainer, amount: Amount | None = None, **fields: Any) -> Payment:
    """A payment of `amount`, or of all that is open, for this document."""
    item = item_of(invoice)
    part = item.open if amount is None else Decimal(amount)
    return make_payment(invoice.customer, part, shares=[Share(item, part)], **fields)


def item_of(document: Invoice | CreditNote | Retainer | Payment) -> OpenItem:
    """The document's open item as it is now."""
    return OpenItem.objects.get(pk=document.open_item_id)


def _have_seller() -> None:
    """Nothing is issued before somebody has said who sells."""
    if not Organization.objects.exists():
        make_organization()


def _not_after_due(issued_on: date, fields: dict[str, Any]) -> date:
    """The usual day, or the due date where that is earlier: nothing is due before its date."""
    due_on = fields.get("due_on") or issued_on
    return min(issued_on, date.fromisoformat(str(due_on)))


def _line(amount: Amount) -> dict[str, Any]:
    """What is taken off has a quantity below zero: no price is."""
    price = Decimal(amount)
    quantity = -1 if price < 0 else 1
    values = {"sku": "GOODS", "description": "Goods"}
    return values | {"quantity": Decimal(quantity), "unit_price": abs(price)}
