"""What a customer is about to pay: amounts by document, credits and deposits used, the sum left.

Pure arithmetic on frozen figures. The same plan is shown on the page, checked again under the
account's lock and charged, so that all three are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.models import OpenItem
from billing.payments.planning.prepayment import max_prepayment, too_much_prepaid
from portal.kit.money.currencies import exponent, quantise
from portal.kit.money.format import written

PREPAYMENT = "ahead"
OVERALL = "whole"


@dataclass(frozen=True, slots=True)
class PayableItem:
    """A document that can be paid. `minimums` is the least part of it that may be paid, None when
    it is all or nothing; what is `processing` is on its way already."""

    key: int
    number: str
    kind: str
    due_on: date
    open: Decimal
    processing: Decimal = Decimal(0)
    minimum_part: Decimal | None = Decimal(0)

    @property
    def payable(self) -> Decimal:
        return max(self.open - self.processing, Decimal(0))

    @property
    def is_invoice(self) -> bool:
        """Credits and deposits settle invoices; a retainer invoice asks for fresh money."""
        return self.kind == OpenItem.Kind.INVOICE


@dataclass(frozen=True, slots=True)
class CreditSource:
    """What is unused on a credit note or a payment."""

    key: int
    number: str
    kind: str
    open: Decimal


@dataclass(frozen=True, slots=True)
class RequestedAmounts:
    """What somebody wants: amounts by the key of an item or credit, and what to pay in advance."""

    payable_items: Mapping[int, Decimal] = field(default_factory=dict)
    credit_sources: Mapping[int, Decimal] = field(default_factory=dict)
    prepayment: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class CreditUse:
    """`amount` of a credit that settles an item."""

    credit_source: CreditSource
    payable_item: PayableItem
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanLine:
    """How `amount` of an item is settled: by credits and deposits, and by fresh money."""

    payable_item: PayableItem
    amount: Decimal
    from_credits: Decimal

    @property
    def charge(self) -> Decimal:
        return self.amount - self.from_credits

    @property
    def owed_after(self) -> Decimal:
        """What is owed on it once everything, also what is under way, has settled."""
        return self.payable_item.open - self.payable_item.processing - self.amount


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """Lines with an amount, in the order of the items; `uses` say which credit settles which of
    them. `refusals` are sentences by the key of an item or credit, by PREPAYMENT or by OVERALL: a
    plan with any must not be carried out."""

    currency: str
    lines: tuple[PlanLine, ...]
    uses: tuple[CreditUse, ...]
    prepayment: Decimal
    refusals: Mapping[int | str, str]

    @property
    def settled(self) -> Decimal:
        """What the documents are settled by, fresh money and credits together."""
        return sum((line.amount for line in self.lines), start=Decimal(0))

    @property
    def from_credits(self) -> Decimal:
        return sum((use.amount for use in self.uses), start=Decimal(0))

    @property
    def charge(self) -> Decimal:
        """The sum of fresh money: what is charged or transferred."""
        return sum((line.charge for line in self.lines), start=self.prepayment)

    @property
    def is_sound(self) -> bool:
        return not self.refusals

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.prepayment


def make_plan(
    *,
    currency: str,
    payable_items: Sequence[PayableItem],
    credit_sources: Sequence[CreditSource],
    asked: RequestedAmounts,
) -> PaymentPlan:
    """The plan for what is asked, with a sentence for each amount that cannot be had.

    Credits are used in their order on invoices in theirs: give the oldest due first.
    """
    refusals: dict[int | str, str] = {}
    for payable_item in payable_items:
        refuse(
            refusals,
            payable_item.key,
            _payable_item_refusal(
                payable_item, _asked(asked.payable_items, payable_item.key), currency
            ),
        )
    for credit_source in credit_sources:
        refuse(
            refusals,
            credit_source.key,
            _credit_source_refusal(
                credit_source, _asked(asked.credit_sources, credit_source.key), currency
            ),
        )
    refuse(refusals, PREPAYMENT, _prepayment_refusal(asked.prepayment, currency))
    known = {payable_item.key for payable_item in payable_items} | {
        credit_source.key for credit_source in credit_sources
    }
    for key in {*asked.payable_items, *asked.credit_sources} - known:
        if _asked(asked.payable_items, key) or _asked(asked.credit_sources, key):
            refusals[OVERALL] = _("Something you chose can no longer be paid or used.")
    wanted = [
        (payable_item, amount)
        for payable_item in payable_items
        if (amount := _asked(asked.payable_items, payable_item.key)) > 0
    ]
    using = [
        (credit_source, amount)
        for credit_source in credit_sources
        if (amount := _asked(asked.credit_sources, credit_source.key)) > 0
    ]
    uses = _match(wanted, using)
    settled_by = {payable_item.key: Decimal(0) for payable_item, _amount in wanted}
    for use in uses:
        settled_by[use.payable_item.key] += use.amount
    unused = sum((amount for _credit_source, amount in using), start=Decimal(0)) - sum(
        (use.amount for use in uses), start=Decimal(0)
    )
    if unused > 0 and not refusals:
        sentence = _("%(amount)s of your credits and deposits has no invoice to settle. Use less.")
        refusals[OVERALL] = sentence % {"amount": written(unused, currency)}
    return PaymentPlan(
        currency=currency,
        lines=tuple(
            PlanLine(payable_item, amount, settled_by[payable_item.key])
            for payable_item, amount in wanted
        ),
        uses=tuple(uses),
        prepayment=max(asked.prepayment, Decimal(0)),
        refusals=refusals,
    )


def refuse(refusals: dict[int | str, str], key: int | str, sentence: str) -> None:
    if sentence:
        refusals[key] = sentence


def suggest_amounts(
    *,
    payable_items: Sequence[PayableItem],
    credit_sources: Sequence[CreditSource],
    chosen: Iterable[int] | None = None,
) -> RequestedAmounts:
    """Pay all of the chosen items (all of them by default), credits and deposits first.

    Credits are proposed in their order, up to what the chosen invoices ask for. What is payable
    but on its way already is left out.
    """
    keys = {payable_item.key for payable_item in payable_items} if chosen is None else set(chosen)
    amounts = {
        payable_item.key: payable_item.payable
        for payable_item in payable_items
        if payable_item.key in keys and payable_item.payable
    }
    room = sum(
        (
            amounts[payable_item.key]
            for payable_item in payable_items
            if payable_item.is_invoice and payable_item.key in amounts
        ),
        start=Decimal(0),
    )
    used: dict[int, Decimal] = {}
    for credit_source in credit_sources:
        if (part := min(credit_source.open, room)) > 0:
            used[credit_source.key] = part
            room -= part
    return RequestedAmounts(amounts, used)


def suggest_credits(
    amounts: Mapping[int, Decimal],
    *,
    payable_items: Sequence[PayableItem],
    credit_sources: Sequence[CreditSource],
    typed: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    """How much of each credit to use for `amounts`, by credit.

    What was `typed` for a credit stays as it is, even where it is too much: a plan says so. The
    other credits follow in their order, as far as the invoices have room, so that a lower amount
    gives back by itself what nobody typed.
    """
    room = sum(
        (
            _asked(amounts, payable_item.key)
            for payable_item in payable_items
            if payable_item.is_invoice
        ),
        start=Decimal(0),
    ) - sum(typed.values(), start=Decimal(0))
    used: dict[int, Decimal] = {}
    for credit_source in credit_sources:
        if credit_source.key in typed:
            used[credit_source.key] = typed[credit_source.key]
        elif (part := min(credit_source.open, room)) > 0:
            used[credit_source.key] = part
            room -= part
    return used


def allocate_oldest_first(
    total: Decimal,
    *,
    payable_items: Sequence[PayableItem],
    credit_sources: Sequence[CreditSource] = (),
    used: Mapping[int, Decimal] | None = None,
) -> RequestedAmounts:
    """Spread `total` of fresh money, and the credits `used`, over the items in their order.

    A document that may only be paid in full, or of which more than what is left must be paid,
    is passed over. What no document takes is paid in advance; credits that no invoice takes are not
    used.
    """
    in_credits = {
        credit_source.key: _asked(used or {}, credit_source.key) for credit_source in credit_sources
    }
    credit_money = sum(in_credits.values(), start=Decimal(0))
    fresh = max(total, Decimal(0))
    amounts: dict[int, Decimal] = {}
    for payable_item in payable_items:
        available = fresh + (credit_money if payable_item.is_invoice else Decimal(0))
        part = _part(payable_item, available)
        if part > 0:
            amounts[payable_item.key] = part
            from_credits = min(part, credit_money) if payable_item.is_invoice else Decimal(0)
            credit_money -= from_credits
            fresh -= part - from_credits
    for key in reversed(in_credits):
        back = min(in_credits[key], credit_money)
        in_credits[key] -= back
        credit_money -= back
    return RequestedAmounts(amounts, {key: part for key, part in in_credits.items() if part}, fresh)


def _part(payable_item: PayableItem, available: Decimal) -> Decimal:
    if available >= payable_item.payable:
        return payable_item.payable
    if payable_item.minimum_part is None or available < payable_item.minimum_part:
        return Decimal(0)
    return available


def _asked(amounts: Mapping[int, Decimal], key: int) -> Decimal:
    return amounts.get(key) or Decimal(0)


def _match(
    wanted: list[tuple[PayableItem, Decimal]], using: list[tuple[CreditSource, Decimal]]
) -> list[CreditUse]:
    """The first credit settles the first invoices; credits left over settle nothing."""
    still = {payable_item.key: amount for payable_item, amount in wanted if payable_item.is_invoice}
    uses = []
    for credit_source, amount in using:
        left = amount
        for payable_item, _amount in wanted:
            part = min(left, still.get(payable_item.key, Decimal(0)))
            if part > 0:
                uses.append(CreditUse(credit_source, payable_item, part))
                still[payable_item.key] -= part
                left -= part
    return uses


def _amount_refusal(amount: Decimal, currency: str) -> str:
    if amount < 0:
        return _("An amount must be more than zero.")
    if amount != quantise(amount, currency):
        places = exponent(currency)
        if places == 0:
            return _("Amounts in %(currency)s have no decimals.") % {"currency": currency}
        sentence = _("Amounts in %(currency)s have at most %(places)s decimals.")
        return sentence % {"currency": currency, "places": places}
    return ""


def _prepayment_refusal(amount: Decimal, currency: str) -> str:
    if wrong := _amount_refusal(amount, currency):
        return wrong
    return too_much_prepaid(currency) if amount > max_prepayment(currency) else ""


def _payable_item_refusal(payable_item: PayableItem, amount: Decimal, currency: str) -> str:
    if amount == 0:
        return ""
    if wrong := _amount_refusal(amount, currency):
        return wrong
    if amount > payable_item.payable:
        return _too_much(payable_item, currency)
    return _too_little(payable_item, amount, currency) if amount < payable_item.payable else ""


def _too_much(payable_item: PayableItem, currency: str) -> str:
    if payable_item.payable == 0:
        return _("All of it is already being paid.")
    if not payable_item.processing:
        return _("At most %(most)s is due.") % {"most": written(payable_item.payable, currency)}
    return _("At most %(most)s: %(processing)s is already being paid.") % {
        "most": written(payable_item.payable, currency),
        "processing": written(payable_item.processing, currency),
    }


def _too_little(payable_item: PayableItem, amount: Decimal, currency: str) -> str:
    """A part of the document, where only all of it or a greater part is allowed."""
    whole = written(payable_item.payable, currency)
    if payable_item.minimum_part is None or payable_item.minimum_part >= payable_item.payable:
        return _("This can only be paid in full: %(all)s.") % {"all": whole}
    if amount >= payable_item.minimum_part:
        return ""
    sentence = _("At least %(least)s, or all of it: %(all)s.")
    return sentence % {"least": written(payable_item.minimum_part, currency), "all": whole}


def _credit_source_refusal(credit_source: CreditSource, amount: Decimal, currency: str) -> str:
    if wrong := _amount_refusal(amount, currency):
        return wrong
    if amount > credit_source.open:
        return _("At most %(most)s is left of it.") % {
            "most": written(credit_source.open, currency)
        }
    return ""
