"""Take back what an import into the catalogue did (docs/importing.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from catalog.models import ImportBatch
from catalog.undoing import undo_import
from portal.kit.commands import PlainCommand
from portal.kit.importing.command import ImportRunning
from portal.kit.web.refusals import Refusal

LISTED = 20


class Command(PlainCommand):
    help = "Undo an import of products, prices, stock or arrivals; without a number, list them."
    examples = (
        "undo_import",
        "undo_import 42 --dry-run",
        "undo_import 42",
    )
    exit_codes = {
        0: "undone, or listed",
        1: "cannot be undone: nothing has changed",
        2: "no such import",
        3: "another import is running",
    }
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, nargs="?", help="the number that the import told")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be undone and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"] is None:
            self._list()
            return
        batch = ImportBatch.objects.filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError("There is no import of that number.", returncode=2)
        try:
            with transaction.atomic():
                undone = undo_import(batch)
                transaction.set_rollback(options["dry_run"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence, returncode=1) from None
        except ImportRunning:
            raise CommandError("Another import is running.", returncode=3) from None
        verb, stay = ("would be", "would stay") if options["dry_run"] else ("are", "stay")
        self.stdout.write(f"{undone.restored:,} rows {verb} as they were before {batch.file}.")
        if undone.kept:
            self.stdout.write(f"{undone.kept:,} {stay}: changed since, or needed elsewhere.")

    def _list(self) -> None:
        for one in ImportBatch.objects.all()[:LISTED]:
            state = ", undone" if one.undone_at else ""
            counts = f"{one.created:,} created, {one.updated:,} changed"
            self.stdout.write(
                f"{one.pk:>6}  {one.imported_at:%Y-%m-%d %H:%M}  {one.kind}  {one.file}: "
                f"{counts}{state}"
            )
