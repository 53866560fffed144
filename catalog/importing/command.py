"""What the four commands have in common beside what every import has."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from catalog.importing.run import Outcome
from portal.kit.importing.command import ImportCommand


def add_accept_jumps(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--accept-jumps",
        action="store_true",
        help="let prices in that move by more than 40 per cent",
    )


class CatalogImport(ImportCommand):
    """Tells an outcome in a few lines."""

    def as_json(self, outcome: Outcome) -> dict[str, Any]:
        return asdict(outcome) | {"changed": outcome.changed}

    def as_text(self, outcome: Outcome, *, is_dry: bool) -> Sequence[str]:
        if not outcome.changed:
            lines = ["Nothing would change." if is_dry else "Nothing has changed."]
        else:
            words = ("Would create", "would change") if is_dry else ("Created", "changed")
            counts = f"{outcome.created:,} {self.things}", f"{outcome.updated:,}"
            lines = [f"{words[0]} {counts[0]} and {words[1]} {counts[1]}."]
        if outcome.unchanged:
            lines.append(f"{outcome.unchanged:,} were so already.")
        lines += outcome.notes
        if outcome.batch and not is_dry:
            lines.append(f"To take it back: bin/manage undo_import {outcome.batch}")
        if outcome.ignored_columns:
            names = ", ".join(outcome.ignored_columns)
            lines.append(f"Columns that the mapping does not name were ignored: {names}.")
        return lines
