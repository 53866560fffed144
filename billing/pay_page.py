"""The page for paying as figures: what stands in each row, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from billing.forms_pay import TOTAL, Typed, fingerprint, read_typed
from billing.models import OpenItem
from billing.payments.on_its_way import Announced
from billing.payments.payables import Payables
from billing.payments.planning import (
    AHEAD,
    WHOLE,
    Asked,
    Debt,
    Fund,
    Plan,
    make_plan,
    propose,
    spread,
)
from billing.payments.under_way import UnderWay
from portal.kit.money import minor_unit, quantise


@dataclass(frozen=True, slots=True)
class DebtRow:
    debt: Debt
    item: OpenItem
    typed: str
    refusal: str
    owed_after: Decimal
    under_way: UnderWay | None
    announced: Announced | None


@dataclass(frozen=True, slots=True)
class FundRow:
    fund: Fund
    item: OpenItem
    typed: str
    refusal: str
    left: Decimal


class PayPage:
    """What is shown for what was typed. Nothing here changes anything."""

    def __init__(self, payables: Payables, typed: Typed) -> None:
        self.payables, self.typed = payables, typed
        self.currency = payables.currency
        self.seen = fingerprint(payables)

    @classmethod
    def proposed(cls, payables: Payables, *, chosen: bool = False) -> PayPage:
        """Everything due, credits first; retainer invoices only where they were chosen."""
        keys = [debt.key for debt in payables.debts if chosen or debt.is_invoice]
        asked = propose(debts=payables.debts, funds=payables.funds, chosen=keys)
        return cls(payables, retyped(read_typed({}), asked, payables))

    @cached_property
    def plan(self) -> Plan:
        plan = make_plan(
            currency=self.currency,
            debts=self.payables.debts,
            funds=self.payables.funds,
            asked=self.typed.asked,
        )
        return replace(plan, refusals={**plan.refusals, **self.typed.wrong})

    @property
    def is_stale(self) -> bool:
        """Whether other figures were shown than there are now."""
        return bool(self.typed.seen) and self.typed.seen != self.seen

    def spread(self) -> PayPage:
        """The same page with the total that was typed spread over the invoices."""
        asked = spread(
            quantise(self.typed.total or Decimal(0), self.currency),
            debts=[debt for debt in self.payables.debts if debt.is_invoice],
            funds=self.payables.funds,
            used={fund.key: min(self._used(fund), fund.open) for fund in self.payables.funds},
        )
        return PayPage(self.payables, retyped(self.typed, asked, self.payables))

    def _used(self, fund: Fund) -> Decimal:
        return max(self.typed.asked.funds.get(fund.key, Decimal(0)), Decimal(0))

    @cached_property
    def debts(self) -> list[DebtRow]:
        after = {line.debt.key: line.owed_after for line in self.plan.lines}
        return [
            DebtRow(
                debt=debt,
                item=self.payables.items[debt.key],
                typed=self.typed.texts.get(debt.key, ""),
                refusal=self.plan.refusals.get(debt.key, ""),
                owed_after=after.get(debt.key, debt.payable),
                under_way=self.payables.under_way.get(debt.key),
                announced=self.payables.announced.get(debt.key),
            )
            for debt in self.payables.debts
        ]

    @cached_property
    def funds(self) -> list[FundRow]:
        return [
            FundRow(
                fund=fund,
                item=self.payables.items[fund.key],
                typed=self.typed.texts.get(fund.key, ""),
                refusal=self.plan.refusals.get(fund.key, ""),
                left=fund.open - self._used(fund),
            )
            for fund in self.payables.funds
        ]

    @property
    def total(self) -> str:
        return self.typed.texts.get(TOTAL, "")

    @property
    def total_refusal(self) -> str:
        return self.plan.refusals.get(TOTAL, "")

    @property
    def ahead(self) -> str:
        return self.typed.texts.get(AHEAD, "")

    @property
    def ahead_refusal(self) -> str:
        return self.plan.refusals.get(AHEAD, "")

    @property
    def whole_refusal(self) -> str:
        return self.plan.refusals.get(WHOLE, "")

    @property
    def row_refusals(self) -> list[tuple[str, str]]:
        """The field and the sentence of each row that cannot stay as it is."""
        rows = [(f"pay-{row.debt.key}", row.item.number, row.refusal) for row in self.debts]
        rows += [(f"use-{row.fund.key}", row.item.number, row.refusal) for row in self.funds]
        found = [(name, f"{number}: {refusal}") for name, number, refusal in rows if refusal]
        return found + ([(AHEAD, self.ahead_refusal)] if self.ahead_refusal else [])

    @property
    def step(self) -> Decimal:
        return minor_unit(self.currency)


def retyped(typed: Typed, asked: Asked, payables: Payables) -> Typed:
    """As if `asked` had been typed, in fields for everything that is shown."""

    def text(amount: Decimal) -> str:
        return f"{quantise(amount, payables.currency)}"

    texts: dict[int | str, str] = {
        **{debt.key: text(asked.debts.get(debt.key, Decimal(0))) for debt in payables.debts},
        **{fund.key: text(asked.funds.get(fund.key, Decimal(0))) for fund in payables.funds},
        AHEAD: text(asked.ahead) if asked.ahead else "",
        TOTAL: typed.texts.get(TOTAL, ""),
    }
    return replace(typed, asked=asked, texts=texts, wrong={})
