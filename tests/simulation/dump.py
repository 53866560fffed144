"""The ledger of some customers in words that hold no ids and no numbers, to compare two runs."""

from __future__ import annotations

from collections.abc import Sequence

from billing.models import (
    AccountBalance,
    DailyTotal,
    DueTotal,
    JournalEntry,
    OpenItem,
)
from tests.simulation.kinds import Scene


def dump(scenes: Sequence[Scene]) -> list[str]:
    """Items, postings, totals and attempts, a line each; customers by their place."""
    return [f"{place}: {line}" for place, scene in enumerate(scenes) for line in _lines(scene)]


def _lines(scene: Scene) -> list[str]:
    names = _names(scene)
    lines = [f"attempt {n} {one.state}" for n, one in enumerate(scene.attempts())]
    mine = {"customer": scene.account}
    items = OpenItem.objects.filter(**mine)
    lines += [f"item {names[item.pk]} {item.total} open {item.open}" for item in items]
    entries = JournalEntry.objects.filter(**mine).prefetch_related("postings")
    for entry in entries:
        for move in entry.postings.all():
            debit = f"{move.debit_account} {names.get(move.debit_item_id, '')}"
            credit = f"{move.credit_account} {names.get(move.credit_item_id, '')}"
            lines.append(f"{entry.kind} {entry.effective_on} {move.amount} {debit} / {credit}")
    for model in (AccountBalance, DueTotal, DailyTotal):
        for row in model.objects.filter(**mine).values():
            kept = {k: v for k, v in row.items() if k not in ("id", "customer_id")}
            lines.append(f"{model.__name__} {sorted(kept.items())}")
    return sorted(lines)


def _names(scene: Scene) -> dict[int | None, str]:
    """Documents in the order they were made, payments by the attempt they came from."""
    documents = OpenItem.objects.filter(customer=scene.account).exclude(kind="payment")
    names: dict[int | None, str] = {
        item.pk: f"{item.kind} {n}" for n, item in enumerate(documents.order_by("pk"))
    }
    for n, attempt in enumerate(scene.attempts()):
        if attempt.payment:
            names[attempt.payment.open_item_id] = f"payment of attempt {n}"
    return names
