"""Undoing an entry by its opposite, once."""

from datetime import date

from accounts.models import User
from billing.ledger.posting import LedgerRefusal, Move, Side, post
from billing.models import Account, JournalEntry
from portal.kit.dates.fields import OUT_OF_RANGE, is_likely


def reverse(
    entry: JournalEntry, *, effective_on: date, by: User | None = None, note: str = ""
) -> JournalEntry:
    """Post the opposite of `entry`, never effective before it; a second call returns the first
    reversal. Raises LedgerRefusal when what the entry opened has been used meanwhile."""
    if entry.kind == JournalEntry.Kind.REVERSAL:
        raise LedgerRefusal("A reversal is not reversed; post the event again.")
    if not is_likely(effective_on):
        raise LedgerRefusal(str(OUT_OF_RANGE))
    moves = [
        Move(
            posting.amount,
            debit=Side(Account(posting.credit_account), posting.credit_item),
            credit=Side(Account(posting.debit_account), posting.debit_item),
        )
        for posting in entry.postings.select_related("debit_item", "credit_item").order_by("pk")
    ]
    return post(
        key=f"reversal:{entry.pk}",
        kind=JournalEntry.Kind.REVERSAL,
        customer=entry.customer,
        effective_on=max(effective_on, entry.effective_on),
        moves=moves,
        reverses=entry,
        by=by,
        note=note,
    )
