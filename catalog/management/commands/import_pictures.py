"""Take over pictures of products by the names of their files (docs/importing.md)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog.importing.pictures import PictureOutcome, import_pictures
from portal.kit.commands import PlainCommand
from portal.kit.importing.tables import BadFile
from portal.kit.text.characters import printable

LISTED = 20


class Command(PlainCommand):
    help = (
        "Take over pictures from a folder or a ZIP: MUG-1.jpg is of the SKU MUG-1, MUG-1-2.jpg its "
        "second picture."
    )
    examples = (
        "import_pictures pictures.zip --dry-run",
        "import_pictures /srv/pictures",
    )
    exit_codes = {
        0: "all are kept",
        1: "not read or kept to the end",
        2: "no folder and no ZIP",
        4: "some stay out and are listed; the others went in",
    }
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, with those in it, or a ZIP")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what fits a SKU and keep nothing"
        )
        parser.add_argument("--json", action="store_true", help="print one object instead of text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = import_pictures(options["path"], dry_run=options["dry_run"])
        except BadFile as error:
            raise CommandError(printable(str(error)), returncode=2) from None
        self._say(outcome, options)
        if outcome.refused:
            raise CommandError(f"{len(outcome.refused):,} files stay out.", returncode=4)

    def _say(self, outcome: PictureOutcome, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {
                "created": outcome.created,
                "unchanged": outcome.unchanged,
                "refused": dict(outcome.refused),
            }
            self.stdout.write(json.dumps(told))
            return
        word = "Would keep" if options["dry_run"] else "Kept"
        self.stdout.write(f"{word} {outcome.created:,} pictures.")
        if outcome.unchanged:
            self.stdout.write(f"{outcome.unchanged:,} were there already.")
        for name, reason in outcome.refused[:LISTED]:
            self.stdout.write(printable(f"{name}: {reason}"))
