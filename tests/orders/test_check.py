from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from orders.check import check_orders
from orders.invoicing.invoicing import invoice_shipped
from orders.models import SalesOrder
from orders.ordering.handling import (
    cancel_order,
    cancel_rest,
    confirm_order,
    hold_order,
    release_order,
)
from orders.shipping.shipments import ship
from portal.kit.web.refusals import Refusal
from tests.factories import DAY, make_customer, make_staff
from tests.orders.factories import make_confirmed, make_order, priced_variant

ACTS = ("confirm", "hold", "release", "ship", "cancel-rest", "invoice", "cancel")


def act(name: str, order: SalesOrder, amount: int, by: User) -> None:
    """One act of staff's, which may be refused."""
    lines = {one.pk: Decimal(amount) for one in order.lines.all()[: 1 + amount % 2]}
    with suppress(Refusal):
        {
            "confirm": lambda: confirm_order(order, by=by),
            "hold": lambda: hold_order(order, by=by),
            "release": lambda: release_order(order, by=by),
            "ship": lambda: ship(order, lines, shipped_on=DAY, by=by),
            "cancel-rest": lambda: cancel_rest(order, lines, by=by),
            "invoice": lambda: invoice_shipped(order, by=by),
            "cancel": lambda: cancel_order(order, by=by),
        }[name]()


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 6)), max_size=25))
def test_whatever_is_done_nothing_drifts(acts: list[tuple[str, int]]) -> None:
    customer, by = make_customer(), make_staff()
    lines = [(priced_variant(customer, "0.3333"), "7"), (priced_variant(customer, "2.5"), "12")]
    order = make_order(customer, lines)
    for name, amount in [("confirm", 1), *acts]:
        act(name, order, amount, by)
        order.refresh_from_db()
        for line in order.lines.all():
            assert 0 <= line.shipped + line.cancelled <= line.ordered
            assert line.invoiced <= line.shipped
    assert check_orders() == []


@pytest.mark.django_db
def test_command_says_that_all_is_well() -> None:
    make_order(make_customer())
    out = StringIO()
    call_command("check_orders", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"orders": 1, "drift": []}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_roles")
@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("UPDATE orders_orderline SET shipped = 3", "shipped 3.000 is stored, 0"),
        ("UPDATE orders_orderline SET cancelled = 1", "cancelled 1.000 is stored, 0"),
        ("UPDATE orders_orderline SET shipped = 5, returned = 2", "returned 2.000 is stored, 0"),
        ("UPDATE orders_orderline SET invoiced = 5, credited = 2", "credited 2.000 is stored, 0"),
        ("UPDATE orders_orderline SET net = 1", "net 50"),
        ("UPDATE orders_salesorder SET status = 'submitted'", "submitted is stored, confirmed"),
    ],
)
def test_planted_drift_is_found(owner_cursor: psycopg.Cursor, planted: str, found: str) -> None:
    make_confirmed(make_customer(), by=make_staff())
    table = planted.split()[1]
    owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner_cursor.execute(planted)
    owner_cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_orders", stdout=out)
    assert ended.value.code == 1
    assert found in out.getvalue()
