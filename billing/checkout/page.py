"""The page for paying as figures: what can be chosen, what is chosen, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from billing.checkout.form import PICKED, TOTAL, CheckoutInput, Scope
from billing.models import OpenItem
from billing.payments.pending import PendingPayment
from billing.payments.pending_list import AnnouncedTransfer
from billing.payments.planning.items_to_pay import MAX_PAYABLE_ITEMS, ItemsToPay
from billing.payments.planning.plan import (
    OVERALL,
    PREPAYMENT,
    CreditSource,
    PayableItem,
    PaymentPlan,
    PlanLine,
    RequestedAmounts,
    allocate_oldest_first,
    make_plan,
    suggest_credits,
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
class PayableItemRow:
    """A document in the list. `typed` stands in its field; one that must be paid in full has
    none."""

    payable_item: PayableItem
    item: OpenItem
    is_picked: bool
    typed: str
    refusal: str
    stays_open: Decimal
    days_overdue: int

    @property
    def has_field(self) -> bool:
        return self.is_picked and self.payable_item.minimum_part is not None


@dataclass(frozen=True, slots=True)
class CreditSourceRow:
    """A credit note or deposit. `is_typed`: the amount is a person's, not the page's."""

    credit_source: CreditSource
    item: OpenItem
    text: str
    is_typed: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know before paying a document: somebody pays it or has announced to."""

    number: str
    pending: PendingPayment | None = None
    announced: AnnouncedTransfer | None = None


class CheckoutPage:
    """What is shown for what was typed. Nothing here changes anything."""

    most = MAX_PAYABLE_ITEMS

    def __init__(self, items_to_pay: ItemsToPay, typed: CheckoutInput, *, today: date) -> None:
        self.items_to_pay, self.today = items_to_pay, today
        self.currency = items_to_pay.currency
        self.typed = self._spread(typed) if typed.total and not typed.wrong else typed

    @cached_property
    def by_scope(self) -> dict[Scope, list[PayableItem]]:
        """The documents of each selection; what is being paid already is in none but Choose."""
        payable_items = self.items_to_pay.payable_items
        invoices = [
            payable_item
            for payable_item in payable_items
            if payable_item.is_invoice and payable_item.payable
        ]
        return {
            Scope.OVERDUE: [
                payable_item for payable_item in invoices if payable_item.due_on < self.today
            ],
            Scope.EVERYTHING: invoices,
            Scope.CHOOSE: [
                payable_item
                for payable_item in payable_items
                if payable_item.key in self.typed.picks
            ],
            Scope.ADVANCE: [],
        }

    @cached_property
    def selections(self) -> list[Selection]:
        scopes = [Scope.OVERDUE, Scope.EVERYTHING]
        return [
            Selection(
                one,
                len(payable_items),
                sum((payable_item.payable for payable_item in payable_items), start=NOTHING),
            )
            for one in scopes
            if (payable_items := self.by_scope[one])
        ] + [Selection(Scope.CHOOSE, len(self.items_to_pay.payable_items), self._chosen_amount)]

    @property
    def _chosen_amount(self) -> Decimal:
        if self.typed.scope != Scope.CHOOSE:
            return NOTHING
        return sum(self.asked.payable_items.values(), start=NOTHING)

    @cached_property
    def asked(self) -> RequestedAmounts:
        typed = self.typed
        amounts = {
            payable_item.key: payable_item.payable for payable_item in self.by_scope[typed.scope]
        }
        if typed.scope == Scope.CHOOSE:
            amounts |= {
                key: amount for key, amount in typed.payable_items.items() if key in typed.picks
            }
            # What was picked and is no longer there is refused by the plan.
            known = {payable_item.key for payable_item in self.items_to_pay.payable_items}
            amounts |= {key: Decimal(1) for key in typed.picks - known if not amounts.get(key)}
        used = {}
        if typed.uses_credits and typed.scope != Scope.ADVANCE:
            used = suggest_credits(
                amounts,
                payable_items=self.items_to_pay.payable_items,
                credit_sources=self.items_to_pay.credit_sources,
                typed=typed.credit_sources,
            )
            used |= {key: amount for key, amount in typed.credit_sources.items() if amount}
        return RequestedAmounts(amounts, used, typed.prepayment)

    @cached_property
    def plan(self) -> PaymentPlan:
        plan = make_plan(
            currency=self.currency,
            payable_items=self.items_to_pay.payable_items,
            credit_sources=self.items_to_pay.credit_sources,
            asked=self.asked,
        )
        relevant = {key: text for key, text in self.typed.wrong.items() if self._counts(key)}
        return replace(plan, refusals={**plan.refusals, **relevant})

    def _counts(self, key: int | str) -> bool:
        if key in self.typed.payable_items:
            return self.is_choosing
        return self.typed.uses_credits or key not in self.typed.credit_sources

    def _spread(self, typed: CheckoutInput) -> CheckoutInput:
        """As if the amounts had been ticked and typed that the total pays, oldest first."""
        invoices = [
            payable_item
            for payable_item in self.items_to_pay.payable_items
            if payable_item.is_invoice
        ]
        used = {
            credit_source.key: min(
                typed.credit_sources.get(credit_source.key, credit_source.open), credit_source.open
            )
            for credit_source in self._credit_sources
        }
        asked = allocate_oldest_first(
            typed.total or NOTHING,
            payable_items=invoices,
            credit_sources=self._credit_sources,
            used=used if typed.uses_credits else {},
        )
        texts = {key: text for key, text in typed.texts.items() if key not in typed.picks}
        texts |= {key: self.text(amount) for key, amount in asked.payable_items.items()}
        texts |= {PREPAYMENT: self.text(asked.prepayment) if asked.prepayment else "", TOTAL: ""}
        return replace(
            typed,
            picks=frozenset(asked.payable_items),
            payable_items=asked.payable_items,
            prepayment=asked.prepayment,
            total=None,
            texts=texts,
        )

    @property
    def _credit_sources(self) -> Sequence[CreditSource]:
        return self.items_to_pay.credit_sources

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
    def _listed(self) -> list[PayableItem]:
        """What the list has, of which a page is shown."""
        if not self.is_choosing:
            return self.by_scope[self.typed.scope]
        if self.rows_wanted == PICKED:
            return self.by_scope[Scope.CHOOSE]
        return [
            payable_item
            for payable_item in self.items_to_pay.payable_items
            if self._is_found(payable_item)
        ]

    def _is_found(self, payable_item: PayableItem) -> bool:
        sought = self.typed.find.casefold()
        item = self.items_to_pay.items[payable_item.key]
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
    def rows(self) -> list[PayableItemRow]:
        if not self.rows_wanted:
            return []
        shown = self._listed[(self.page - 1) * PER_PAGE : self.page * PER_PAGE]
        return [self._row(payable_item) for payable_item in shown]

    def _row(self, payable_item: PayableItem) -> PayableItemRow:
        key, line = payable_item.key, self._lines.get(payable_item.key)
        amount = line.amount if line else NOTHING
        picked = self.is_choosing and key in self.typed.picks
        return PayableItemRow(
            payable_item=payable_item,
            item=self.items_to_pay.items[key],
            is_picked=picked,
            typed=self.typed.texts.get(key, self.text(payable_item.payable)) if picked else "",
            refusal=self.plan.refusals.get(key, ""),
            stays_open=payable_item.payable - amount,
            days_overdue=(self.today - payable_item.due_on).days if payable_item.is_invoice else 0,
        )

    @cached_property
    def _lines(self) -> dict[int, PlanLine]:
        return {line.payable_item.key: line for line in self.plan.lines}

    @property
    def picked_elsewhere(self) -> list[tuple[int, str | None]]:
        """Ticks and amounts of documents that are not listed now."""
        shown = {row.payable_item.key for row in self.rows if row.is_picked}
        texts, typed = self.typed.texts, self.typed.payable_items
        return [
            (key, texts.get(key) if key in typed else None)
            for key in sorted(self.typed.picks - shown)
        ]

    @property
    def notes(self) -> list[Note]:
        """What to know about the documents of the plan, and of those being paid already."""
        found = []
        for payable_item in self.items_to_pay.payable_items:
            moving = self.items_to_pay.pending.get(payable_item.key)
            announced = self.items_to_pay.announced.get(payable_item.key)
            is_chosen = payable_item.key in self._lines
            if moving and moving.can_be_superseded and not is_chosen:
                moving = None
            if moving or (announced and is_chosen):
                found.append(Note(payable_item.number, moving, announced))
        return found

    # --- Credits and deposits -----------------------------------------------------------------

    @property
    def credits_total(self) -> Decimal:
        return sum((credit_source.open for credit_source in self._credit_sources), start=NOTHING)

    @cached_property
    def credit_sources(self) -> list[CreditSourceRow]:
        typed, used = self.typed, self.asked.credit_sources
        return [
            CreditSourceRow(
                credit_source=credit_source,
                item=self.items_to_pay.items[credit_source.key],
                text=(
                    typed.texts.get(credit_source.key, "")
                    if credit_source.key in typed.credit_sources
                    else self.text(used.get(credit_source.key, NOTHING))
                ),
                is_typed=credit_source.key in typed.credit_sources,
                refusal=self.plan.refusals.get(credit_source.key, ""),
            )
            for credit_source in self._credit_sources
        ]

    @cached_property
    def settled_by_credits(self) -> tuple[int, list[PlanLine]]:
        """How many documents credits and deposits settle whole, and those they settle in part."""
        touched = [line for line in self.plan.lines if line.from_credits]
        whole = [line for line in touched if line.from_credits == line.payable_item.payable]
        return len(whole), [line for line in touched if line not in whole]

    # --- The sum ------------------------------------------------------------------------------

    @property
    def stays_open(self) -> Decimal:
        """Of the invoices, once this and what is under way has been settled."""
        return self._left(self.by_scope[Scope.EVERYTHING])

    @property
    def stays_overdue(self) -> Decimal:
        return self._left(self.by_scope[Scope.OVERDUE])

    def _left(self, payable_items: Collection[PayableItem]) -> Decimal:
        paid = (
            self._lines[payable_item.key].amount
            for payable_item in payable_items
            if payable_item.key in self._lines
        )
        return sum((payable_item.payable for payable_item in payable_items), start=NOTHING) - sum(
            paid, start=NOTHING
        )

    @property
    def numbers(self) -> list[str]:
        return [line.payable_item.number for line in self.plan.lines]

    @property
    def overall_refusal(self) -> str:
        return self.plan.refusals.get(OVERALL, "")

    @property
    def total_refusal(self) -> str:
        return self.plan.refusals.get(TOTAL, "")

    @property
    def prepayment_refusal(self) -> str:
        return self.plan.refusals.get(PREPAYMENT, "")

    @property
    def row_refusals(self) -> list[tuple[str, str]]:
        """The field and the sentence of each amount that cannot stay as it is."""
        found = []
        for key, sentence in self.plan.refusals.items():
            item = self.items_to_pay.items.get(key) if isinstance(key, int) else None
            if item is not None:
                kind = (
                    "use"
                    if item.kind not in (OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER)
                    else "pay"
                )
                found.append((f"{kind}-{key}", f"{item.number}: {sentence}"))
            elif key == PREPAYMENT:
                found.append((PREPAYMENT, sentence))
        return found
