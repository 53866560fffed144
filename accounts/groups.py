"""The tree of companies: a parent, its subsidiaries, theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db import connection
from django.db.models import Expression

from accounts.models import Customer, Membership
from portal.kit.db.compiled import compiled

# What rooms above count for each place of a person, by the name it gets there: the place is read on
# every page, so what the frame shows costs no statement of its own.
COUNTED: dict[str, Callable[[], Expression]] = {}


def register_counted(name: str, expression: Callable[[], Expression]) -> None:
    """A place read for a page has `expression` as its `name`. Called when apps are ready."""
    COUNTED[name] = expression


memberships_of = compiled(
    lambda user_id: (
        Membership.objects.filter(user_id=user_id)
        .select_related("customer")
        .annotate(**{name: expression() for name, expression in COUNTED.items()})
        .order_by("customer__name", "pk")
    ),
    user_id=int,
)

BELOW = """
WITH RECURSIVE below AS (
    SELECT id, 0 AS depth, ARRAY[name, id::text] AS place
        FROM accounts_customer WHERE id = ANY (%s)
    UNION ALL
    SELECT child.id, below.depth + 1, below.place || ARRAY[child.name, child.id::text]
        FROM accounts_customer child JOIN below ON child.parent_id = below.id
)
SELECT DISTINCT ON (below.place) below.depth, customer.*
    FROM below JOIN accounts_customer customer ON customer.id = below.id ORDER BY below.place
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
    """These companies and everything below them, each parent before its children, by name. One
    statement."""
    found: Iterable[Any] = Customer.objects.raw(BELOW, [tops])
    return [CompanyNode(customer, customer.depth) for customer in found]


def companies_of(user_id: int) -> list[CompanyNode]:
    """Every company this person may act for: their own, and those below one that includes
    subsidiaries. One statement, two where there are any."""
    return companies_reached(memberships_of(user_id=user_id))


def companies_reached(places: Sequence[Membership]) -> list[CompanyNode]:
    """The companies that these places, by name, reach. One statement where a place includes
    subsidiaries, none elsewhere."""
    reaching = [one.customer_id for one in places if one.includes_subsidiaries]
    below = tree_below(reaching) if reaching else []
    reached = {node.customer.pk for node in below}
    return [
        *below,
        *(CompanyNode(one.customer, 0) for one in places if one.customer_id not in reached),
    ]


def group_within(
    reached: Sequence[CompanyNode], customer: Customer, membership: Membership
) -> list[Customer]:
    """The companies whose documents one sees from `customer`: itself, and those below it where
    the membership includes subsidiaries. `reached` is what the person's places reach."""
    if not membership.includes_subsidiaries:
        return [customer]
    start = next(at for at, node in enumerate(reached) if node.customer.pk == customer.pk)
    below = takewhile(lambda node: node.depth > reached[start].depth, reached[start + 1 :])
    return [customer, *(node.customer for node in below)]


def group_of(customer: Customer, membership: Membership) -> list[Customer]:
    """The same, asked without a request. One statement where the membership includes
    subsidiaries."""
    if not membership.includes_subsidiaries:
        return [customer]
    return [node.customer for node in tree_below([customer.pk])]
