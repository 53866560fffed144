"""Orders: cart, list and page in hellos; what placing and quick order ask; 32 who order at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from tests.bench.harness import Goal, bench_database, p95, report, set_up

set_up()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Role, User
from catalog.models import Variant
from orders.cart.changes import add_to_cart
from orders.lines.checking import Wanted, check_lines
from orders.models import CartLine, SalesOrder
from orders.ordering.handling import confirm_order
from orders.ordering.placing import OrderRequest, place_order
from orders.quick_order.matching import match
from orders.shipping.shipments import NewParcel, ship
from portal.kit.db.roles import as_owner
from tests.bench.clients import clients
from tests.bench.served import Served, served
from tests.factories import make_customer, make_member, make_organization, make_staff

ROUNDS = 40
ORDERS = 100_000
CLIENTS, EACH = 32, 6
PRODUCTS = """
INSERT INTO catalog_product (name, slug, description, unit, decimals, hs_code, origin, status,
                             popularity, created_at, shown_in, brand_id)
SELECT 'Stoneware mug ' || n, 'p-' || n, '', 'C62', 0, '', '', 'active', n, now(), '{}', NULL
  FROM generate_series(1, 5000) n;
INSERT INTO catalog_assortment (code, name, is_open) VALUES ('everything', 'Everything', true);
INSERT INTO catalog_assortmentline (assortment_id, product_id)
SELECT a.id, p.id FROM catalog_assortment a, catalog_product p;
INSERT INTO catalog_variant (product_id, sku, pack_size, min_quantity, multiple, status, position)
SELECT id, 'MUG-' || id, 1, 1, 1, 'active', 0 FROM catalog_product;
INSERT INTO catalog_stock (variant_id, on_hand, reserved, as_of, source)
SELECT id, id % 400, 0, now(), '' FROM catalog_variant;
INSERT INTO catalog_pricelist (code, name, currency, decimals, is_active, is_default)
VALUES ('standard', 'Standard', 'EUR', 2, true, true);
INSERT INTO catalog_price (price_list_id, variant_id, from_quantity, unit_price)
SELECT l.id, v.id, 1, 2 + v.id % 90 FROM catalog_pricelist l, catalog_variant v
"""
# Of a hundred orders one is still under way.
OLD_ORDERS = """
INSERT INTO orders_salesorder (customer_id, currency, number, submit_key, status, hold_reason,
    placed_at, placed_on, placed_by_id, po_number, cost_centre, note, ship_policy, ship_to, net,
    tax, total)
SELECT {customer}, 'EUR', 'SO-' || to_char(n, 'FM0000000'), gen_random_uuid(),
    CASE WHEN n % 100 = 0 THEN 'confirmed' ELSE 'closed' END, '', now() - n * interval '10 minutes',
    current_date - n / 144, {person}, 'PO-' || n, '', '', 'partial', '', 40, 0, 40
  FROM generate_series(1, {count}) n;
INSERT INTO orders_orderline (order_id, customer_id, position, variant_id, sku, name, unit, ordered,
    unit_price, net, tax_rate, why, cancelled, shipped, invoiced, returned,
    credited)
SELECT id, customer_id, place, {variant}, 'MUG-1', 'Stoneware mug', 'C62', 10, 1, 10, 0, '{{}}', 0,
    CASE WHEN status = 'closed' THEN 10 ELSE 0 END, CASE WHEN status = 'closed' THEN 10 ELSE 0 END,
    0, 0
  FROM orders_salesorder, generate_series(1, 4) place WHERE po_number <> '';
INSERT INTO kit_numbersequence (prefix, last) VALUES ('SO-', 9000000)
ON CONFLICT (prefix) DO UPDATE SET last = EXCLUDED.last
"""


def main() -> None:
    figures: dict[str, dict[str, float]] = {}
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory() as folder, bench_database():
        settings.MEDIA_ROOT = Path(folder) / "media"
        make_organization(time_zone="Europe/London")
        customer = make_customer(currency="EUR", name="Bench", credit_limit=10**9)
        buyer = make_member(customer, Role.OWNER)
        _run(PRODUCTS)
        variants = list(Variant.objects.order_by("pk")[:1_000])
        large = _large_order(customer, buyer, variants[:300])
        _run(OLD_ORDERS.format(
            customer=customer.pk, person=buyer.pk, variant=variants[0].pk, count=ORDERS
        ))  # fmt: skip
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        goals += statements(customer, buyer, variants)
        add_to_cart(
            customer=customer, user=buyer, quantities=[(one.pk, Decimal(6)) for one in variants[:5]]
        )
        with served(_session(buyer)) as server:
            goals += pages(server, large, figures)
        goals += at_once(customer, variants, figures)
    report("orders", figures, goals)


def pages(server: Served, large: SalesOrder, figures: dict[str, dict[str, float]]) -> list[Goal]:
    base = reverse("orders:order-list")
    lists = [f"{base}?status={tab}&sort={sort}" for tab in ("all", "not-invoiced")
             for sort in ("-placed_on", "number", "-total")]  # fmt: skip
    cart = reverse("orders:cart-detail")
    page = reverse("orders:order-detail", args=[large.number])
    found = {
        "company details, for comparison": server.hellos(
            [reverse("accounts:company-detail")] * ROUNDS
        ),
        "cart of 5 lines": server.hellos([cart] * ROUNDS),
        "one quantity change": server.hellos_of(_change(server, cart), rounds=ROUNDS),
        f"list of {ORDERS:,} orders": server.hellos(lists * 8),
        "order of 300 lines, 12 shipments": server.hellos([page] * ROUNDS),
    }
    for name, values in found.items():
        figures[f"{name} (hellos)"] = {"median": median(values), "p95": p95(values)}
    bounds = {"cart of 5 lines": 15, "one quantity change": 6,
              f"list of {ORDERS:,} orders": 12, "order of 300 lines, 12 shipments": 25}  # fmt: skip
    return [Goal(f"{name}, hellos", median(found[name]), bound) for name, bound in bounds.items()]


def _change(server: Served, cart: str) -> Callable[[], None]:
    """Send the cart's form with another quantity, as a browser does."""
    line = CartLine.objects.order_by("pk").first()
    assert line is not None
    quantities, token = cycle("789"), "a" * 32
    server.cookie += f"; {settings.CSRF_COOKIE_NAME}={token}"

    def change() -> None:
        fields = {"csrfmiddlewaretoken": token, f"quantity-{line.pk}": next(quantities)}
        answer = server.post(cart, fields)
        assert answer.status == 302, answer.status

    return change


def statements(customer: Customer, buyer: User, variants: list[Variant]) -> list[Goal]:
    request = _request(customer, buyer, variants[:100])
    with CaptureQueriesContext(connection) as placing:
        place_order(request, today=date.today())
    asked = [one for one in placing.captured_queries if "SAVEPOINT" not in one["sql"]
             and one["sql"] not in ("BEGIN", "COMMIT")]  # fmt: skip
    text = "\n".join(f"{one.sku} {place % 9 + 1}" for place, one in enumerate(variants))
    with CaptureQueriesContext(connection) as matching:
        assert len(match(customer, text, today=date.today()).ready) == len(variants)
    return [
        Goal("statements to place 100 lines", len(asked), 12),
        Goal(f"statements of a quick order of {len(variants):,}", len(matching), 6),
    ]


def at_once(
    customer: Customer, variants: list[Variant], figures: dict[str, dict[str, float]]
) -> list[Goal]:
    """One client orders again and again; then 32 do, each for a company of its own, and each for
    the same one."""
    companies = [make_customer(currency="EUR", name=f"Shop {n}") for n in range(CLIENTS)]
    people = [make_member(one, Role.OWNER) for one in companies]
    goods = variants[:20]
    each = [
        [_request(one, person, goods) for _ in range(EACH)]
        for one, person in zip(companies, people, strict=True)
    ]
    alone = [[request for own in each for request in own]]
    again = [[_request(one, person, goods) for _ in range(EACH)]
             for one, person in zip(companies, people, strict=True)]  # fmt: skip
    same = [[_request(companies[0], people[0], goods) for _ in range(EACH)] for _ in range(CLIENTS)]
    rates = {}
    with clients(CLIENTS, {"order": _place}) as pool:
        for name, jobs in (("1 client", alone), ("32 clients", again), ("32, one company", same)):
            seconds, errors = pool.run("order", jobs)
            assert not errors, errors[0]
            rates[name] = sum(map(len, jobs)) / seconds
    for name, rate in rates.items():
        figures[f"{name} (orders of 20 lines a second)"] = {"median": rate, "p95": rate}
    one = rates["1 client"]
    return [
        Goal("32 clients over one, orders a second", rates["32 clients"] / one, 0.7, at_most=False),
        Goal("32 of one company over one", rates["32, one company"] / one, 0.7, at_most=False),
    ]


def _place(request: Any) -> None:
    place_order(request, today=date.today())


def _request(customer: Customer, buyer: User, variants: list[Variant]) -> OrderRequest:
    wanted = [Wanted(one.pk, Decimal(6)) for one in variants]
    agreed = check_lines(customer, wanted, today=date.today()).fingerprint
    return OrderRequest(
        customer=customer, placed_by=buyer, lines=wanted, agreed=agreed, key=uuid4()
    )


def _large_order(customer: Customer, buyer: User, variants: list[Variant]) -> SalesOrder:
    staff = make_staff()
    today = date.today()
    order = place_order(_request(customer, buyer, variants), today=today)
    order = confirm_order(order, by=staff)
    lines = list(order.lines.all())
    for number in range(12):
        part = {one.pk: Decimal(1) for one in lines[number * 25 : (number + 1) * 25]}
        parcels = [NewParcel(f"NW {number} {at}", "https://example.com/") for at in range(2)]
        ship(order, part, shipped_on=today - timedelta(days=1), by=staff, parcels=parcels)
    return order


def _session(user: User) -> str:
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(user, backend=backend)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _run(text: str) -> None:
    guarded = ("catalog_price", "orders_salesorder", "orders_orderline")
    switch = partial("ALTER TABLE {} {} TRIGGER USER".format)
    with as_owner(), connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(switch(table, "DISABLE"))
        for statement in text.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        for table in guarded:
            cursor.execute(switch(table, "ENABLE"))


if __name__ == "__main__":
    main()
