"""Invoices, credit notes, retainers and payments by number, reference or amount."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from billing.documents.search import DIGITS, PREFIXES, amounts_in
from billing.models import OpenItem
from portal.kit.money.format import day_text, written
from portal.staff.customers.documents import document_url, documents_of
from portal.staff.customers.open_items import acts_of
from portal.staff.receivables.form import open_currencies
from portal.staff.searching.results import LEAST, MOST, Found, Hit, best

# Each branch reads one index, no further than its limit.
FIND = """
    WITH found AS (
        (SELECT id, 0 AS reason FROM billing_openitem
         WHERE upper(number) = ANY(%(numbers)s) LIMIT %(most)s)
        UNION ALL
        (SELECT id, 1 FROM billing_openitem
         WHERE reference <> '' AND upper(reference) = %(text)s LIMIT %(most)s)
        UNION ALL
        (SELECT id, 2 FROM billing_openitem
         WHERE open > 0 AND open = ANY(%(amounts)s::numeric[]) LIMIT %(most)s)
        UNION ALL
        (SELECT id, 3 FROM billing_openitem
         WHERE total = ANY(%(amounts)s::numeric[]) LIMIT %(most)s)
        UNION ALL
        (SELECT id, 4 FROM billing_openitem
         WHERE upper(number) LIKE %(beginning)s LIMIT %(most)s)
        UNION ALL
        (SELECT id, 4 FROM billing_openitem
         WHERE reference <> '' AND upper(reference) LIKE %(beginning)s LIMIT %(most)s)
    ), best AS (
        SELECT id, min(reason) AS reason FROM found GROUP BY id
    )
    SELECT item.id, item.kind, item.number, item.reference, item.issued_on, item.due_on,
           item.total, item.open, item.currency, customer.name
    FROM best JOIN billing_openitem item ON item.id = best.id
    JOIN accounts_customer customer ON customer.id = item.customer_id
    WHERE item.kind = ANY(%(kinds)s)
    ORDER BY best.reason, item.open > 0 DESC, item.issued_on DESC, item.id DESC
    LIMIT %(most)s
"""


def find_documents(text: str, person: Any) -> list[Found]:
    """By kind, as far as `person` may see each. Three statements, or none."""
    labels = {
        OpenItem.Kind.INVOICE: _("Invoices"),
        OpenItem.Kind.CREDIT_NOTE: _("Credit notes"),
        OpenItem.Kind.RETAINER: _("Retainer invoices"),
        OpenItem.Kind.PAYMENT: _("Payments"),
    }
    kinds = [
        kind for kind in labels if person.has_perm(f"billing.view_{kind.value.replace('_', '')}")
    ]
    if not kinds:
        return []
    given = {
        "numbers": _numbers(text),
        "text": text.upper(),
        "amounts": amounts_in(text, open_currencies("EUR")),
        "beginning": f"{_plain(text.upper())}%" if len(text) >= LEAST else None,
        "kinds": [str(kind) for kind in kinds],
        "most": 4 * MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, given)
        rows = cursor.fetchall()
    documents = documents_of(row[0] for row in rows)
    return [
        best(
            labels[kind],
            [_hit(row, documents.get(row[0]), person) for row in rows if row[1] == kind],
        )
        for kind in kinds
    ]


def _hit(row: tuple[Any, ...], document_id: int | None, person: User) -> Hit:
    pk, kind, number, reference, issued_on, due_on, total, left, currency, name = row
    item = OpenItem(pk=pk, kind=kind, number=number, total=total, open=left, due_on=due_on)
    state = (
        pgettext("document", "%(amount)s open") % {"amount": written(left, currency)}
        if left
        else pgettext("document", "settled")
    )
    note = " · ".join(filter(None, (name, day_text(issued_on), reference, state)))
    acts = acts_of(item, document_id, person, "") if left else []
    return Hit(number, document_url(kind, document_id), note, written(total, currency), acts)


def _numbers(text: str) -> list[str]:
    """The numbers that somebody may mean: 162 is INV-00162, too."""
    if text.isdecimal() and len(text) <= DIGITS:
        return [text, *(f"{prefix}{int(text):0{DIGITS}d}" for prefix in PREFIXES)]
    return [text.upper()]


def _plain(text: str) -> str:
    """The text for LIKE, where % and _ stand for themselves."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
