"""Placing an order: once, at the prices the buyer agreed to, within the credit limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer, User
from catalog.models import DeliveryWindow, Presentation
from catalog.pricing import PriceAnswer
from catalog.showing.linesheet import is_open, open_windows
from orders.lines.checking import MAX_LINES, CheckedLine, CheckedLines, Wanted, check_lines
from orders.models import OrderEvent, OrderLine, OrderSettings, PurchaseApproval, SalesOrder
from orders.ordering.approval_rules import Ordered, Step, has_own_rules, steps_for
from orders.ordering.credit import CreditCheck, credit_check
from orders.ordering.totals import totals_of
from portal.kit.db.numbering import next_number
from portal.kit.jobs.events import announce
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

PREFIX = "SO-"
Status = SalesOrder.Status


CHANGED = gettext_lazy("Something has changed since you last looked. Please check again.")


class PricesChanged(Refusal):
    """What would be ordered is no longer what the buyer agreed to: show it again."""


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """So much of a variant at a price that both sides know. `why` is which source said it."""

    variant_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax_rate: Decimal
    why: Mapping[str, Any] = field(default_factory=dict)


class OverLimit(Refusal):
    """The order does not fit into the credit limit, and such orders are refused."""

    def __init__(self, message: str, check: CreditCheck) -> None:
        super().__init__(message)
        self.check = check


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a buyer sends. `agreed` is the fingerprint of what was shown (`CheckedLines`), `key`
    that of the page: sent twice, it is one order. Addresses are text, line by line."""

    customer: Customer
    placed_by: User
    lines: Sequence[Wanted]
    agreed: str
    key: UUID
    presentation: Presentation | None = None
    po_number: str = ""
    note: str = ""
    wanted_on: date | None = None
    window: DeliveryWindow | None = None
    ship_policy: str = SalesOrder.ShipPolicy.PARTIAL
    ship_to: str = ""
    cost_centre: str = ""


@transaction.atomic
def place_order(request: OrderRequest, *, today: date) -> SalesOrder:
    """The order of this request; the one it made before, if it is sent again.

    The account is locked first, so that of several orders only those that fit the credit limit
    pass. Prices and rules are asked again: raises PricesChanged where the answer is not what was
    agreed to, OverLimit where the seller refuses such orders, Refusal for an account on hold, an
    empty cart, a missing PO number. Twelve statements, however many lines, and what a company's own
    rules and budgets ask.
    """
    customer = _locked(request.customer)
    before = SalesOrder.objects.filter(customer=customer, submit_key=request.key).first()
    if before is not None:
        return before
    settings = OrderSettings.current()
    _refuse(request, customer, settings, today)
    checked = check_lines(
        customer,
        request.lines,
        today=today,
        presentation=request.presentation,
        with_stock=False,
    )
    if checked.refused or checked.fingerprint != request.agreed:
        raise PricesChanged(str(CHANGED))
    return _placed(request, customer, agreed_lines(checked), settings, today)


def _locked(customer: Customer) -> Customer:
    """The whole customer as it is now, locked as `lock_account` does it, and whether it has rules
    or budgets of its own. One statement."""
    rows = Customer.objects.select_for_update(no_key=True, of=("self",))
    found: Customer = rows.annotate(has_own_rules=has_own_rules()).get(pk=customer.pk)
    return found


def _refuse(
    request: OrderRequest, customer: Customer, settings: OrderSettings, today: date
) -> None:
    if not settings.is_open:
        raise Refusal(_("Orders can't be placed here at the moment."))
    if customer.is_on_hold:
        raise Refusal(_("The account is on hold, so no order can be placed. Pay or ask us first."))
    if not request.lines:
        raise Refusal(_("The cart is empty."))
    if len(request.lines) > MAX_LINES:
        raise Refusal(_("An order has at most %(count)s lines.") % {"count": MAX_LINES})
    if settings.po_required and not request.po_number:
        raise Refusal(_("Enter your PO number."))
    if request.presentation is not None and not is_open(request.presentation, today):
        raise Refusal(_("Orders from this presentation have closed."))
    _require_window(request, today)


def _require_window(request: OrderRequest, today: date) -> None:
    """Where the presentation has delivery windows that are open, one of them is chosen."""
    if request.presentation is None:
        return
    windows = open_windows(request.presentation, today)
    if request.window is None and windows:
        raise Refusal(_("Choose a delivery window."))
    if request.window is not None and request.window not in windows:
        raise Refusal(_("This delivery window has closed. Choose another."))


def _require_minimum(presentation: Presentation | None, net: Decimal, currency: str) -> None:
    """What the presentation asks for at least, where the seller insists on it."""
    if (
        presentation is None
        or presentation.minimum_amount is None
        or presentation.minimum_policy != Presentation.MinimumPolicy.ENFORCE
        or presentation.minimum_currency != currency
        or net >= presentation.minimum_amount
    ):
        return
    raise Refusal(
        _("The minimum order of this presentation is %(amount)s.")
        % {"amount": written(presentation.minimum_amount, currency)}
    )


def place_agreed(request: OrderRequest, lines: Sequence[AgreedLine], *, today: date) -> SalesOrder:
    """An order of lines whose prices were agreed before, such as those of an accepted estimate:
    no price and no quantity is asked again. For the rest as `place_order`, and it raises the same
    refusals."""
    customer = _locked(request.customer)
    before = SalesOrder.objects.filter(customer=customer, submit_key=request.key).first()
    if before is not None:
        return before
    settings = OrderSettings.current()
    _refuse(request, customer, settings, today)
    return _placed(request, customer, lines, settings, today)


def _placed(
    request: OrderRequest,
    customer: Customer,
    lines: Sequence[AgreedLine],
    settings: OrderSettings,
    today: date,
) -> SalesOrder:
    totals = totals_of(lines, customer.currency)
    _require_minimum(request.presentation, totals.net, customer.currency)
    check = credit_check(customer, totals.total, today=today)
    is_held = is_held_for(check, settings)
    ordered = _ordered(request, customer, lines, totals.net, today)
    has_own_rules = cast("Any", customer).has_own_rules  # annotated when it was locked
    steps = steps_for(ordered) if has_own_rules else []
    order: SalesOrder = SalesOrder.objects.create(
        customer=customer,
        currency=customer.currency,
        number=next_number(PREFIX),
        submit_key=request.key,
        **_begins_as(is_held=is_held, is_asked=bool(steps)),
        placed_on=today,
        placed_by=request.placed_by,
        presentation=request.presentation,
        po_number=request.po_number,
        cost_centre=request.cost_centre,
        note=request.note,
        wanted_on=request.wanted_on,
        ships_from=request.window.ships_from if request.window else None,
        ships_until=request.window.ships_until if request.window else None,
        ship_policy=request.ship_policy,
        ship_to=request.ship_to,
        net=totals.net,
        tax=totals.tax,
        total=totals.total,
    )
    OrderLine.objects.bulk_create(
        [_line(order, place, one) for place, one in enumerate(lines, start=1)]
    )
    events = [OrderEvent.Kind.PLACED]
    if steps:
        _ask(order, steps)
        events.append(OrderEvent.Kind.APPROVAL_ASKED)
    elif is_held:
        events.append(OrderEvent.Kind.HELD)
    OrderEvent.objects.bulk_create(
        [
            OrderEvent(order=order, customer=customer, kind=kind, by=request.placed_by)
            for kind in events
        ]
    )
    announce("orders.approval-asked" if steps else "orders.order-placed", order.pk)
    return order


def _begins_as(*, is_held: bool, is_asked: bool) -> dict[str, str]:
    """An order that needs approval is held, if at all, once it is approved."""
    if is_asked:
        return {"status": Status.APPROVAL, "hold_reason": ""}
    if is_held:
        return {"status": Status.ON_HOLD, "hold_reason": SalesOrder.HoldReason.OVER_LIMIT}
    return {"status": Status.SUBMITTED, "hold_reason": ""}


def _ordered(
    request: OrderRequest,
    customer: Customer,
    lines: Sequence[AgreedLine],
    net: Decimal,
    today: date,
) -> Ordered:
    return Ordered(
        customer=customer,
        placed_by=request.placed_by,
        net=net,
        variants=[one.variant_id for one in lines],
        ship_to=request.ship_to,
        cost_centre=request.cost_centre,
        today=today,
    )


def _ask(order: SalesOrder, steps: Sequence[Step]) -> None:
    PurchaseApproval.objects.bulk_create(
        [
            PurchaseApproval(
                order=order,
                customer_id=order.customer_id,
                position=place,
                kind=one.kind,
                data=one.data,
                approver_id=one.approver_id,
                asked_by_id=order.placed_by_id,
            )
            for place, one in enumerate(steps, start=1)
        ]
    )


def is_held_for(check: CreditCheck, settings: OrderSettings) -> bool:
    """Raises OverLimit where the seller refuses orders over the limit."""
    if not check.is_over or settings.over_limit == OrderSettings.OverLimit.ALLOW:
        return False
    if settings.over_limit == OrderSettings.OverLimit.HOLD:
        return True
    over = written(check.over, check.currency)
    raise OverLimit(_("This order is %(over)s over your credit limit.") % {"over": over}, check)


def agreed_lines(checked: CheckedLines) -> list[AgreedLine]:
    """What can be ordered, as it would be agreed on now. Raises PricesChanged for a line without
    a price."""
    return [_agreed(one) for one in checked.orderable]


def _agreed(checked: CheckedLine) -> AgreedLine:
    variant, price = checked.variant, checked.price
    if variant is None or price is None or price.unit is None:
        raise PricesChanged(str(CHANGED))
    return AgreedLine(
        variant_id=variant.pk,
        sku=variant.sku,
        name=name_of(checked),
        unit=variant.product.unit,
        quantity=checked.quantity,
        unit_price=price.unit,
        net=price.net or Decimal(0),
        tax_rate=checked.tax_rate,
        why=why(price),
    )


def _line(order: SalesOrder, position: int, agreed: AgreedLine) -> OrderLine:
    return OrderLine(
        order=order,
        customer_id=order.customer_id,
        position=position,
        variant_id=agreed.variant_id,
        sku=agreed.sku,
        name=agreed.name,
        unit=agreed.unit,
        ordered=agreed.quantity,
        unit_price=agreed.unit_price,
        net=agreed.net,
        tax_rate=agreed.tax_rate,
        why=dict(agreed.why),
    )


def name_of(checked: CheckedLine) -> str:
    """The product's name with what distinguishes the variant."""
    variant = checked.variant
    if variant is None:
        return ""
    values = [one.value for one in (variant.value1, variant.value2, variant.value3) if one]
    return ", ".join([variant.product.name, *values])


def why(price: PriceAnswer) -> dict[str, Any]:
    """Which source said the price, as it is kept with the order."""
    if price.ladder is None or price.rung is None:
        return {}
    return {
        "source": price.ladder.source.name.lower(),
        "name": price.ladder.name,
        "reference": price.rung.reference,
        "from": str(price.rung.quantity),
        "discount": str(price.discount_percent),
    }
