"""What a search found: rows that can be acted on, by kind."""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.kit.staff.actions import Button

# So many rows of each kind.
MOST = 8
# A beginning is searched for from so many characters on.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """`note` tells rows of one name apart; `amount` is written already."""

    text: str
    url: str
    note: str = ""
    amount: str = ""
    acts: list[Button] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """The best of one kind. `has_more` says that there were others."""

    label: str
    hits: list[Hit]
    has_more: bool = False


def best(label: str, hits: list[Hit]) -> Found:
    """At most as many as are shown."""
    return Found(label, hits[:MOST], has_more=len(hits) > MOST)
