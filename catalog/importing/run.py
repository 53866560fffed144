"""One import from beginning to end, whatever it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction

from catalog.importing.mapping import CatalogMapping
from catalog.importing.reading import FileRow, read
from catalog.models import ImportBatch
from portal.kit.importing.command import (
    How,
    Progress,
    check_place,
    no_search_for_cycles,
    report_and_stop,
    take_lock,
)
from portal.kit.importing.rejections import Rejections


@dataclass(slots=True)
class Outcome:
    """What an import did, or would have done. `notes` are sentences worth a look."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    batch: int | None = None

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated)


@contextmanager
def noting(file: str, kind: str) -> Iterator[ImportBatch]:
    """Within the block, in a transaction, triggers note every row that is written."""
    batch = ImportBatch.objects.create(file=file[-200:], kind=kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('catalog.import_batch', %s, true)", [str(batch.pk)])
        yield batch
        cursor.execute("SELECT set_config('catalog.import_batch', '', true)")


Plan = Callable[[Iterator[FileRow], CatalogMapping, Rejections], Callable[[], Outcome]]


@no_search_for_cycles()
def import_file(
    path: Path,
    mapping: CatalogMapping,
    rejections: Rejections,
    *,
    plan: Plan,
    progress: Progress,
    how: How,
    kind: str,
) -> Outcome:
    """Read a file, plan what changes, and write it, all in one transaction.

    `plan` consumes the rows, rejects those that cannot go in, and returns what writes the others.
    Raises Rejected or Misread, and nothing has changed, where `how` does not let the others in;
    BadFile; ImportRunning while another import is at work. What is written is noted under a batch
    of its own, by which `catalog.undoing` takes it back.
    """
    size = check_place(path, how.report)
    with transaction.atomic():
        take_lock()
        ignored, rows = read(
            path, mapping, rejections, watch=lambda raw: progress.reading(raw, size)
        )
        write = plan(rows, mapping, rejections)
        report_and_stop(rejections, path, mapping, how)
        with noting(path.name, kind) as batch:
            outcome = write()
        outcome.ignored_columns = ignored
        if outcome.changed:
            batch.created, batch.updated = outcome.created, outcome.updated
            batch.save(update_fields=["created", "updated"])
            outcome.batch = batch.pk
        else:
            batch.delete()
        if how.dry_run:
            transaction.set_rollback(True)
    return outcome
