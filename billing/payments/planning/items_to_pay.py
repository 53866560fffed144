"""What a customer can pay now, and what they can use for it, as figures to plan with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import Customer
from billing.models import OpenItem, PartialPaymentRule
from billing.payments.pending import UnderWay, under_way
from billing.payments.pending_list import Announced, announced_for
from billing.payments.planning.plan import Debt, Fund

# So many documents are paid at once, the oldest first; the rest follow in another payment.
MOST_DEBTS = 500
MOST_FUNDS = 100

FUND_KINDS = (OpenItem.Kind.CREDIT_NOTE, OpenItem.Kind.PAYMENT)
CREDITS_FIRST = Case(
    When(kind=OpenItem.Kind.CREDIT_NOTE, then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class Payables:
    """Debts by due date, oldest first; funds with credit notes before deposits, oldest first.

    `items` are the open items of both by key, `under_way` what is on its way by debt, and
    `announced` what a transfer was announced for.
    `is_all` says that no open document has been left out.
    """

    currency: str
    debts: Sequence[Debt]
    funds: Sequence[Fund]
    items: Mapping[int, OpenItem]
    under_way: Mapping[int, UnderWay]
    announced: Mapping[int, Announced]
    is_all: bool

    @property
    def payable(self) -> Decimal:
        return sum((debt.payable for debt in self.debts if debt.is_invoice), start=Decimal(0))


def payables_of(
    customer: Customer,
    *,
    first: Q | None = None,
    keys: Collection[int] | None = None,
    is_sure: bool = False,
) -> Payables:
    """Everything open on the account, at most MOST_DEBTS documents: those of `first` before all
    others. With `keys`, these items instead, whether they are still open or not. Four statements.

    What gives way to a payment of the company's counts as payable, unless it `is_sure`: then
    everything under way counts, as it must when a payment is about to be written down.
    """
    owed = OpenItem.objects.for_customer(customer).filter(
        kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER]
    )
    funding = OpenItem.objects.for_customer(customer).filter(kind__in=FUND_KINDS)
    if keys is not None:
        owed, funding = owed.filter(pk__in=keys), funding.filter(pk__in=keys)
    else:
        owed, funding = owed.open(), funding.open()
    oldest: list[Any] = ["due_on", "id"]
    if first is not None:
        oldest.insert(0, Case(When(first, then=Value(0)), default=Value(1)))
    items = list(owed.order_by(*oldest)[: MOST_DEBTS + 1])
    funds = list(funding.order_by(CREDITS_FIRST, "issued_on", "id")[:MOST_FUNDS])
    shown = sorted(items[:MOST_DEBTS], key=lambda item: (str(item.due_on), item.pk))
    on_its_way = under_way([item.pk for item in shown])
    least = _least_parts(customer, shown)
    return Payables(
        currency=customer.currency,
        debts=[
            _debt(item, _blocking(on_its_way.get(item.pk), is_sure=is_sure), least(item))
            for item in shown
        ],
        funds=[_fund(item) for item in funds],
        items={item.pk: item for item in (*shown, *funds)},
        under_way=on_its_way,
        announced=announced_for([item.pk for item in shown]),
        is_all=keys is None and len(items) <= MOST_DEBTS,
    )


def _blocking(moving: UnderWay | None, *, is_sure: bool) -> UnderWay | None:
    return moving if moving and (is_sure or not moving.gives_way) else None


def _debt(item: OpenItem, moving: UnderWay | None, least: Decimal | None) -> Debt:
    if item.due_on is None:
        raise ValueError(f"{item} has no due date.")
    return Debt(
        key=item.pk,
        number=item.number,
        kind=item.kind,
        due_on=item.due_on,
        open=item.open,
        processing=min(moving.amount, item.open) if moving else Decimal(0),
        least=least,
    )


def _fund(item: OpenItem) -> Fund:
    return Fund(key=item.pk, number=item.number, kind=item.kind, open=item.open)


def _least_parts(
    customer: Customer, items: Sequence[OpenItem]
) -> Callable[[OpenItem], Decimal | None]:
    """The least part that may be paid of each of these items, by the narrowest rule."""
    reach = Q(customer=None, invoice=None) | Q(customer=customer)
    reach |= Q(invoice__open_item__in=[item.pk for item in items])
    rules = PartialPaymentRule.objects.filter(reach, currency__in=["", customer.currency])
    general: PartialPaymentRule | None = None
    by_item: dict[int | None, PartialPaymentRule] = {}
    for rule in sorted(rules.select_related("invoice"), key=lambda rule: rule.reach):
        if rule.invoice is None:
            general = rule
        else:
            by_item[rule.invoice.open_item_id] = rule

    def least(item: OpenItem) -> Decimal | None:
        rule = by_item.get(item.pk, general)
        return Decimal(0) if rule is None else rule.least

    return least
