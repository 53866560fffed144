"""What a customer can pay now, and what they can use for it, as figures to plan with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import Customer
from billing.models import OpenItem, PartialPaymentRule
from billing.models.querysets import OpenItemQuerySet
from billing.payments.pending import PendingPayment, pending_by_item
from billing.payments.pending_list import AnnouncedTransfer, announced_for
from billing.payments.planning.plan import CreditSource, PayableItem

# So many documents are paid at once, the oldest first; the rest follow in another payment.
MAX_PAYABLE_ITEMS = 500
MAX_CREDIT_SOURCES = 100

CREDIT_SOURCE_KINDS = (OpenItem.Kind.CREDIT_NOTE, OpenItem.Kind.PAYMENT)
CREDITS_FIRST = Case(
    When(kind=OpenItem.Kind.CREDIT_NOTE, then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True)
class ItemsToPay:
    """Payable items by due date, oldest first; credits with credit notes before deposits, oldest
    first.

    `items` are the open items of both by key, `pending` what is on its way by item, and
    `announced` what a transfer was announced for.
    `is_all` says that no open document has been left out.
    """

    currency: str
    payable_items: Sequence[PayableItem]
    credit_sources: Sequence[CreditSource]
    items: Mapping[int, OpenItem]
    pending: Mapping[int, PendingPayment]
    announced: Mapping[int, AnnouncedTransfer]
    is_all: bool

    @property
    def payable(self) -> Decimal:
        return sum(
            (
                payable_item.payable
                for payable_item in self.payable_items
                if payable_item.is_invoice
            ),
            start=Decimal(0),
        )


def items_to_pay_of(
    customer: Customer,
    *,
    first: Q | None = None,
    keys: Collection[int] | None = None,
    is_final: bool = False,
) -> ItemsToPay:
    """Everything open on the account, at most MAX_DEBTS documents: those of `first` before all
    others. With `keys`, these items instead, whether they are still open or not. Four statements.

    What gives way to a payment of the company's counts as payable, unless it `is_final`: then
    everything under way counts, as it must when a payment is about to be written down.
    """
    owed = OpenItem.objects.for_customer(customer).filter(
        kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER]
    )
    funding = OpenItem.objects.for_customer(customer).filter(kind__in=CREDIT_SOURCE_KINDS)
    if keys is not None:
        owed, funding = owed.filter(pk__in=keys), funding.filter(pk__in=keys)
    else:
        owed, funding = owed.open(), funding.open()
    items = _oldest(owed, first)
    credit_sources = list(funding.order_by(CREDITS_FIRST, "issued_on", "id")[:MAX_CREDIT_SOURCES])
    shown = sorted(items[:MAX_PAYABLE_ITEMS], key=lambda item: (str(item.due_on), item.pk))
    pending_entries = pending_by_item([item.pk for item in shown])
    minimum_part = _minimum_parts(customer, shown)
    return ItemsToPay(
        currency=customer.currency,
        payable_items=[
            _payable_item(
                item, _blocking(pending_entries.get(item.pk), is_final=is_final), minimum_part(item)
            )
            for item in shown
        ],
        credit_sources=[_credit_source(item) for item in credit_sources],
        items={item.pk: item for item in (*shown, *credit_sources)},
        pending=pending_entries,
        announced=announced_for([item.pk for item in shown]),
        is_all=keys is None and len(items) <= MAX_PAYABLE_ITEMS,
    )


def _oldest(owed: OpenItemQuerySet[OpenItem], first: Q | None) -> list[OpenItem]:
    """At most MAX_PAYABLE_ITEMS + 1 of these, by due date; those of `first` before all others. One
    statement: each kind is a branch that its index gives in order, so that what it costs does not
    grow with what is open."""
    kinds = [OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER]
    reaches = [Q()] if first is None else [first, Q()]
    branches = [
        owed.filter(reach, kind=kind)
        .annotate(place=Value(place, output_field=IntegerField()))
        .order_by("due_on", "id")[: MAX_PAYABLE_ITEMS + 1]
        for place, reach in enumerate(reaches)
        for kind in kinds
    ]
    found: Iterable[Any] = branches[0].union(*branches[1:], all=True)
    in_order = sorted(found, key=lambda item: (item.place, item.due_on, item.pk))
    # What `first` has found is among all others too: it keeps its first place.
    return list({item.pk: item for item in in_order}.values())[: MAX_PAYABLE_ITEMS + 1]


def _blocking(moving: PendingPayment | None, *, is_final: bool) -> PendingPayment | None:
    return moving if moving and (is_final or not moving.can_be_superseded) else None


def _payable_item(
    item: OpenItem, moving: PendingPayment | None, minimum_part: Decimal | None
) -> PayableItem:
    if item.due_on is None:
        raise ValueError(f"{item} has no due date.")
    return PayableItem(
        key=item.pk,
        number=item.number,
        kind=item.kind,
        due_on=item.due_on,
        open=item.open,
        processing=min(moving.amount, item.open) if moving else Decimal(0),
        minimum_part=minimum_part,
    )


def _credit_source(item: OpenItem) -> CreditSource:
    return CreditSource(key=item.pk, number=item.number, kind=item.kind, open=item.open)


def _minimum_parts(
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

    def minimum_part(item: OpenItem) -> Decimal | None:
        rule = by_item.get(item.pk, general)
        return Decimal(0) if rule is None else rule.minimum_part

    return minimum_part
