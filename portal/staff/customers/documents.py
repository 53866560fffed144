"""The staff's page of the document behind an open item."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.urls import reverse

PAGES = {
    "invoice": "admin:billing_invoice_change",
    "credit_note": "admin:billing_creditnote_change",
    "retainer": "admin:billing_retainer_change",
    "payment": "admin:billing_payment_change",
}
DOCUMENTS = """
    SELECT open_item_id, id FROM billing_invoice WHERE open_item_id = ANY(%(items)s)
    UNION ALL SELECT open_item_id, id FROM billing_creditnote WHERE open_item_id = ANY(%(items)s)
    UNION ALL SELECT open_item_id, id FROM billing_retainer WHERE open_item_id = ANY(%(items)s)
    UNION ALL SELECT open_item_id, id FROM billing_payment WHERE open_item_id = ANY(%(items)s)
"""


def documents_of(items: Iterable[int]) -> dict[int, int]:
    """The number of the row of each item's document, by the item's. One statement."""
    wanted = list(items)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS, {"items": wanted})
        return dict(cursor.fetchall())


def document_url(kind: str, document_id: int | None, page: str = "change") -> str:
    """The page of the document; empty where there is none."""
    if document_id is None:
        return ""
    return reverse(PAGES[kind].removesuffix("change") + page, args=[document_id])
