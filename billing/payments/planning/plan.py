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
from billing.payments.planning.prepayment import most_ahead, too_much_ahead
from portal.kit.money.currencies import exponent, quantise
from portal.kit.money.format import written

AHEAD = "ahead"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Debt:
    """A document that can be paid. `least` is the least part of it that may be paid, None when
    it is all or nothing; what is `processing` is on its way already."""

    key: int
    number: str
    kind: str
    due_on: date
    open: Decimal
    processing: Decimal = Decimal(0)
    least: Decimal | None = Decimal(0)

    @property
    def payable(self) -> Decimal:
        return max(self.open - self.processing, Decimal(0))

    @property
    def is_invoice(self) -> bool:
        """Credits and deposits settle invoices; a retainer invoice asks for fresh money."""
        return self.kind == OpenItem.Kind.INVOICE


@dataclass(frozen=True, slots=True)
class Fund:
    """What is unused on a credit note or a payment."""

    key: int
    number: str
    kind: str
    open: Decimal


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: amounts by the key of a debt or fund, and what to pay ahead."""

    debts: Mapping[int, Decimal] = field(default_factory=dict)
    funds: Mapping[int, Decimal] = field(default_factory=dict)
    ahead: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Use:
    """`amount` of a fund that settles a debt."""

    fund: Fund
    debt: Debt
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """How `amount` of a debt is settled: by credits and deposits, and by fresh money."""

    debt: Debt
    amount: Decimal
    from_funds: Decimal

    @property
    def charge(self) -> Decimal:
        return self.amount - self.from_funds

    @property
    def owed_after(self) -> Decimal:
        """What is owed on it once everything, also what is under way, has settled."""
        return self.debt.open - self.debt.processing - self.amount


@dataclass(frozen=True, slots=True)
class Plan:
    """Lines with an amount, in the order of the debts; `uses` say which fund settles which of
    them. `refusals` are sentences by the key of a debt or fund, by AHEAD or by WHOLE: a plan
    with any must not be carried out."""

    currency: str
    lines: tuple[Line, ...]
    uses: tuple[Use, ...]
    ahead: Decimal
    refusals: Mapping[int | str, str]

    @property
    def settled(self) -> Decimal:
        """What the documents are settled by, fresh money and funds together."""
        return sum((line.amount for line in self.lines), start=Decimal(0))

    @property
    def from_funds(self) -> Decimal:
        return sum((use.amount for use in self.uses), start=Decimal(0))

    @property
    def charge(self) -> Decimal:
        """The sum of fresh money: what is charged or transferred."""
        return sum((line.charge for line in self.lines), start=self.ahead)

    @property
    def is_sound(self) -> bool:
        return not self.refusals

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.ahead


def make_plan(*, currency: str, debts: Sequence[Debt], funds: Sequence[Fund], asked: Asked) -> Plan:
    """The plan for what is asked, with a sentence for each amount that cannot be had.

    Funds are used in their order on invoices in theirs: give the oldest due first.
    """
    refusals: dict[int | str, str] = {}
    for debt in debts:
        refuse(refusals, debt.key, _debt_refusal(debt, _asked(asked.debts, debt.key), currency))
    for fund in funds:
        refuse(refusals, fund.key, _fund_refusal(fund, _asked(asked.funds, fund.key), currency))
    refuse(refusals, AHEAD, _ahead_refusal(asked.ahead, currency))
    known = {debt.key for debt in debts} | {fund.key for fund in funds}
    for key in {*asked.debts, *asked.funds} - known:
        if _asked(asked.debts, key) or _asked(asked.funds, key):
            refusals[WHOLE] = _("Something you chose can no longer be paid or used.")
    wanted = [(debt, amount) for debt in debts if (amount := _asked(asked.debts, debt.key)) > 0]
    using = [(fund, amount) for fund in funds if (amount := _asked(asked.funds, fund.key)) > 0]
    uses = _match(wanted, using)
    settled_by = {debt.key: Decimal(0) for debt, _amount in wanted}
    for use in uses:
        settled_by[use.debt.key] += use.amount
    unused = sum((amount for _fund, amount in using), start=Decimal(0)) - sum(
        (use.amount for use in uses), start=Decimal(0)
    )
    if unused > 0 and not refusals:
        sentence = _("%(amount)s of your credits and deposits has no invoice to settle. Use less.")
        refusals[WHOLE] = sentence % {"amount": written(unused, currency)}
    return Plan(
        currency=currency,
        lines=tuple(Line(debt, amount, settled_by[debt.key]) for debt, amount in wanted),
        uses=tuple(uses),
        ahead=max(asked.ahead, Decimal(0)),
        refusals=refusals,
    )


def refuse(refusals: dict[int | str, str], key: int | str, sentence: str) -> None:
    if sentence:
        refusals[key] = sentence


def propose(
    *, debts: Sequence[Debt], funds: Sequence[Fund], chosen: Iterable[int] | None = None
) -> Asked:
    """Pay all of the chosen debts (all of them by default), credits and deposits first.

    Funds are proposed in their order, up to what the chosen invoices ask for. What is payable
    but on its way already is left out.
    """
    keys = {debt.key for debt in debts} if chosen is None else set(chosen)
    amounts = {debt.key: debt.payable for debt in debts if debt.key in keys and debt.payable}
    room = sum(
        (amounts[debt.key] for debt in debts if debt.is_invoice and debt.key in amounts),
        start=Decimal(0),
    )
    used: dict[int, Decimal] = {}
    for fund in funds:
        if (part := min(fund.open, room)) > 0:
            used[fund.key] = part
            room -= part
    return Asked(amounts, used)


def fill_from_funds(
    amounts: Mapping[int, Decimal],
    *,
    debts: Sequence[Debt],
    funds: Sequence[Fund],
    typed: Mapping[int, Decimal],
) -> dict[int, Decimal]:
    """How much of each fund to use for `amounts`, by fund.

    What was `typed` for a fund stays as it is, even where it is too much: a plan says so. The
    other funds follow in their order, as far as the invoices have room, so that a lower amount
    gives back by itself what nobody typed.
    """
    room = sum(
        (_asked(amounts, debt.key) for debt in debts if debt.is_invoice), start=Decimal(0)
    ) - sum(typed.values(), start=Decimal(0))
    used: dict[int, Decimal] = {}
    for fund in funds:
        if fund.key in typed:
            used[fund.key] = typed[fund.key]
        elif (part := min(fund.open, room)) > 0:
            used[fund.key] = part
            room -= part
    return used


def spread(
    total: Decimal,
    *,
    debts: Sequence[Debt],
    funds: Sequence[Fund] = (),
    used: Mapping[int, Decimal] | None = None,
) -> Asked:
    """Spread `total` of fresh money, and the funds `used`, over the debts in their order.

    A document that may only be paid in full, or of which more than what is left must be paid,
    is passed over. What no document takes is paid ahead; funds that no invoice takes are not
    used.
    """
    in_funds = {fund.key: _asked(used or {}, fund.key) for fund in funds}
    fund_money = sum(in_funds.values(), start=Decimal(0))
    fresh = max(total, Decimal(0))
    amounts: dict[int, Decimal] = {}
    for debt in debts:
        available = fresh + (fund_money if debt.is_invoice else Decimal(0))
        part = _part(debt, available)
        if part > 0:
            amounts[debt.key] = part
            from_funds = min(part, fund_money) if debt.is_invoice else Decimal(0)
            fund_money -= from_funds
            fresh -= part - from_funds
    for key in reversed(in_funds):
        back = min(in_funds[key], fund_money)
        in_funds[key] -= back
        fund_money -= back
    return Asked(amounts, {key: part for key, part in in_funds.items() if part}, fresh)


def _part(debt: Debt, available: Decimal) -> Decimal:
    if available >= debt.payable:
        return debt.payable
    if debt.least is None or available < debt.least:
        return Decimal(0)
    return available


def _asked(amounts: Mapping[int, Decimal], key: int) -> Decimal:
    return amounts.get(key) or Decimal(0)


def _match(wanted: list[tuple[Debt, Decimal]], using: list[tuple[Fund, Decimal]]) -> list[Use]:
    """The first fund settles the first invoices; funds left over settle nothing."""
    still = {debt.key: amount for debt, amount in wanted if debt.is_invoice}
    uses = []
    for fund, amount in using:
        left = amount
        for debt, _amount in wanted:
            part = min(left, still.get(debt.key, Decimal(0)))
            if part > 0:
                uses.append(Use(fund, debt, part))
                still[debt.key] -= part
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


def _ahead_refusal(amount: Decimal, currency: str) -> str:
    if wrong := _amount_refusal(amount, currency):
        return wrong
    return too_much_ahead(currency) if amount > most_ahead(currency) else ""


def _debt_refusal(debt: Debt, amount: Decimal, currency: str) -> str:
    if amount == 0:
        return ""
    if wrong := _amount_refusal(amount, currency):
        return wrong
    if amount > debt.payable:
        return _too_much(debt, currency)
    return _too_little(debt, amount, currency) if amount < debt.payable else ""


def _too_much(debt: Debt, currency: str) -> str:
    if debt.payable == 0:
        return _("All of it is already being paid.")
    if not debt.processing:
        return _("At most %(most)s is due.") % {"most": written(debt.payable, currency)}
    return _("At most %(most)s: %(processing)s is already being paid.") % {
        "most": written(debt.payable, currency),
        "processing": written(debt.processing, currency),
    }


def _too_little(debt: Debt, amount: Decimal, currency: str) -> str:
    """A part of the document, where only all of it or a greater part is allowed."""
    whole = written(debt.payable, currency)
    if debt.least is None or debt.least >= debt.payable:
        return _("This can only be paid in full: %(all)s.") % {"all": whole}
    if amount >= debt.least:
        return ""
    sentence = _("At least %(least)s, or all of it: %(all)s.")
    return sentence % {"least": written(debt.least, currency), "all": whole}


def _fund_refusal(fund: Fund, amount: Decimal, currency: str) -> str:
    if wrong := _amount_refusal(amount, currency):
        return wrong
    if amount > fund.open:
        return _("At most %(most)s is left of it.") % {"most": written(fund.open, currency)}
    return ""
