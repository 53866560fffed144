"""Which things happened, newest first: one statement over the tables of all rooms.

Each table is a branch that is read no further than a page, by its own index. The order is that of
`at`, then of the branch and the row's number, so that a page can begin after any row. What is known
by its day alone (the ledger's entries) stands at that day's first instant, below what has a time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.dateparse import parse_datetime

from accounts.models import Customer


class Source(StrEnum):
    """A table, in the order of what has the same time."""

    ENTRY = "entry"
    CHANGE = "change"
    SIGN_IN = "sign-in"
    ORDER = "order"
    MESSAGE = "message"
    MAIL = "mail"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: the row `pk` of a table, whose details are read afterwards."""

    at: datetime
    source: Source
    pk: int

    @property
    def mark(self) -> str:
        """Where a page ends, for the address of the next."""
        return f"{self.at.isoformat()},{self.source},{self.pk}"


RANKS = {source: rank for rank, source in enumerate(Source)}
# The columns are those of the moment; `{after}` leaves out what stood on the pages before.
BRANCHES = {
    Source.ENTRY: """
        SELECT entry.effective_on::timestamp AT TIME ZONE %(zone)s AS at, entry.id
        FROM billing_journalentry entry
        WHERE entry.customer_id = %(customer)s {after}
        ORDER BY entry.effective_on DESC, entry.id DESC LIMIT %(limit)s
    """,
    Source.CHANGE: """
        SELECT event.at, event.id FROM accounts_auditevent event
        WHERE event.customer_id = %(customer)s {after}
        ORDER BY event.at DESC, event.id DESC LIMIT %(limit)s
    """,
    Source.SIGN_IN: """
        SELECT event.at, event.id FROM accounts_auditevent event
        WHERE event.person_id IN (
            SELECT user_id FROM accounts_membership WHERE customer_id = %(customer)s
        ) AND event.kind IN ('sign-in.done', 'sign-in.failed') {after}
        ORDER BY event.at DESC, event.id DESC LIMIT %(limit)s
    """,
    Source.ORDER: """
        SELECT event.at, event.id FROM orders_orderevent event
        WHERE event.customer_id = %(customer)s {after}
        ORDER BY event.at DESC, event.id DESC LIMIT %(limit)s
    """,
    Source.MESSAGE: """
        SELECT event.posted_at, event.id FROM support_message event
        WHERE event.customer_id = %(customer)s {after}
        ORDER BY event.posted_at DESC, event.id DESC LIMIT %(limit)s
    """,
    Source.MAIL: """
        SELECT event.sent_at, event.id
        FROM billing_statementdelivery delivery
        JOIN billing_statementmail event ON event.delivery_id = delivery.id
        WHERE delivery.customer_id = %(customer)s AND event.sent_at IS NOT NULL {after}
        ORDER BY event.sent_at DESC, event.id DESC LIMIT %(limit)s
    """,
    Source.NOTE: """
        SELECT event.posted_at, event.id FROM accounts_customernote event
        WHERE event.customer_id = %(customer)s {after}
        ORDER BY event.posted_at DESC, event.id DESC LIMIT %(limit)s
    """,
}
TIMES = {
    Source.ENTRY: "entry.effective_on",
    Source.CHANGE: "event.at",
    Source.SIGN_IN: "event.at",
    Source.ORDER: "event.at",
    Source.MESSAGE: "event.posted_at",
    Source.MAIL: "event.sent_at",
    Source.NOTE: "event.posted_at",
}
MAX_ID = 2**63 - 1


def moments_of(
    customer: Customer,
    *,
    sources: Collection[Source],
    zone: str,
    limit: int,
    after: Moment | None = None,
) -> list[Moment]:
    """The newest `limit` things that happened, or those after `after`. One statement."""
    given: dict[str, Any] = {"customer": customer.pk, "zone": zone, "limit": limit}
    branches = []
    for source in Source:
        if source in sources:
            condition = ""
            if after is not None:
                condition = _condition(source, after, ZoneInfo(zone), given)
            branch = BRANCHES[source].format(after=condition)
            branches.append(
                f"SELECT at, {RANKS[source]} AS rank, id FROM ({branch}) AS part (at, id)"  # noqa: S608 - our own texts
            )
    if not branches:
        return []
    query = " UNION ALL ".join(branches) + " ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        found: Iterable[tuple[datetime, int, int]] = cursor.fetchall()
    by_rank = list(Source)
    return [Moment(at, by_rank[rank], pk) for at, rank, pk in found]


def read_mark(text: str) -> Moment | None:
    """The moment that `mark` named; None for what is none."""
    at_text, _comma, rest = text.partition(",")
    source, _comma, pk = rest.partition(",")
    try:
        at = parse_datetime(at_text)
    except ValueError:
        return None
    is_good = source in list(Source) and pk.isascii() and pk.isdecimal() and int(pk) <= MAX_ID
    if at is None or at.tzinfo is None or not is_good:
        return None
    return Moment(at, Source(source), int(pk))


def _condition(source: Source, after: Moment, zone: ZoneInfo, given: dict[str, Any]) -> str:
    """What of this branch stands below `after`: the same time counts where the branch is ordered
    below, and smaller numbers where it is the same branch."""
    rank, last = RANKS[source], RANKS[after.source]
    bound: date | datetime = after.at
    is_equal_below = rank < last
    if source == Source.ENTRY:
        # Below everything of its day that has a time.
        bound, is_equal_below = _day(after.at, zone), after.source != Source.ENTRY
    time_name, id_name = f"{source.name.lower()}_time", f"{source.name.lower()}_id"
    given[time_name] = bound
    column = TIMES[source]
    if is_equal_below:
        return f"AND {column} <= %({time_name})s"
    if rank == last:
        given[id_name] = after.pk
        alias = column.partition(".")[0]
        return f"AND ({column}, {alias}.id) < (%({time_name})s, %({id_name})s)"
    return f"AND {column} < %({time_name})s"


def _day(at: datetime, zone: ZoneInfo) -> date:
    """The seller's day of `at`."""
    try:
        return at.astimezone(zone).date()
    except OverflowError:
        return date.min + timedelta(1)
