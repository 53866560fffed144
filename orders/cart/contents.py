"""A cart as it stands: its lines with today's prices, and what has changed since they were seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from accounts.models import Customer, User
from catalog.models import Presentation
from orders.lines.checking import CheckedLine, CheckedLines, Wanted, check_lines
from orders.models import Cart, CartLine
from orders.ordering.totals import Totals, totals_of


@dataclass(frozen=True, slots=True)
class LineInCart:
    """`was` is the unit price that was last shown, where it is another now."""

    line: CartLine
    checked: CheckedLine
    was: Decimal | None


@dataclass(frozen=True, slots=True)
class CartContents:
    """Changed and refused lines come first."""

    cart: Cart | None
    currency: str
    lines: list[LineInCart]
    checked: CheckedLines
    totals: Totals

    @property
    def changed(self) -> list[LineInCart]:
        return [one for one in self.lines if one.was is not None]

    @property
    def refused(self) -> list[LineInCart]:
        return [one for one in self.lines if one.checked.problem]

    @property
    def can_be_ordered(self) -> bool:
        return bool(self.lines) and not self.refused


def cart_of(customer: Customer, user: User, presentation: Presentation | None) -> Cart | None:
    """This person's cart for this company, if there is one. One statement."""
    found: Cart | None = (
        Cart.objects.for_customer(customer).filter(user=user, presentation=presentation).first()
    )
    return found


def contents_of(
    customer: Customer, user: User, *, today: date, presentation: Presentation | None = None
) -> CartContents:
    """The cart with prices and problems of now. Seven statements, however many lines."""
    cart = cart_of(customer, user, presentation)
    lines = list(cart.lines.all()) if cart else []
    wanted = [Wanted(one.variant_id, one.quantity) for one in lines]
    checked = check_lines(customer, wanted, today=today, presentation=presentation)
    together = [
        LineInCart(line, one, _was(line, one))
        for line, one in zip(lines, checked.lines, strict=True)
    ]
    together.sort(key=lambda one: (one.checked.problem is None, one.was is None))
    totals = totals_of(checked.orderable, customer.currency)
    return CartContents(cart, customer.currency, together, checked, totals)


def _was(line: CartLine, checked: CheckedLine) -> Decimal | None:
    now = checked.unit_price
    is_changed = line.seen_price is not None and now is not None and line.seen_price != now
    return line.seen_price if is_changed else None


def note_seen(contents: CartContents) -> None:
    """The prices of now have been shown. One statement where one has changed, else none."""
    stale = []
    for one in contents.lines:
        if one.checked.unit_price != one.line.seen_price:
            one.line.seen_price = one.checked.unit_price
            stale.append(one.line)
    if stale:
        CartLine.objects.bulk_update(stale, ["seen_price"])


def other_carts(customer: Customer, user: User, *, besides: Cart | None) -> list[Cart]:
    """This person's other carts for this company that hold something, each with `line_count`. One
    statement."""
    carts = Cart.objects.for_customer(customer).filter(user=user).select_related("presentation")
    if besides is not None:
        carts = carts.exclude(pk=besides.pk)
    held = carts.annotate(line_count=Count("lines")).filter(line_count__gt=0)
    return list(held.order_by("-changed_at"))
