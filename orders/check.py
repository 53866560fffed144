"""Proving the orders: everything that is counted is counted again from the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# Each names the orders, or shipments, that differ: number and what is stored against what follows.
COUNTERS = """
    SELECT sales.number || ' ' || line.sku, '{column} ' || line.{column},
           coalesce(done.sum, 0)::text
    FROM orders_orderline line JOIN orders_salesorder sales ON sales.id = line.order_id
    LEFT JOIN (SELECT line_id, sum(quantity) FROM {table} GROUP BY line_id) done
        ON done.line_id = line.id
    WHERE line.{column} <> coalesce(done.sum, 0)
"""
NETS = """
    SELECT sales.number, 'net ' || sales.net, coalesce(sum(line.net), 0)::text
    FROM orders_salesorder sales LEFT JOIN orders_orderline line ON line.order_id = sales.id
    GROUP BY sales.id HAVING sales.net <> coalesce(sum(line.net), 0)
"""
INVOICED = """
    SELECT sales.number || ' ' || line.sku, 'net ' || line.net, sum(billed.net)::text
    FROM orders_orderline line JOIN orders_salesorder sales ON sales.id = line.order_id
    JOIN orders_orderinvoiceline billed ON billed.line_id = line.id
    WHERE line.invoiced = line.ordered
    GROUP BY line.id, sales.id HAVING sum(billed.net) <> line.net
"""
STATUSES = """
    SELECT sales.number, sales.status, coalesce(last.kind, 'no event')
    FROM orders_salesorder sales LEFT JOIN LATERAL (
        SELECT kind FROM orders_orderevent event WHERE event.order_id = sales.id
            AND kind IN ('placed', 'approval_asked', 'approved', 'declined',
                'returned', 'held', 'released', 'confirmed', 'cancelled', 'closed')
        ORDER BY event.id DESC LIMIT 1
    ) last ON true
    WHERE (sales.status, coalesce(last.kind, '')) NOT IN (
        ('approval', 'approval_asked'), ('submitted', 'approved'), ('cancelled', 'declined'),
        ('cancelled', 'returned'), ('submitted', 'placed'), ('submitted', 'released'),
        ('on_hold', 'held'),
        ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('closed', 'closed')
    )
"""
STRANGERS = """
    SELECT sales.number, 'invoice of its own company', invoice.number
    FROM orders_orderinvoiceline billed
    JOIN orders_orderline line ON line.id = billed.line_id
    JOIN orders_salesorder sales ON sales.id = line.order_id
    JOIN billing_invoice invoice ON invoice.id = billed.invoice_id
    WHERE invoice.customer_id <> sales.customer_id
"""
RETURNED = """(SELECT wanted.line_id, done.quantity FROM {table} done
    JOIN orders_returnline wanted ON wanted.id = done.return_line_id) AS done"""
CHECKS = (
    COUNTERS.format(column="shipped", table="orders_shipmentline"),
    COUNTERS.format(column="cancelled", table="orders_cancellation"),
    COUNTERS.format(column="invoiced", table="orders_orderinvoiceline"),
    COUNTERS.format(column="returned", table=RETURNED.format(table="orders_returnreceipt")),
    COUNTERS.format(column="credited", table=RETURNED.format(table="orders_returncredit")),
    NETS,
    INVOICED,
    STATUSES,
    STRANGERS,
)


@dataclass(frozen=True, slots=True)
class OrderDrift:
    """What is stored of `what`, and what follows from its rows."""

    what: str
    stored: str
    follows: str

    def __str__(self) -> str:
        return f"{self.what}: {self.stored} is stored, {self.follows} follows."


def check_orders() -> list[OrderDrift]:
    """Where orders differ from what was done to them; nothing where all is well. One statement
    for each of nine checks."""
    drift = []
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(check)
            drift += [OrderDrift(*row) for row in cursor.fetchall()]
    return drift
