"""Drafts, before anything is owed by them."""

from decimal import Decimal

from django.db import transaction

from billing.documents.issuing.issue import compute_totals
from billing.ledger.posting import LedgerRefusal
from billing.models.documents.document import LinedDocument


@transaction.atomic
def store_totals(draft: LinedDocument) -> bool:
    """Save a draft's totals as its lines now make them, so that lists show what would be issued.

    False, and totals of zero, when the lines add up to less than zero: it cannot be issued so.
    """
    rows = list(draft.lines.all())
    try:
        compute_totals(draft, rows)
        can_be_issued = True
    except LedgerRefusal:
        draft.net_total = draft.tax_total = draft.total = Decimal(0)
        can_be_issued = False
    draft.lines.model.objects.bulk_update(rows, ["net"])
    draft.save(update_fields=["net_total", "tax_total", "total"])
    return can_be_issued
