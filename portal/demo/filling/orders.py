"""The demo's orders: waiting, on hold, partly shipped, shipped, cancelled. None is invoiced, so
that the figures of the accounts stay what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from accounts.models import Customer, Membership, Role, User
from catalog.models import Variant
from orders.changing.asking import Alteration, ask_for_change
from orders.changing.deciding import refuse_change
from orders.estimates.accepting import decline_estimate
from orders.estimates.offering import OfferedLine, offer, request_estimate
from orders.lines.checking import Wanted, check_lines
from orders.models import ApprovalRule, Budget, ReturnLine, SalesOrder
from orders.ordering.handling import cancel_order, confirm_order, hold_order
from orders.ordering.placing import OrderRequest, place_order
from orders.returning.asking import AskedLine, ask_return
from orders.returning.handling import authorise_return, receive_return
from orders.shipping.shipments import NewParcel, mark_delivered, ship
from portal.demo.filling.story import Story

PACKS = (2, 1, 4, 3)
CARRIER = "Northway Parcels"


def tell(story: Story, customers: dict[str, Customer]) -> None:
    """Five orders of the busiest account, one of another."""
    customer, by, today = customers["bramblewick"], story.staff, story.today
    names = ("Stoneware mug", "Dinner plate", "Cereal bowl", "Soy candle", "Recycled glass tumbler")
    goods = [one for name in names for one in _variants(name)[:1]]
    if not goods:
        return
    place_order(_request(customer, goods[:3], 1, today, po="PO-46221"), today=today)
    held = place_order(_request(customer, goods[2:], 2, today, po="PO-46222"), today=today)
    hold_order(held, by=by)
    part = _confirmed(customer, goods, 3, today, by, po="PO-46219")
    first = part.lines.order_by("position")[0]
    ship(
        part,
        {first.pk: first.ordered},
        shipped_on=today,
        by=by,
        carrier=CARRIER,
        parcels=[NewParcel("NW 4410 2276 9", "https://example.com/track/NW441022769")],
    )
    whole = _confirmed(customer, goods[:2], 4, today, by, po="PO-46218")
    lines = {one.pk: one.ordered for one in whole.lines.all()}
    sent = ship(whole, lines, shipped_on=today, by=by, carrier=CARRIER,
                parcels=[NewParcel("NW 4410 2301 1"), NewParcel("NW 4410 2301 2")])  # fmt: skip
    mark_delivered(sent, delivered_on=today, by=by, signed_by="R. Gate")
    _changes(part, by)
    _returned(story, whole)
    gone = place_order(_request(customer, goods[:1], 5, today), today=today)
    cancel_order(gone, by=by)
    _estimates(story, customer, goods)
    _own_rules(customer, goods, today)


def _changes(order: SalesOrder, by: User) -> None:
    """One refused, one that waits."""
    _first, second, third = order.lines.order_by("position")[:3]
    alteration = Alteration(
        quantities={second.pk: second.ordered / 2}, note="We counted twice. Sorry!"
    )
    refuse_change(
        ask_for_change(order, alteration, by=order.placed_by),
        by=by,
        reason="These are packed already.",
    )
    later = Alteration(
        quantities={third.pk: third.ordered / 2}, note="The shelf is smaller than planned."
    )
    ask_for_change(order, later, by=order.placed_by)


def _returned(story: Story, order: SalesOrder) -> None:
    """A return of which half has arrived."""
    first, second = order.lines.order_by("position")[:2]
    wishes = {
        first.pk: AskedLine(Decimal(4), ReturnLine.Reason.DAMAGED),
        second.pk: AskedLine(Decimal(2), ReturnLine.Reason.WRONG),
    }
    text = "Four mugs arrived chipped, and two plates are of another series."
    asked = ask_return(order, wishes, note_text=text, by=order.placed_by, today=story.today)
    where = "Please send it to Harbour & Vale Returns, Unit 7, Quayside Works, Westmouth WM4 2HV."
    asked = authorise_return(asked, by=story.staff, answer=where)
    line = asked.lines.get(line=first)
    receive_return(asked, {line.pk: Decimal(4)}, by=story.staff)


def _own_rules(customer: Customer, goods: Sequence[Variant], today: date) -> None:
    """What the company asks of its own orders; one waits for its owner."""
    ApprovalRule.objects.create(customer=customer, position=1, kind="amount", amount=Decimal(2500))
    ApprovalRule.objects.create(customer=customer, position=2, kind="address")
    ApprovalRule.objects.create(customer=customer, position=3, kind="budget")
    Budget.objects.create(customer=customer, amount=Decimal(20000), period="quarter")
    centres = {"Shop floor": 400, "Online": 1500}
    for name, amount in centres.items():
        Budget.objects.create(customer=customer, cost_centre=name, amount=Decimal(amount))
    request = _request(customer, goods, 6, today, po="PO-46230")
    place_order(
        replace(
            request,
            ship_to="Bramblewick pop-up\n14 Harbour Parade\nBW1 2AA Bramblewick",
            cost_centre="Shop floor",
            note="For the opening of the pop-up shop. Needed by Friday.",
        ),
        today=today,
    )


def _estimates(story: Story, customer: Customer, goods: Sequence[Variant]) -> None:
    """One that ends tomorrow, one that waits for the seller, one that was declined."""
    by, today = story.staff, story.today
    lines = [OfferedLine(one.sku, one.multiple * 12) for one in goods[:3]]
    first = offer(lines[:2], customer=customer, by=by, valid_until=today + timedelta(days=14))
    offer(
        lines,
        customer=customer,
        by=by,
        valid_until=today + timedelta(days=1),
        note="With the jugs you asked for. Delivery in week 3.",
        estimate=first,
    )
    wanted = [Wanted(one.pk, one.multiple * 20) for one in goods[1:4]]
    buyer = Membership.objects.filter(customer=customer, role=Role.BUYER).first()
    person = buyer.user if buyer else by
    request_estimate(
        wanted,
        customer=customer,
        by=person,
        key=UUID(int=91),
        today=today,
        note="For the opening in March. Could you do 5% on these quantities?",
    )
    late = offer(lines[2:], customer=customer, by=by, valid_until=today + timedelta(days=20))
    decline_estimate(late, reason="We found enough in stock.", by=person)


def _confirmed(
    customer: Customer, goods: Sequence[Variant], number: int, today: date, by: User, *, po: str
) -> SalesOrder:
    order = place_order(_request(customer, goods, number, today, po=po), today=today)
    return confirm_order(order, by=by)


def _request(
    customer: Customer, goods: Sequence[Variant], number: int, today: date, *, po: str = ""
) -> OrderRequest:
    wanted = [
        Wanted(one.pk, max(one.min_quantity, one.multiple * PACKS[place % len(PACKS)]))
        for place, one in enumerate(goods)
    ]
    checked = check_lines(customer, wanted, today=today)
    buyer = Membership.objects.filter(customer=customer, role=Role.BUYER).first()
    owner = Membership.objects.filter(customer=customer, role=Role.OWNER).first()
    person = buyer or owner
    assert person is not None  # noqa: S101 - the demo has people
    lines = [one.wanted for one in checked.orderable]
    return OrderRequest(
        customer=customer,
        placed_by=person.user,
        lines=lines,
        agreed=check_lines(customer, lines, today=today).fingerprint,
        key=UUID(int=number),
        po_number=po,
        ship_to="Goods In\nCentral Warehouse, Dock 3, Mill Lane\nBW4 7QT Bramblewick",
    )


def _variants(name: str) -> list[Variant]:
    found = Variant.objects.filter(product__name__startswith=name, status="active")
    return list(found.order_by("product__name", "position", "pk"))
