"""The head of My Profile: what is owed, how old it is, what is urgent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from accounts.access import Verb
from accounts.models import Customer
from billing.ageing import ageing_of, open_counts, overdue_of
from billing.balance import Balance, balance_for
from billing.credit_limit import CreditLimitStatus, credit_limit_status
from billing.holds import ReleaseConditions
from billing.models import OpenItem
from billing.overview.action_items import ActionItem, action_items_of
from billing.payments.planning.items_to_pay import CREDIT_SOURCE_KINDS, CREDITS_FIRST
from billing.statements.ageing_table import AgeingRow, ageing_rows
from billing.statements.breakdown import BreakdownLine, balance_terms

MAX_UNUSED = 4


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """`ages` are the buckets of outstanding invoices, without unused credits; `oldest_days` is how
    long the oldest invoice is overdue, 0 where none is. `unused` is filled only where the balance
    is in the customer's favour."""

    balance: Balance
    credit: CreditLimitStatus
    terms: Sequence[BreakdownLine]
    ages: Sequence[AgeingRow]
    overdue_count: int
    oldest_days: int
    action_items: Sequence[ActionItem]
    unused: Sequence[OpenItem]

    @property
    def usable(self) -> Decimal:
        """How much of the unused credits and deposits can settle something now."""
        return max(min(self.balance.unused, self.balance.payable), Decimal(0))

    @property
    def is_only_ahead(self) -> bool:
        """Whether nothing is urgent, and the rows tell only what is to come."""
        return all(action_item.is_ahead for action_item in self.action_items)


def summary_of(
    customer: Customer, *, today: date, hold: ReleaseConditions | None, may: Callable[[Verb], bool]
) -> AccountSummary:
    """The summary for somebody who may see invoices: six statements at most, one more where the
    balance is in the customer's favour."""
    balance = balance_for(customer, today=today)
    counts = open_counts(customer, today=today)
    oldest = balance.oldest_due_on
    return AccountSummary(
        balance=balance,
        credit=credit_limit_status(customer, balance),
        terms=balance_terms(balance),
        ages=[
            row for row in ageing_rows(ageing_of(balance), today=today, counts=counts) if row.age
        ],
        overdue_count=overdue_of(counts),
        oldest_days=max((today - oldest).days, 0) if oldest else 0,
        action_items=action_items_of(customer, balance, today=today, hold=hold, may=may),
        unused=unused_of(customer)[:MAX_UNUSED] if balance.in_favour else (),
    )


def unused_of(customer: Customer) -> Sequence[OpenItem]:
    """Credit notes and deposits with something left, credit notes first, the oldest first."""
    return cast(
        "Sequence[OpenItem]",
        OpenItem.objects.for_customer(customer)
        .filter(kind__in=CREDIT_SOURCE_KINDS)
        .open()
        .order_by(CREDITS_FIRST, "issued_on", "id"),
    )
