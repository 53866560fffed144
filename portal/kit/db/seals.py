"""Hash chains over what is append-only: made by a worker, verified by `check_ledger`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Now

# So many rows are read together when they are sealed and when they are verified.
ROWS_A_SEAL = 20_000


class Seal(models.Model):
    """A batch of rows and the hash of them and of every batch before (`sql/0002_seals.sql`).

    `head` is the chain up to here: whoever notes it down elsewhere can tell later whether
    anything below was changed, even by the owner of the tables.
    """

    chain = models.CharField(max_length=20)
    last_id = models.BigIntegerField()
    row_count = models.BigIntegerField()
    latest_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "last_id"], name="seal_once")]

    def __str__(self) -> str:
        return f"{self.chain} {self.last_id} {self.head}"


class SealMark(models.Model):
    """The highest row seen, to be sealed once every transaction of that moment has ended."""

    chain = models.CharField(max_length=20, primary_key=True)
    upto = models.BigIntegerField()
    xid = models.CharField(max_length=20)


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """Rows of this chain, up to this one, are not what was sealed."""

    chain: str
    last_id: int

    def __str__(self) -> str:
        return f"Seal broken: {self.chain} up to row {self.last_id}."


@dataclass(frozen=True, slots=True)
class UnknownHead:
    """A head that was noted down and is not in its chain, or no longer."""

    line: str

    def __str__(self) -> str:
        return f"Noted head not found: {self.line}"


def seal() -> int:
    """Seal what is decided of every chain of `settings.CHAINS`. How many rows it sealed.

    What is committed now is sealed by a later call, once no transaction of now is running.
    """
    return sum(_seal_chain(chain) for chain in settings.CHAINS)


def heads() -> list[Seal]:
    """The newest seal of every chain that has one. One statement."""
    newest = Seal.objects.order_by("chain", "-last_id").distinct("chain")
    return list(newest)


def broken_seals() -> list[BrokenSeal]:
    """Every seal whose rows are not what they were. Reads every sealed row."""
    broken = []
    with connection.cursor() as cursor:
        for chain in settings.CHAINS:
            cursor.execute("SELECT last_id FROM broken_seals(%s)", [chain])
            broken += [BrokenSeal(chain, last_id) for (last_id,) in cursor.fetchall()]
    return broken


def unknown_heads(noted: Iterable[str]) -> list[UnknownHead]:
    """Of lines as `str(seal)` writes them, those that no seal bears out. One statement a line."""
    return [UnknownHead(line) for line in map(str.strip, noted) if line and not _is_known(line)]


def _is_known(line: str) -> bool:
    chain, last_id, head = [*line.split(), "", "", ""][:3]
    if not last_id.isdecimal():
        return False
    return Seal.objects.filter(chain=chain, last_id=int(last_id), head=head).exists()


def _seal_chain(chain: str) -> int:
    total = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT seal_next(%s, %s)", [chain, ROWS_A_SEAL])
            sealed = int(cursor.fetchone()[0])
            total += sealed
            if sealed < ROWS_A_SEAL:
                return total
