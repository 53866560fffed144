"""The ledger's entries on the timeline: which documents, how much, and what for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kit.money.format import written
from portal.staff.customers.documents import document_url, documents_of
from portal.staff.customers.timeline.moments import Moment
from portal.staff.customers.timeline.shown import Shown

ENTRIES = """
    SELECT entry.id, entry.kind, entry.note, undone.kind, author.name, author.email,
           sum(posting.amount),
           array_remove(array_agg(DISTINCT posting.debit_item_id), NULL),
           array_remove(array_agg(DISTINCT posting.credit_item_id), NULL)
    FROM billing_journalentry entry
    LEFT JOIN billing_posting posting ON posting.entry_id = entry.id
    LEFT JOIN billing_journalentry undone ON undone.id = entry.reverses_id
    LEFT JOIN accounts_user author ON author.id = entry.posted_by_id
    WHERE entry.id = ANY(%s)
    GROUP BY entry.id, undone.kind, author.name, author.email
"""
ITEMS = "SELECT id, kind, number FROM billing_openitem WHERE id = ANY(%s)"
ICONS = {
    "invoice": "file-text",
    "credit_note": "file-minus",
    "retainer": "file-clock",
    "payment": "banknote",
    "allocation": "arrow-right-left",
    "refund": "undo-2",
    "dispute": "shield-alert",
    "write_off": "eraser",
    "reversal": "undo-2",
}
SENTENCES = {
    "invoice": gettext_lazy("Invoice %(debits)s issued"),
    "credit_note": gettext_lazy("Credit note %(credits)s issued"),
    "retainer": gettext_lazy("Retainer invoice %(debits)s issued"),
    "payment": gettext_lazy("Payment %(credits)s received"),
    "allocation": gettext_lazy("%(debits)s applied to %(credits)s"),
    "refund": gettext_lazy("%(debits)s refunded"),
    "dispute": gettext_lazy("%(debits)s taken back by the bank"),
    "write_off": gettext_lazy("%(credits)s written off"),
}
UNDONE = {
    "invoice": gettext_lazy("Invoice %(credits)s voided"),
    "credit_note": gettext_lazy("Credit note %(debits)s voided"),
    "retainer": gettext_lazy("Retainer invoice %(credits)s voided"),
    "payment": gettext_lazy("Payment %(debits)s voided"),
    "allocation": gettext_lazy("%(credits)s taken back from %(debits)s"),
    "refund": gettext_lazy("Refund of %(credits)s undone"),
    "dispute": gettext_lazy("%(credits)s given back by the bank"),
    "write_off": gettext_lazy("Write-off of %(debits)s undone"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    note: str
    undone: str | None
    author: str
    amount: Decimal
    debits: Sequence[int]
    credits: Sequence[int]


def shown_entries(moments: Sequence[Moment], currency: str) -> dict[Moment, Shown]:
    """Each with its documents. Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [[one.pk for one in moments]])
        entries = {
            pk: _Entry(
                kind, note, undone, name or email or "", amount or Decimal(0), debits, credits
            )
            for pk, kind, note, undone, name, email, amount, debits, credits in cursor.fetchall()
        }
        items = sorted({item for one in entries.values() for item in (*one.debits, *one.credits)})
        cursor.execute(ITEMS, [items])
        numbers = {pk: (kind, number) for pk, kind, number in cursor.fetchall()}
    documents = documents_of(items)
    shown = {}
    for moment in moments:
        entry = entries.get(moment.pk)
        if entry is not None:
            shown[moment] = _shown(moment, entry, numbers, documents, currency)
    return shown


def _shown(
    moment: Moment,
    entry: _Entry,
    numbers: dict[int, tuple[str, str]],
    documents: dict[int, int],
    currency: str,
) -> Shown:
    sentences = UNDONE if entry.undone else SENTENCES
    sentence = sentences[entry.undone or entry.kind]
    first = (*entry.debits, *entry.credits)[:1]
    kind = numbers[first[0]][0] if first else ""
    return Shown(
        moment=moment,
        icon=ICONS.get(entry.kind, "file-text"),
        title=str(sentence)
        % {"debits": _names(entry.debits, numbers), "credits": _names(entry.credits, numbers)},
        detail=entry.note,
        who=entry.author,
        amount=written(entry.amount, currency) if entry.amount else "",
        url=document_url(kind, documents.get(first[0])) if first else "",
        has_time=False,
    )


def _names(items: Sequence[int], numbers: dict[int, tuple[str, str]]) -> str:
    names = [numbers[item][1] for item in items if item in numbers]
    return ", ".join(names) if names else _("a document")
