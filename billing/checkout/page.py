"""The page for paying as figures: what can be chosen, what is chosen, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from billing.checkout.form import PICKED, TOTAL, Scope, Typed
from billing.models import OpenItem
from billing.payments.pending import UnderWay
from billing.payments.pending_list import Announced
from billing.payments.planning.items_to_pay import MOST_DEBTS, Payables
from billing.payments.planning.plan import (
    AHEAD,
    WHOLE,
    Asked,
    Debt,
    Fund,
    Line,
    Plan,
    fill_from_funds,
    make_plan,
    spread,
)
from portal.kit.money.format import written

PER_PAGE = 25
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Selection:
    """One of the answers to "what to pay": how many documents and how much is open on them."""

    scope: Scope
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DebtRow:
    """A document in the list. `typed` stands in its field; one that must be paid in full has
    none."""

    debt: Debt
    item: OpenItem
    is_picked: bool
    typed: str
    refusal: str
    stays_open: Decimal
    days_overdue: int

    @property
    def has_field(self) -> bool:
        return self.is_picked and self.debt.least is not None


@dataclass(frozen=True, slots=True)
class FundRow:
    """A credit note or deposit. `is_typed`: the amount is a person's, not the page's."""

    fund: Fund
    item: OpenItem
    text: str
    is_typed: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before paying a document: somebody pays it or has announced to."""

    number: str
    under_way: UnderWay | None = None
    announced: Announced | None = None


class PayPage:
    """What is shown for what was typed. Nothing here changes anything."""

    most = MOST_DEBTS

    def __init__(self, payables: Payables, typed: Typed, *, today: date) -> None:
        self.payables, self.today = payables, today
        self.currency = payables.currency
        self.typed = self._spread(typed) if typed.total and not typed.wrong else typed

    @cached_property
    def by_scope(self) -> dict[Scope, list[Debt]]:
        """The documents of each selection; what is being paid already is in none but Choose."""
        debts = self.payables.debts
        invoices = [debt for debt in debts if debt.is_invoice and debt.payable]
        return {
            Scope.OVERDUE: [debt for debt in invoices if debt.due_on < self.today],
            Scope.EVERYTHING: invoices,
            Scope.CHOOSE: [debt for debt in debts if debt.key in self.typed.picks],
            Scope.ADVANCE: [],
        }

    @cached_property
    def selections(self) -> list[Selection]:
        scopes = [Scope.OVERDUE, Scope.EVERYTHING]
        return [
            Selection(one, len(debts), sum((debt.payable for debt in debts), start=NOTHING))
            for one in scopes
            if (debts := self.by_scope[one])
        ] + [Selection(Scope.CHOOSE, len(self.payables.debts), self._chosen_amount)]

    @property
    def _chosen_amount(self) -> Decimal:
        if self.typed.scope != Scope.CHOOSE:
            return NOTHING
        return sum(self.asked.debts.values(), start=NOTHING)

    @cached_property
    def asked(self) -> Asked:
        typed = self.typed
        amounts = {debt.key: debt.payable for debt in self.by_scope[typed.scope]}
        if typed.scope == Scope.CHOOSE:
            amounts |= {key: amount for key, amount in typed.debts.items() if key in typed.picks}
            # What was picked and is no longer there is refused by the plan.
            known = {debt.key for debt in self.payables.debts}
            amounts |= {key: Decimal(1) for key in typed.picks - known if not amounts.get(key)}
        used = {}
        if typed.uses_funds and typed.scope != Scope.ADVANCE:
            used = fill_from_funds(
                amounts, debts=self.payables.debts, funds=self.payables.funds, typed=typed.funds
            )
            used |= {key: amount for key, amount in typed.funds.items() if amount}
        return Asked(amounts, used, typed.ahead)

    @cached_property
    def plan(self) -> Plan:
        plan = make_plan(
            currency=self.currency,
            debts=self.payables.debts,
            funds=self.payables.funds,
            asked=self.asked,
        )
        relevant = {key: text for key, text in self.typed.wrong.items() if self._counts(key)}
        return replace(plan, refusals={**plan.refusals, **relevant})

    def _counts(self, key: int | str) -> bool:
        if key in self.typed.debts:
            return self.is_choosing
        return self.typed.uses_funds or key not in self.typed.funds

    def _spread(self, typed: Typed) -> Typed:
        """As if the amounts had been ticked and typed that the total pays, oldest first."""
        invoices = [debt for debt in self.payables.debts if debt.is_invoice]
        used = {
            fund.key: min(typed.funds.get(fund.key, fund.open), fund.open) for fund in self._funds
        }
        asked = spread(
            typed.total or NOTHING,
            debts=invoices,
            funds=self._funds,
            used=used if typed.uses_funds else {},
        )
        texts = {key: text for key, text in typed.texts.items() if key not in typed.picks}
        texts |= {key: self.text(amount) for key, amount in asked.debts.items()}
        texts |= {AHEAD: self.text(asked.ahead) if asked.ahead else "", TOTAL: ""}
        return replace(
            typed,
            picks=frozenset(asked.debts),
            debts=asked.debts,
            ahead=asked.ahead,
            total=None,
            texts=texts,
        )

    @property
    def _funds(self) -> Sequence[Fund]:
        return self.payables.funds

    def text(self, amount: Decimal) -> str:
        """An amount as it stands in a field."""
        return written(amount, self.currency)

    # --- The documents ------------------------------------------------------------------------

    @property
    def is_choosing(self) -> bool:
        return self.typed.scope == Scope.CHOOSE

    @property
    def rows_wanted(self) -> str:
        """Which documents are listed; to choose from, there must be some."""
        return self.typed.rows or ("1" if self.is_choosing else "")

    @cached_property
    def _listed(self) -> list[Debt]:
        """What the list has, of which a page is shown."""
        if not self.is_choosing:
            return self.by_scope[self.typed.scope]
        if self.rows_wanted == PICKED:
            return self.by_scope[Scope.CHOOSE]
        return [debt for debt in self.payables.debts if self._is_found(debt)]

    def _is_found(self, debt: Debt) -> bool:
        sought = self.typed.find.casefold()
        item = self.payables.items[debt.key]
        return not sought or any(
            sought in text.casefold()
            for text in (item.number, item.reference, self.text(item.open), str(item.open))
        )

    @cached_property
    def pages(self) -> int:
        return max(1, -(-len(self._listed) // PER_PAGE))

    @cached_property
    def page(self) -> int:
        number = int(self.rows_wanted) if self.rows_wanted.isdigit() else 1
        return min(max(number, 1), self.pages)

    @property
    def listed_count(self) -> int:
        return len(self._listed)

    @cached_property
    def rows(self) -> list[DebtRow]:
        if not self.rows_wanted:
            return []
        shown = self._listed[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]
        return [self._row(debt) for debt in shown]

    def _row(self, debt: Debt) -> DebtRow:
        key, line = debt.key, self._lines.get(debt.key)
        amount = line.amount if line else NOTHING
        picked = self.is_choosing and key in self.typed.picks
        return DebtRow(
            debt=debt,
            item=self.payables.items[key],
            is_picked=picked,
            typed=self.typed.texts.get(key, self.text(debt.payable)) if picked else "",
            refusal=self.plan.refusals.get(key, ""),
            stays_open=debt.payable - amount,
            days_overdue=(self.today - debt.due_on).days if debt.is_invoice else 0,
        )

    @cached_property
    def _lines(self) -> dict[int, Line]:
        return {line.debt.key: line for line in self.plan.lines}

    @property
    def picked_elsewhere(self) -> list[tuple[int, str | None]]:
        """Ticks and amounts of documents that are not listed now."""
        shown = {row.debt.key for row in self.rows if row.is_picked}
        texts, typed = self.typed.texts, self.typed.debts
        return [
            (key, texts.get(key) if key in typed else None)
            for key in sorted(self.typed.picks - shown)
        ]

    @property
    def notes(self) -> list[Note]:
        """What to know about the documents of the plan, and of those being paid already."""
        found = []
        for debt in self.payables.debts:
            moving = self.payables.under_way.get(debt.key)
            announced = self.payables.announced.get(debt.key)
            is_chosen = debt.key in self._lines
            if moving and moving.gives_way and not is_chosen:
                moving = None
            if moving or (announced and is_chosen):
                found.append(Note(debt.number, moving, announced))
        return found

    # --- Credits and deposits -----------------------------------------------------------------

    @property
    def funds_total(self) -> Decimal:
        return sum((fund.open for fund in self._funds), start=NOTHING)

    @cached_property
    def funds(self) -> list[FundRow]:
        typed, used = self.typed, self.asked.funds
        return [
            FundRow(
                fund=fund,
                item=self.payables.items[fund.key],
                text=(
                    typed.texts.get(fund.key, "")
                    if fund.key in typed.funds
                    else self.text(used.get(fund.key, NOTHING))
                ),
                is_typed=fund.key in typed.funds,
                refusal=self.plan.refusals.get(fund.key, ""),
            )
            for fund in self._funds
        ]

    @cached_property
    def settled_by_funds(self) -> tuple[int, list[Line]]:
        """How many documents credits and deposits settle whole, and those they settle in part."""
        touched = [line for line in self.plan.lines if line.from_funds]
        whole = [line for line in touched if line.from_funds == line.debt.payable]
        return len(whole), [line for line in touched if line not in whole]

    # --- The sum ------------------------------------------------------------------------------

    @property
    def stays_open(self) -> Decimal:
        """Of the invoices, once this and what is under way has been settled."""
        return self._left(self.by_scope[Scope.EVERYTHING])

    @property
    def stays_overdue(self) -> Decimal:
        return self._left(self.by_scope[Scope.OVERDUE])

    def _left(self, debts: Collection[Debt]) -> Decimal:
        paid = (self._lines[debt.key].amount for debt in debts if debt.key in self._lines)
        return sum((debt.payable for debt in debts), start=NOTHING) - sum(paid, start=NOTHING)

    @property
    def numbers(self) -> list[str]:
        return [line.debt.number for line in self.plan.lines]

    @property
    def whole_refusal(self) -> str:
        return self.plan.refusals.get(WHOLE, "")

    @property
    def total_refusal(self) -> str:
        return self.plan.refusals.get(TOTAL, "")

    @property
    def ahead_refusal(self) -> str:
        return self.plan.refusals.get(AHEAD, "")

    @property
    def row_refusals(self) -> list[tuple[str, str]]:
        """The field and the sentence of each amount that cannot stay as it is."""
        found = []
        for key, sentence in self.plan.refusals.items():
            item = self.payables.items.get(key) if isinstance(key, int) else None
            if item is not None:
                kind = (
                    "use"
                    if item.kind not in (OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER)
                    else "pay"
                )
                found.append((f"{kind}-{key}", f"{item.number}: {sentence}"))
            elif key == AHEAD:
                found.append((AHEAD, sentence))
        return found
