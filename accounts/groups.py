"""The tree of companies: a parent, its subsidiaries, theirs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from accounts.models import Customer, Membership

BELOW = """
WITH RECURSIVE below AS (
    SELECT id, 0 AS depth, ARRAY[name, id::text] AS place
        FROM accounts_customer WHERE id = ANY (%s)
    UNION ALL
    SELECT child.id, below.depth + 1, below.place || ARRAY[child.name, child.id::text]
        FROM accounts_customer child JOIN below ON child.parent_id = below.id
)
SELECT DISTINCT ON (place) id, depth FROM below ORDER BY place
"""
ABOVE = """
WITH RECURSIVE above AS (
    SELECT parent_id AS id FROM accounts_customer WHERE id = %s
    UNION
    SELECT one.parent_id FROM accounts_customer one JOIN above ON one.id = above.id
)
SELECT id FROM above WHERE id IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class CompanyNode:
    """A company and how far below the top of its tree it stands."""

    customer: Customer
    depth: int


def ancestors_of(customer: Customer) -> list[int]:
    """The ids of every company above this one."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, [customer.pk])
        return [row[0] for row in cursor.fetchall()]


def tree_below(tops: list[int]) -> list[CompanyNode]:
    """These companies and everything below them, each parent before its children, by name."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [tops])
        rows = cursor.fetchall()
    customers = Customer.objects.in_bulk([pk for pk, _ in rows])
    return [CompanyNode(customers[pk], depth) for pk, depth in rows]


def companies_of(user_id: int) -> list[CompanyNode]:
    """Every company this person may act for: their own, and those below one that includes
    subsidiaries. Two statements, three where there are any."""
    memberships = Membership.objects.filter(user_id=user_id).select_related("customer")
    chosen = list(memberships.order_by("customer__name", "pk"))
    reaching = [one.customer_id for one in chosen if one.includes_subsidiaries]
    below = tree_below(reaching) if reaching else []
    reached = {place.customer.pk for place in below}
    alone = [CompanyNode(one.customer, 0) for one in chosen if one.customer_id not in reached]
    return [*below, *alone] if reaching else alone


def group_of(customer: Customer, membership: Membership) -> list[Customer]:
    """The companies whose documents this person sees from `customer`: itself, and those below
    it where the membership includes subsidiaries."""
    if not membership.includes_subsidiaries:
        return [customer]
    return [place.customer for place in tree_below([customer.pk])]
