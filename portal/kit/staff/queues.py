"""Queues: work that waits for staff, counted for the navigation and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

    Person = PermissionsMixin | AnonymousUser

# How old the counts may be.
SECONDS_COUNTED = 30


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits for staff. `permission` is who sees it, `url` where it is done. `oldest` is
    since when the first of it waits, where that can be said."""

    label: str | Promise
    permission: str
    count: Callable[[], int]
    url: Callable[[], str]
    oldest: Callable[[], datetime | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue as one person sees it."""

    label: str
    count: int
    url: str
    oldest: datetime | None


def oldest(rows: Callable[[], models.QuerySet[Any]], since: str) -> Callable[[], datetime | None]:
    """Since when the first of `rows` waits, by the column `since`. One statement."""

    def first() -> datetime | None:
        found: datetime | None = rows().aggregate(first=models.Min(since))["first"]
        return found

    return first


_queues: list[Queue] = []


def register_queues(queues: Iterable[Queue]) -> None:
    """Show these on the staff's first page, before those of the rooms below."""
    _queues[:0] = queues


def queues_for(person: Person, *, counted_now: bool = False) -> list[Waiting]:
    """The queues this person may work on, as they were at most half a minute ago: one statement
    for each queue, and one more for its age where something waits."""
    key = f"staff-queues:{person.pk}:{get_language()}"
    found: list[Waiting] | None = None if counted_now else cache.get(key)
    if found is None:
        found = [_counted(queue) for queue in _queues if person.has_perm(queue.permission)]
        cache.set(key, found, SECONDS_COUNTED)
    return found


def _counted(queue: Queue) -> Waiting:
    count = queue.count()
    return Waiting(str(queue.label), count, queue.url(), queue.oldest() if count else None)
