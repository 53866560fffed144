"""Saying when an act takes effect, where that is another day than the one typed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from billing.models import JournalEntry, OpenItem
from portal.kit.money.format import day_text


def with_effective_day(sentence: str, item: OpenItem | None, *, typed: date) -> str:
    """The answer to an act just posted on `item`, with its day where the ledger moved it: nothing
    takes effect before the documents it touches, nor before something was taken back on them."""
    entry = (
        JournalEntry.objects.filter(Q(postings__debit_item=item) | Q(postings__credit_item=item))
        .order_by("-pk")
        .first()
    )
    if item is None or entry is None or entry.effective_on == typed:
        return sentence
    moved = _(
        "It takes effect on %(day)s instead of %(typed)s, which is before the documents it affects."
    )
    days = {"day": day_text(entry.effective_on), "typed": day_text(typed)}
    return f"{sentence} {moved % days}"
