"""Take over customers from what an ERP exports (docs/importing.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from accounts.importing.mapping import read_mapping
from accounts.importing.run import Outcome, import_file
from portal.kit.importing.command import Bars, How, ImportCommand
from portal.kit.importing.rejections import Rejections

MAX_CHANGES = 200  # in text; --json has them all


class Command(ImportCommand):
    help = (
        "Import customers with their terms, credit limits, addresses, contacts and statement "
        "settings from an ERP's export. An empty cell changes nothing."
    )
    things = "customers"
    examples = (
        "import_customers customers.xlsx --mapping customers.toml --dry-run",
        "import_customers customers.csv --mapping customers.toml --report rejected.csv",
        "import_customers rejected.csv --mapping customers.toml     once corrected",
    )

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"])
        return import_file(
            options["file"], mapping, rejections, progress=Bars(self.things), how=how
        )

    def as_json(self, outcome: Outcome) -> dict[str, Any]:
        return asdict(outcome) | {"changed": outcome.changed}

    def as_text(self, outcome: Outcome, *, is_dry: bool) -> Sequence[str]:
        if not outcome.changed:
            lines = ["Nothing would change." if is_dry else "Nothing has changed."]
        else:
            created, changed = "Would create", "would change"
            if not is_dry:
                created, changed = "Created", "changed"
            text = f"{created} {outcome.customers:,} customers and {changed} {outcome.updated:,}"
            more = f"with {outcome.addresses:,} addresses and {outcome.contacts:,} contacts."
            lines = [f"{text}, {more}"]
        lines.extend(f"  {change}" for change in outcome.changes[:MAX_CHANGES])
        if len(outcome.changes) > MAX_CHANGES:
            left = len(outcome.changes) - MAX_CHANGES
            lines.append(f"  and {left:,} more changes; --json lists them all")
        if outcome.unchanged:
            lines.append(f"{outcome.unchanged:,} customers were so already.")
        if outcome.ignored_columns:
            names = ", ".join(outcome.ignored_columns)
            lines.append(f"Columns that the mapping does not name were ignored: {names}.")
        return lines
