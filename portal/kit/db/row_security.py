"""The second wall of customers' pages: for the length of a view the database itself shows the rows
of some companies and no others, whatever a query forgets.

The connection takes the portal's role, which row-level policies bind (`sql/0002_row_walls.sql`).
Role
and companies belong to the session and not to a transaction, for a view has several of those and
none is open while a gateway is asked. They are taken back when the view ends, however it ends; a
connection that could not be told so is thrown away, and none begins a request with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.signals import request_started
from django.db import DatabaseError, connection
from django.dispatch import receiver
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

R = TypeVar("R", bound=HttpResponseBase)

TELL = """SELECT set_config('role', %s, false), set_config('foyer.company', %s, false),
    set_config('foyer.companies', %s, false), set_config('foyer.person', %s, false)"""


@dataclass(frozen=True, slots=True)
class Wall:
    """Whose rows are seen: those of `companies`, the one that most are of first, and the places
    that `person` has elsewhere."""

    companies: Sequence[int]
    person: int | None = None

    def put_up(self) -> None:
        _tell(settings.DATABASE_PORTAL_ROLE, self.companies, self.person)
        _wall.set(self)


_wall: ContextVar[Wall | None] = ContextVar("wall", default=None)


@contextmanager
def only_rows_of(companies: Sequence[int], *, person: int | None = None) -> Iterator[None]:
    """Within the block the database shows rows of these companies alone. Within another such block
    it changes nothing: the outer one holds.

    Two statements, one before and one after; none where no portal's role is named.
    """
    if not settings.DATABASE_PORTAL_ROLE or _wall.get() is not None:
        yield
        return
    Wall(companies, person).put_up()
    try:
        yield
    finally:
        _take_down()


@contextmanager
def every_row() -> Iterator[None]:
    """Within the block the wall is down: to ask whose a foreign object is, or for a query that
    names its companies itself and would have no index behind the wall. (PostgreSQL runs what might
    tell of a hidden row, such as `upper` or a comparison of amounts, after a policy.)

    Two statements, where there is a wall."""
    wall = _wall.get()
    if wall is None:
        yield
        return
    _take_down()
    try:
        yield
    finally:
        wall.put_up()


def answer_within(response: R, companies: Sequence[int], *, person: int | None = None) -> R:
    """The response as it is; one that streams from the database reads on behind the same wall."""
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        pieces = cast("Iterator[bytes]", response.streaming_content)

        def behind_the_wall() -> Iterator[bytes]:
            with only_rows_of(companies, person=person):
                yield from pieces

        response.streaming_content = behind_the_wall()
    return response


def _take_down() -> None:
    _wall.set(None)
    try:
        _tell("none", (), None)
    except DatabaseError:
        _throw_away()


def _throw_away() -> None:
    """Whoever comes next must not have this role. Within a transaction that has failed, its end
    takes the role back: it began before, or there would be a savepoint to return to."""
    if connection.in_atomic_block:
        connection.set_rollback(True)
        return
    if connection.connection is not None:
        # A pool keeps what is handed back to it open.
        connection.connection.close()
    connection.close()


def _tell(role: str, companies: Sequence[int], person: int | None) -> None:
    company = companies[0] if companies else 0
    array = "{" + ",".join(map(str, companies)) + "}"
    with connection.cursor() as cursor:
        cursor.execute(TELL, [role, str(company), array, str(person or 0)])


@receiver(request_started)
def begin_without(**kwargs: Any) -> None:
    """No request begins behind the wall of the one before: an answer that was streamed and never
    closed would have left it."""
    if _wall.get() is not None:
        _wall.set(None)
        _throw_away()
