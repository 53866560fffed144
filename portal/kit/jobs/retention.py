"""What is forgotten, and when: rules of every room, run by one command and one job a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Rule:
    """`what` is kept for as long as `kept` says; None is for ever.

    `old(cutoff)` is the rows that are older, and `forget(cutoff)` ends them; without it they
    are deleted. It answers how many it ended.
    """

    what: str
    kept: Callable[[], timedelta | None]
    old: Callable[[Any], Any]
    forget: Callable[[Any], int] | None = None


@dataclass(frozen=True, slots=True)
class Forgotten:
    what: str
    count: int


def forget_old_data(*, is_rehearsal: bool = False) -> list[Forgotten]:
    """Apply every rule of `settings.RETENTION`, each in its own transaction.

    A rehearsal counts and changes nothing.
    """
    done = []
    for rule in rules():
        kept = rule.kept()
        if kept is None:
            continue
        cutoff = timezone.now() - kept
        with transaction.atomic():
            count = _count(rule, cutoff) if is_rehearsal else _forget(rule, cutoff)
        done.append(Forgotten(rule.what, count))
    return done


def rules() -> list[Rule]:
    """Every room's rules, in the order of the settings."""
    found: list[Rule] = []
    for path in settings.RETENTION:
        rules_of_room: Sequence[Rule] = import_string(path)
        found += rules_of_room
    return found


def _count(rule: Rule, cutoff: Any) -> int:
    return int(rule.old(cutoff).count())


def _forget(rule: Rule, cutoff: Any) -> int:
    if rule.forget is not None:
        return rule.forget(cutoff)
    rows = rule.old(cutoff)
    label = rows.model._meta.label  # noqa: SLF001 - Django's documented name
    return int(rows.delete()[1].get(label, 0))
