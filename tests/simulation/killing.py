"""Deaths between any two statements, before each commit and around each call to the gateway.

The product says nothing of it: statements are seen by `connection.execute_wrapper`, calls by the
transport of the stand-in.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection

from billing.payments.gateways.base import GatewayDown
from portal.kit.web.refusals import Refusal

IDENTITY = re.compile(r"[a-z]{2,4}_\w{8,}")
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE)\s+"?(\w+)"?')
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
# Whether it dies at a place it passes, besides the one that is aimed at.
ANYWHERE = 0.004


class Killed(BaseException):
    """The process is gone: nothing in it may catch this."""


class Killer:
    """Kills at `aim` when it is passed for the first, second or third time in a run, and with a
    small chance anywhere. What is dead does nothing more until the next `survive`."""

    def __init__(self, chance: random.Random, aim: str) -> None:
        self.chance, self.aim, self.nth = chance, aim, chance.choice([1, 1, 1, 2, 3])
        self.armed = self.dead = False
        self.written = ""  # by the transaction that is open
        self.passed: Counter[str] = Counter()
        self.killed: Counter[str] = Counter()

    def __call__(self, point: str) -> None:
        if not self.armed or self.dead:
            return
        self.passed[point] += 1
        is_aimed = point == self.aim and self.passed[point] == self.nth
        if is_aimed or self.chance.random() < ANYWHERE:
            self.killed[point] += 1
            self.dead = True
            raise Killed(point)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Let it see the statements and commits of this process."""
        real = connection.commit
        connection.commit = lambda: self._commit(real)  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            connection.commit = real  # type: ignore[method-assign]

    def survive(self, work: Callable[[], object]) -> None:
        """Do it, and live on whatever becomes of it, as a server does with its next process."""
        self.armed, self.dead, self.written = True, False, ""
        with suppress(Killed, GatewayDown, Refusal):
            work()
        self.armed = False

    def call(self, stage: str, method: str, path: str) -> None:
        """What the double's transport tells around each call."""
        words = [word for word in path.split("/") if not IDENTITY.fullmatch(word)]
        self(f"{stage} {method} {words[-1]}")

    def _statement(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        name = named(sql)
        if name != "ROLLBACK":  # of what failed: dying there is dying before
            self(f"before {name}")
        if name.startswith(WRITES):
            self.written = name
        return execute(sql, params, many, context)

    def _commit(self, real: Callable[[], None]) -> None:
        try:
            self(f"before the commit of {self.written or 'nothing'}")
        except Killed:
            connection.rollback()
            raise
        self.written = ""
        real()


def dies(work: Callable[[], object], before: int) -> bool:
    """Whether the work was killed before that many of its statements, counted from 1, or was over
    by then. It must raise nothing else."""
    count = 0

    def statement(execute: Any, *call: Any) -> Any:
        nonlocal count
        count += 1
        if count == before:
            raise Killed
        return execute(*call)

    with connection.execute_wrapper(statement):
        try:
            work()
        except Killed:
            return True
    return False


def named(sql: object) -> str:
    """A statement by what it does and to which table."""
    text = str(sql)
    verb = text.split(maxsplit=1)[0].upper() if text.strip() else "NOTHING"
    if "FOR UPDATE" in text or "FOR NO KEY UPDATE" in text:
        verb = "LOCK"
    table = TABLE.search(text)
    return f"{verb} {table[1]}" if table and "SAVEPOINT" not in verb else verb
