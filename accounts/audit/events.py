"""Who did what: the append-only history.

Triggers write every change of the watched tables; `record` writes what is no change of a row.
Both name the actor that `acting` has set for the present request or command.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection

from accounts.models import AuditEvent, Customer, User


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for whom (a member of staff who looks as a customer), and from where."""

    user_id: int | None = None
    on_behalf_of_id: int | None = None
    source: str = ""


NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)

SET = """SELECT set_config('foyer.actor', %s, false), set_config('foyer.on_behalf_of', %s, false),
    set_config('foyer.source', %s, false)"""


@contextmanager
def acting(actor: Actor, *, changes_rows: bool = True) -> Iterator[None]:
    """Within the block, what is written to the history names `actor`.

    With `changes_rows` the database's triggers are told as well, by one statement before and
    one after; a request that only reads saves them.
    """
    token = _actor.set(actor)
    if changes_rows:
        _tell(actor)
    try:
        yield
    finally:
        _actor.reset(token)
        if changes_rows and connection.connection is not None and not connection.needs_rollback:
            _tell(_actor.get())


def _tell(actor: Actor) -> None:
    with connection.cursor() as cursor:
        values = [str(actor.user_id or ""), str(actor.on_behalf_of_id or ""), actor.source]
        cursor.execute(SET, values)


def record(
    kind: str,
    *,
    customer: Customer | None = None,
    person: User | None = None,
    subject: str = "",
    details: Mapping[str, object] | None = None,
    actor: Actor | None = None,
) -> None:
    """Write one event to the history, in the caller's transaction.

    `kind` is a noun and what happened to it, such as `document.downloaded`; `person` is whom it
    is about; `subject` names the object as people call it; `details` is JSON.
    """
    who = actor or _actor.get()
    AuditEvent.objects.create(
        kind=kind,
        customer=customer,
        actor_id=who.user_id,
        on_behalf_of_id=who.on_behalf_of_id,
        person=person,
        source=who.source,
        subject=subject[:120],
        after=dict(details) if details else None,
    )


@dataclass(frozen=True, slots=True)
class AlteredEvent:
    """An event of the history whose words are not those it was written with."""

    event_id: int

    def __str__(self) -> str:
        return f"History event {self.event_id} was altered."


def altered_events() -> list[AlteredEvent]:
    """Every event whose words no longer fit their hash and were not taken out for a person who
    was erased. Reads the whole history, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_altered()")
        return [AlteredEvent(event_id) for (event_id,) in cursor.fetchall()]
