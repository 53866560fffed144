"""Who opened a document first: the seller wants to know that it arrived."""

from __future__ import annotations

from accounts.models import User
from billing.models import FirstView, OpenItem


def note_first_view(item: OpenItem, *, by: User) -> None:
    """Note that this person opened the document, unless somebody has before. Asks nothing where
    `item.first_view` was read with the item and is there; one statement otherwise."""
    if first_view_of(item) is None:
        FirstView.objects.bulk_create([FirstView(item=item, seen_by=by)], ignore_conflicts=True)


def first_view_of(item: OpenItem) -> FirstView | None:
    """Who opened it first; read it with the item (`select_related("first_view__seen_by")`)."""
    found: FirstView | None = getattr(item, "first_view", None)
    return found
