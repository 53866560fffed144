"""Whom to call first: every account with something overdue, in an order one can reckon oneself.

    priority = Σ what is overdue of an age × the weight of that age
               × 1.3 over the credit limit × 1.2 without contact for 14 days

What is disputed, being processed or announced by transfer is left out: nobody needs to be called
for it. A contact is a note of the staff's or a message to the customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.balance import Bucket
from billing.statements.ageing_table import bucket_name
from portal.kit.money.currencies import quantise
from portal.kit.money.format import written

OVERDUE_AGES = (Bucket.DAYS_1_30, Bucket.DAYS_31_60, Bucket.DAYS_61_90, Bucket.OVER_90)
WEIGHTS = dict(zip(OVERDUE_AGES, map(Decimal, ("1", "1.5", "2", "3")), strict=True))
OVER_LIMIT = Decimal("1.3")
NO_CONTACT = Decimal("1.2")
SILENT_DAYS = 14
# An announced transfer that has not come by then is no reason any more.
TRANSFER_DAYS = 14

WORKLIST = """
    WITH owing AS (
        SELECT due.customer_id, due.due_on, due.open AS owed
        FROM billing_duetotal due
        WHERE due.open > 0 AND due.due_on < %(today)s
    ), aside_by_item AS (
        SELECT item.customer_id, item.due_on, item.open,
               least(item.open, sum(part.amount)) AS amount,
               bool_or(part.is_disputed) AS is_disputed
        FROM (
            SELECT invoice.open_item_id AS item_id, NULL::numeric AS amount, true AS is_disputed
            FROM billing_invoicedispute dispute
            JOIN billing_invoice invoice ON invoice.id = dispute.invoice_id
            WHERE dispute.settled_at IS NULL
            UNION ALL
            SELECT line.item_id, line.amount, false
            FROM billing_paymentattempt attempt
            JOIN billing_attemptline line ON line.attempt_id = attempt.id
            WHERE attempt.state = 'processing' AND line.is_live AND line.credit_source_id IS NULL
            UNION ALL
            SELECT line.item_id, line.amount, false
            FROM billing_transfer transfer
            JOIN billing_transferline line ON line.transfer_id = transfer.id
            WHERE transfer.state IN ('announced', 'sent') AND line.credit_source_id IS NULL
              AND transfer.announced_at > %(announced_after)s
        ) part
        JOIN billing_openitem item ON item.id = part.item_id
        WHERE item.kind = 'invoice' AND item.open > 0 AND item.due_on < %(today)s
        GROUP BY item.id
    ), aside AS (
        -- All of what is disputed, of the rest no more than is on its way.
        SELECT customer_id, due_on, CASE WHEN is_disputed THEN open ELSE amount END AS amount,
               is_disputed
        FROM aside_by_item
    ), parts AS (
        SELECT customer_id, due_on, owed, 0 AS disputed, 0 AS coming FROM owing
        UNION ALL
        SELECT customer_id, due_on, 0, CASE WHEN is_disputed THEN amount ELSE 0 END,
               CASE WHEN is_disputed THEN 0 ELSE amount END
        FROM aside
    ), aged AS (
        SELECT customer_id,
               coalesce(sum(owed) FILTER (WHERE %(today)s - due_on <= 30), 0) AS d30,
               coalesce(sum(owed) FILTER (WHERE %(today)s - due_on BETWEEN 31 AND 60), 0) AS d60,
               coalesce(sum(owed) FILTER (WHERE %(today)s - due_on BETWEEN 61 AND 90), 0) AS d90,
               coalesce(sum(owed) FILTER (WHERE %(today)s - due_on > 90), 0) AS older,
               sum(disputed) AS disputed, sum(coming) AS coming, min(due_on) AS oldest,
               sum((owed - disputed - coming) * CASE
                   WHEN %(today)s - due_on <= 30 THEN {1}
                   WHEN %(today)s - due_on <= 60 THEN {2}
                   WHEN %(today)s - due_on <= 90 THEN {3}
                   ELSE {4}
               END) AS weighted
        FROM parts GROUP BY customer_id
    ), contacted AS (
        SELECT customer_id, max(at) AS at FROM (
            SELECT customer_id, posted_at AS at FROM accounts_customernote
            UNION ALL
            SELECT customer_id, posted_at FROM support_message WHERE side = 'seller'
        ) contact GROUP BY customer_id
    ), listed AS MATERIALIZED (
        SELECT customer.id, customer.name, customer.account_number, customer.phone,
               customer.status, person.name AS manager, aged.d30, aged.d60, aged.d90, aged.older,
               aged.disputed, aged.coming, aged.oldest, contacted.at AS contacted_at,
               balance.outstanding - balance.credits - balance.deposits
                 > coalesce(customer.credit_limit, 'Infinity') AS is_over_limit,
               aged.weighted
                 * CASE WHEN balance.outstanding - balance.credits - balance.deposits
                        > coalesce(customer.credit_limit, 'Infinity') THEN {over_limit} ELSE 1 END
                 * CASE WHEN coalesce(contacted.at, '-infinity') < %(silent_since)s
                        THEN {no_contact} ELSE 1 END AS priority
        FROM aged
        JOIN accounts_customer customer ON customer.id = aged.customer_id
        LEFT JOIN billing_accountbalance balance ON balance.customer_id = customer.id
        LEFT JOIN contacted ON contacted.customer_id = customer.id
        LEFT JOIN accounts_user person ON person.id = customer.account_manager_id
        WHERE customer.currency = %(currency)s
          AND (%(query)s = '' OR customer.name ILIKE %(words)s
               OR customer.account_number ILIKE %(prefix)s)
          AND (%(manager)s::bigint IS NULL OR customer.account_manager_id = %(manager)s::bigint)
          AND (NOT %(only_unassigned)s OR customer.account_manager_id IS NULL)
          AND %(today)s - aged.oldest >= %(min_days)s
          AND (NOT %(only_silent)s OR coalesce(contacted.at, '-infinity') < %(silent_since)s)
    )
"""
SUMS = """
    SELECT count(*), coalesce(sum(d30), 0), coalesce(sum(d60), 0), coalesce(sum(d90), 0),
           coalesce(sum(older), 0)
    FROM listed
"""
ROWS = """
    SELECT id, name, account_number, phone, status, coalesce(manager, ''), d30, d60, d90, older,
           disputed, coming, oldest, contacted_at, is_over_limit, priority
    FROM listed ORDER BY priority DESC, id LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class WorkQuestion:
    """Which accounts. `today` is the seller's and `now` the instant that contacts are measured to;
    `manager` is the person who looks after them, `min_days` how late the oldest invoice is."""

    today: date
    now: datetime
    currency: str
    query: str = ""
    manager: int | None = None
    only_unassigned: bool = False
    only_silent: bool = False
    min_days: int = 1


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One account to work on. Amounts in its currency; `disputed` and `coming` are parts of what is
    overdue that are left out of `priority`."""

    customer_id: int
    name: str
    account_number: str
    phone: str
    is_on_hold: bool
    manager: str
    by_age: dict[Bucket, Decimal]
    disputed: Decimal
    coming: Decimal
    oldest_due_on: date
    contacted_at: datetime | None
    is_over_limit: bool
    priority: Decimal

    @property
    def overdue(self) -> Decimal:
        return sum(self.by_age.values(), start=Decimal(0))

    def silent_days(self, now: datetime) -> int | None:
        """Days since the last contact; None without any."""
        return (now - self.contacted_at).days if self.contacted_at else None


def worklist_sums(asked: WorkQuestion) -> tuple[int, dict[Bucket, Decimal]]:
    """How many accounts, and what is overdue on them by age. One statement."""
    ((count, *amounts),) = _ask(asked, SUMS)
    return count, dict(zip(OVERDUE_AGES, amounts, strict=True))


def worklist_of(asked: WorkQuestion, *, limit: int | None, offset: int = 0) -> list[WorkRow]:
    """The accounts, the most pressing first. One statement."""
    return [_row(row, asked.currency) for row in _ask(asked, ROWS, limit, offset)]


def why_here(row: WorkRow, *, now: datetime, today: date, currency: str) -> list[str]:
    """What makes the row's place, as a collector reads it: each a few words."""
    oldest = max(
        (bucket for bucket in OVERDUE_AGES if row.by_age[bucket]),
        key=OVERDUE_AGES.index,
        default=Bucket.DAYS_1_30,
    )
    words = [_("%(age)s overdue") % {"age": bucket_name(oldest)}]
    if row.is_over_limit:
        words.append(_("over the credit limit"))
    silent = row.silent_days(now)
    if silent is None:
        words.append(_("no contact yet"))
    elif silent >= SILENT_DAYS:
        sentence = ngettext("no contact for %(n)s day", "no contact for %(n)s days", silent)
        words.append(sentence % {"n": silent})
    if row.disputed:
        words.append(_("%(amount)s disputed") % {"amount": written(row.disputed, currency)})
    if row.coming:
        words.append(_("%(amount)s on its way") % {"amount": written(row.coming, currency)})
    if row.is_on_hold:
        words.append(_("on hold"))
    return words


def priority_of(by_age: dict[Bucket, Decimal], *, is_over_limit: bool, is_silent: bool) -> Decimal:
    """The same arithmetic for what is counted of each age: what the page explains. Pure."""
    found = sum((by_age[age] * WEIGHTS[age] for age in OVERDUE_AGES), start=Decimal(0))
    found *= OVER_LIMIT if is_over_limit else 1
    return found * (NO_CONTACT if is_silent else 1)


def _row(row: tuple[Any, ...], currency: str) -> WorkRow:
    customer_id, name, number, phone, status, manager, *rest = row
    d30, d60, d90, older, disputed, coming, oldest, contacted_at, is_over, priority = rest
    amounts = [quantise(one, currency) for one in (d30, d60, d90, older)]
    return WorkRow(
        customer_id,
        name,
        number,
        phone,
        status == "on_hold",
        manager,
        dict(zip(OVERDUE_AGES, amounts, strict=True)),
        quantise(disputed, currency),
        quantise(coming, currency),
        oldest,
        contacted_at,
        bool(is_over),
        priority,
    )


def _ask(
    asked: WorkQuestion, what: str, limit: int | None = None, offset: int = 0
) -> list[tuple[Any, ...]]:
    query = " ".join(asked.query.split())
    escaped = query.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    given: dict[str, Any] = {
        "today": asked.today,
        "silent_since": asked.now - timedelta(SILENT_DAYS),
        "announced_after": asked.now - timedelta(TRANSFER_DAYS),
        "currency": asked.currency,
        "query": query,
        "words": f"%{escaped}%",
        "prefix": f"{escaped}%",
        "manager": asked.manager,
        "only_unassigned": asked.only_unassigned,
        "only_silent": asked.only_silent,
        "min_days": asked.min_days,
        "limit": limit,
        "offset": offset,
    }
    text = WORKLIST.format(
        0,
        *(str(WEIGHTS[age]) for age in OVERDUE_AGES),
        over_limit=OVER_LIMIT,
        no_contact=NO_CONTACT,
    )
    with connection.cursor() as cursor:
        cursor.execute(text + what, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def question_now(today: date, currency: str, **narrowed: Any) -> WorkQuestion:
    """The worklist of this moment."""
    return WorkQuestion(today=today, now=timezone.now(), currency=currency, **narrowed)
