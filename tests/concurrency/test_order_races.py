"""Of many who order, ship and cancel at once, exactly those win who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from accounts.models import Role, User
from orders.approving import deciding
from orders.approving.deciding import approve_order, decline_order, return_order, take_back
from orders.changing.asking import Alteration, ask_for_change, cancel_unconfirmed, withdraw_change
from orders.changing.deciding import accept_change, refuse_change
from orders.estimates.accepting import Acceptance, OfferChanged, accept_estimate
from orders.estimates.offering import OfferedLine, offer
from orders.models import (
    ApprovalRule,
    CartLine,
    Estimate,
    OrderSettings,
    SalesOrder,
    Shipment,
)
from orders.ordering import handling
from orders.ordering.handling import cancel_rest, confirm_order
from orders.ordering.placing import OrderRequest, OverLimit, place_order
from orders.shipping import shipments
from orders.shipping.shipments import ship
from portal.kit.web.refusals import Refusal
from tests.concurrency.conftest import Race
from tests.factories import DAY, make_customer, make_member, make_organization, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant, request_for

pytestmark = pytest.mark.django_db(transaction=True)


def _place(request: OrderRequest) -> str:
    try:
        return place_order(request, today=DAY).number
    except OverLimit:
        return "over the limit"


def test_40_orders_of_75_at_a_limit_of_1000_are_13(race: Race) -> None:
    make_organization()
    OrderSettings.objects.create(pk=1, over_limit="refuse")
    customer = make_customer(credit_limit=1000)
    variant = priced_variant(customer, "75")
    requests = [request_for(customer, [(variant, "1")]) for _ in range(40)]

    outcomes = race([partial(_place, request) for request in requests])

    assert outcomes["over the limit"] == 27
    assert SalesOrder.objects.count() == 13


def test_one_page_pressed_40_times_is_one_order(race: Race) -> None:
    make_organization()
    customer = make_customer()
    request = request_for(customer, [(priced_variant(customer), "1")], key=uuid4())

    outcomes = race([partial(_place, request)] * 40)

    assert outcomes == {"SO-00001": 40}


def _ship(order: SalesOrder, line: int, by: User) -> str:
    try:
        ship(order, {line: Decimal(1)}, shipped_on=DAY, by=by)
    except Refusal:
        return "refused"
    return "shipped"


def _cancel(order: SalesOrder, line: int, by: User) -> str:
    try:
        cancel_rest(order, {line: Decimal(1)}, by=by)
    except Refusal:
        return "refused"
    return "cancelled"


def test_last_piece_is_shipped_once(race: Race) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    order = make_confirmed(customer, [(priced_variant(customer), "1")], by=by)
    line = order.lines.get().pk

    outcomes = race([partial(_ship, order, line, by)] * 40)

    assert outcomes == {"shipped": 1, "refused": 39}
    assert Shipment.objects.count() == 1


def test_a_piece_is_shipped_or_cancelled_and_never_both(race: Race) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    order = make_confirmed(customer, [(priced_variant(customer), "5")], by=by)
    line = order.lines.get().pk

    outcomes = race([partial(_ship, order, line, by), partial(_cancel, order, line, by)] * 20)

    after = order.lines.get()
    assert outcomes["refused"] == 35
    assert after.shipped + after.cancelled == 5


def _accept(estimate: Estimate, by: User) -> str:
    try:
        accepted = accept_estimate(estimate, Acceptance(1, "A. Buyer"), by=by)
    except OfferChanged:
        return "changed"
    except Refusal:
        return "refused"
    return str(accepted.order)


def _offer_again(estimate: Estimate, sku: str, by: User) -> str:
    lines = [OfferedLine(sku, Decimal(1), Decimal(1))]
    try:
        offer(lines, customer=estimate.customer, by=by, valid_until=date(2099, 1, 1),
              estimate=estimate)  # fmt: skip
    except Refusal:
        return "too late"
    return "sent"


def _offered() -> tuple[Estimate, str, User]:
    make_organization()
    customer, staff = make_customer(), make_staff("s@example.com")
    sku = priced_variant(customer).sku
    lines = [OfferedLine(sku, Decimal(2))]
    made = offer(lines, customer=customer, by=staff, valid_until=date(2099, 1, 1))
    return made, sku, staff


def test_40_colleagues_accept_and_one_does(race: Race) -> None:
    made, _sku, staff = _offered()
    outcomes = race([partial(_accept, made, staff)] * 40)
    assert outcomes == {"SO-00001": 1, "refused": 39}


def test_a_new_version_and_an_acceptance_do_not_both_win(race: Race) -> None:
    made, sku, staff = _offered()
    acts = [partial(_accept, made, staff), partial(_offer_again, made, sku, staff)]
    outcomes = race(acts * 20)
    if "SO-00001" in outcomes:
        # Offers may come before it; whoever signs has seen the version that is the newest.
        assert outcomes["SO-00001"] == 1
        assert SalesOrder.objects.count() == 1
    assert set(outcomes) <= {"SO-00001", "refused", "changed", "sent", "too late"}
    made.refresh_from_db()
    assert (made.status == "accepted") == ("SO-00001" in outcomes)
    assert "SO-00001" not in outcomes or outcomes["sent"] == 0


def _waiting() -> tuple[SalesOrder, User, User]:
    make_organization()
    customer = make_customer()
    owner, buyer = make_member(customer, Role.OWNER), make_member(customer, Role.BUYER)
    ApprovalRule.objects.create(customer=customer, kind="amount", amount=1)
    return make_order(customer, by=buyer), owner, buyer


def _decided(act: Callable[..., SalesOrder], order: SalesOrder, name: str, **how: object) -> str:
    try:
        act(order, **how)
    except Refusal:
        return "too late"
    return name


def test_40_approvals_are_one(race: Race) -> None:
    order, owner, _buyer = _waiting()
    outcomes = race([partial(_decided, approve_order, order, "approved", by=owner)] * 40)
    assert outcomes == {"approved": 1, "too late": 39}
    assert order.events.filter(kind="approved").count() == 1


def test_of_40_who_approve_decline_return_and_take_back_one_wins(race: Race) -> None:
    order, owner, buyer = _waiting()
    acts = [
        partial(_decided, approve_order, order, "approved", by=owner),
        partial(_decided, decline_order, order, "declined", by=owner, reason="no"),
        partial(_decided, return_order, order, "returned", by=owner, reason="no"),
        partial(_decided, take_back, order, "taken back", by=buyer),
    ]
    outcomes = race(acts * 10)
    order.refresh_from_db()
    assert sorted(outcomes.values()) == [1, 39]
    assert (order.status == "submitted") == ("approved" in outcomes)
    assert CartLine.objects.count() == ("returned" in outcomes or "taken back" in outcomes)


def test_without_the_lock_the_database_still_lets_one_of_40_approve(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, owner, _buyer = _waiting()
    monkeypatch.setattr(deciding, "locked", _read)
    outcomes = race([partial(_unguarded, approve_order, order, by=owner)] * 40)
    assert outcomes == {"done": 1, "refused": 39}


def test_without_the_lock_the_lines_would_come_back_more_than_once(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, _owner, buyer = _waiting()
    monkeypatch.setattr(deciding, "locked", _read)
    race([partial(_unguarded, take_back, order, by=buyer)] * 40)
    assert CartLine.objects.get().quantity > 10


def _read(order: SalesOrder) -> SalesOrder:
    return SalesOrder.objects.select_related("customer").get(pk=order.pk)


def _unguarded(act: Callable[..., object], order: SalesOrder, *, by: User) -> str:
    try:
        act(order, by=by)
    except (Refusal, DatabaseError):
        return "refused"
    return "done"


def _act(act: Callable[..., object], what: object, name: str, **how: object) -> str:
    try:
        act(what, **how)
    except Refusal:
        return "too late"
    return name


def _cancelled_rest(order: SalesOrder, *, by: User) -> object:
    return cancel_rest(order, {order.lines.get().pk: Decimal(1)}, by=by)


def _sent(order: SalesOrder, *, by: User) -> object:
    return ship(order, {order.lines.get().pk: Decimal(1)}, shipped_on=DAY, by=by)


def test_of_40_who_confirm_and_cancel_one_wins(race: Race) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    buyer = make_member(customer, Role.BUYER)
    order = make_order(customer, by=buyer)
    acts = [
        partial(_act, confirm_order, order, "confirmed", by=by),
        partial(_act, cancel_unconfirmed, order, "cancelled", by=buyer),
    ]
    outcomes = race(acts * 20)
    order.refresh_from_db()
    assert outcomes == {order.status: 1, "too late": 39}


def test_of_40_who_accept_refuse_withdraw_and_ship_the_piece_goes_once(race: Race) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    order = make_confirmed(customer, [(priced_variant(customer), "1")], by=by)
    change = ask_for_change(order, Alteration(cancels=True), by=order.placed_by)
    acts = [
        partial(_act, accept_change, change, "accepted", by=by),
        partial(_act, refuse_change, change, "refused", by=by, reason="no"),
        partial(_act, withdraw_change, order, "withdrawn", by=order.placed_by),
        partial(_act, _sent, order, "shipped", by=by),
    ]
    outcomes = race(acts * 10)
    line = order.lines.get()
    order.refresh_from_db()
    assert all(count == 1 for name, count in outcomes.items() if name != "too late")
    assert line.shipped == ("shipped" in outcomes)
    assert (order.status == "cancelled") == ("accepted" in outcomes)
    assert not {"accepted", "shipped"} <= set(outcomes)


@pytest.mark.parametrize("act", [_sent, _cancelled_rest])
def test_without_the_lock_the_database_counts_the_last_piece_once(
    race: Race, monkeypatch: pytest.MonkeyPatch, act: Callable[..., object]
) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    order = make_confirmed(customer, [(priced_variant(customer), "1")], by=by)
    for module in (shipments, handling):
        monkeypatch.setattr(module, "locked", _read)
    outcomes = race([partial(_unguarded, act, order, by=by)] * 40)
    assert outcomes == {"done": 1, "refused": 39}


def test_without_the_counters_check_the_last_piece_would_go_twice(
    race: Race, monkeypatch: pytest.MonkeyPatch, owner_cursor: Any
) -> None:
    make_organization()
    customer, by = make_customer(), make_staff()
    order = make_confirmed(customer, [(priced_variant(customer), "1")], by=by)
    monkeypatch.setattr(shipments, "locked", _read)
    check = "order_line_not_over_shipped"
    owner_cursor.execute(f"ALTER TABLE orders_orderline DROP CONSTRAINT {check}")
    try:
        race([partial(_unguarded, _sent, order, by=by)] * 40)
        assert order.lines.get().shipped > 1
    finally:
        owner_cursor.execute(
            "ALTER TABLE orders_orderline ADD CONSTRAINT order_line_not_over_shipped"
            " CHECK (ordered >= shipped + cancelled) NOT VALID"
        )
