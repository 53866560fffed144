"""Statements that need no database, of any length."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Address, Customer, Organization
from billing.ageing import Ageing
from billing.balance import DAYS_PAST_DUE, Bucket
from billing.statements.figures import Kind, Movement, OpenLine, Statement
from portal.kit.dates.periods import Period

PERIOD = Period(date(2026, 3, 1), date(2026, 3, 31))
OPENING = Decimal("120.00")


def a_seller(**fields: object) -> Organization:
    values = {
        "name": "Acme Supplies",
        "legal_name": "Acme Supplies Ltd",
        "address": "4 Quay Road\nPlymouth\nPL1 2AB",
        "tax_id": "GB987654321",
        "email": "billing@acme.example",
        "bank_account_holder": "Acme Supplies Ltd",
        "bank_iban": "GB29NWBK60161331926819",
        "document_footer": "Goods remain ours until paid.",
    }
    return Organization(**(values | fields))


def a_statement(
    lines: int,
    kind: Kind = Kind.BALANCE_FORWARD,
    *,
    name: str = "Harbour & Sons Ltd",
    language: str = "en-gb",
    currency: str = "GBP",
    references: tuple[str, ...] = (),
) -> Statement:
    """So many lines: invoices, every fifth a payment. `references` go round in place of `PO-…`."""
    customer = Customer(
        pk=7, name=name, currency=currency, account_number="C-00017", language=language
    )
    # Read already: it has none.
    customer._prefetched_objects_cache = {"addresses": Address.objects.none()}
    movements = list(_movements(lines, references))
    closing = movements[-1].balance if movements else OPENING
    amounts = dict.fromkeys([*DAYS_PAST_DUE, Bucket.UNAPPLIED], Decimal("0.00"))
    amounts[Bucket.OVER_90] = closing
    return Statement(
        customer=customer,
        kind=kind,
        period=PERIOD,
        opening=OPENING,
        closing=closing,
        ageing=Ageing(currency, amounts),
        movements=movements,
        open_lines=[_open(one) for one in movements] if kind == Kind.OPEN_ITEMS else [],
    )


def _movements(lines: int, references: tuple[str, ...]):
    balance = OPENING
    for i in range(lines):
        is_payment = i % 5 == 4
        amount = Decimal(100 + i * 37 % 900) + Decimal("0.25")
        balance += -2 * amount if is_payment else amount
        day = PERIOD.start + timedelta(days=i * 30 // lines)
        yield Movement(
            day=day,
            entry_kind="payment" if is_payment else "invoice",
            undone_kind="",
            item_kind="payment" if is_payment else "invoice",
            number=f"{'P' if is_payment else 'INV'}-{10000 + i}",
            reference=references[i % len(references)] if references else f"PO-{i * 7919 % 100000}",
            due_on=None if is_payment else day + timedelta(days=30),
            debit=Decimal(0) if is_payment else amount,
            credit=2 * amount if is_payment else Decimal(0),
            balance=balance,
        )


def _open(movement: Movement) -> OpenLine:
    amount = movement.debit - movement.credit
    return OpenLine(
        day=movement.day,
        item_kind=movement.item_kind,
        number=movement.number,
        reference=movement.reference,
        due_on=movement.due_on,
        original=amount,
        open=amount,
        days_overdue=3,
    )
