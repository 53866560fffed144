"""Sums that explain themselves: the terms before a total, each leading to its documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.balance import Balance, Bucket
from billing.statements.figures import Kind, Statement
from portal.kit.money.format import written

PLUS, MINUS, EQUALS = "+", "\N{MINUS SIGN}", "="


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """One figure of a sum. `sign` stands before it; `is_aside` stands beside the sum and is no
    part of it."""

    label: str
    amount: str
    url: str = ""
    sign: str = ""
    is_total: bool = False
    is_aside: bool = False


def balance_terms(balance: Balance) -> list[BreakdownLine]:
    """Outstanding − credits − deposits = net, turned round where it is in the customer's favour,
    and what stands beside it."""
    terms = _in_favour(balance) if balance.in_favour else _owed(balance)
    return [*terms, *_beside(balance)]


def _owed(balance: Balance) -> list[BreakdownLine]:
    return [
        _outstanding(balance, ""),
        _credits(balance, MINUS),
        _deposits(balance, MINUS),
        _net(balance, _("Net balance"), balance.net),
    ]


def _in_favour(balance: Balance) -> list[BreakdownLine]:
    return [
        _deposits(balance, ""),
        _credits(balance, PLUS),
        _outstanding(balance, MINUS),
        _net(balance, _("In your favour"), balance.in_favour),
    ]


def _beside(balance: Balance) -> list[BreakdownLine]:
    aside = [
        (_("Unpaid retainers"), balance.retainers, "billing:retainer-list", "?status=outstanding"),
        (
            _("Retainer payments available"),
            balance.retainer_payments,
            "billing:deposit-list",
            "?status=open",
        ),
        (_("Being processed"), balance.processing, "billing:payment-list", ""),
    ]
    return [
        BreakdownLine(label, written(amount, balance.currency), reverse(url) + query, is_aside=True)
        for label, amount, url, query in aside
        if amount
    ]


def _outstanding(balance: Balance, sign: str) -> BreakdownLine:
    url = reverse("billing:invoice-list") + "?status=outstanding"
    amount = written(balance.outstanding, balance.currency)
    return BreakdownLine(_("Outstanding invoices"), amount, url, sign)


def _credits(balance: Balance, sign: str) -> BreakdownLine:
    url = reverse("billing:credit-list") + "?status=open"
    return BreakdownLine(
        _("Available credits"), written(balance.credits, balance.currency), url, sign
    )


def _deposits(balance: Balance, sign: str) -> BreakdownLine:
    url = reverse("billing:deposit-list") + "?status=open"
    return BreakdownLine(_("Deposits"), written(balance.deposits, balance.currency), url, sign)


def _net(balance: Balance, label: str, amount: Decimal) -> BreakdownLine:
    url = reverse("billing:balance-detail")
    return BreakdownLine(label, written(amount, balance.currency), url, EQUALS, is_total=True)


def statement_terms(statement: Statement) -> list[BreakdownLine]:
    """What leads from the opening to the closing balance; of open items what they add up to."""
    if statement.kind == Kind.OPEN_ITEMS:
        unused = -statement.ageing.amounts[Bucket.UNAPPLIED]
        rows = [
            (_("Open invoices"), statement.closing + unused, ""),
            (_("Credits and deposits"), unused, MINUS),
            (_("Net balance"), statement.closing, EQUALS),
        ]
    else:
        rows = [
            (_("Opening balance"), statement.opening, ""),
            (_("Charges"), statement.debits, PLUS),
            (_("Payments and credits"), statement.credits, MINUS),
            (_("Closing balance"), statement.closing, EQUALS),
        ]
    return [
        BreakdownLine(
            label, written(amount, statement.currency), sign=sign, is_total=sign == EQUALS
        )
        for label, amount, sign in rows
    ]
