"""Take over documents from what an ERP exports (docs/importing.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from billing.importing.mapping import read_mapping
from billing.importing.run import Outcome, import_file
from portal.kit.importing.command import Bars, How, ImportCommand
from portal.kit.importing.rejections import Rejections


class Command(ImportCommand):
    help = "Import invoices and credit notes, and what has been paid on them, from an ERP's export."
    things = "documents"
    examples = (
        "import_documents export.csv --mapping erp.toml --dry-run",
        "import_documents export.xlsx --mapping erp.toml --report rejected.csv",
        "import_documents rejected.csv --mapping erp.toml     once its rows are corrected",
    )

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"])
        return import_file(
            options["file"], mapping, rejections, progress=Bars(self.things), how=how
        )

    def as_json(self, outcome: Outcome) -> dict[str, Any]:
        return asdict(outcome) | {"changed": outcome.changed}

    def as_text(self, outcome: Outcome, *, is_dry: bool) -> Sequence[str]:
        lines = [_summary(outcome, is_dry=is_dry)]
        if outcome.unchanged:
            lines.append(f"{outcome.unchanged:,} documents were there already.")
        if outcome.differences:
            count = len(outcome.differences)
            lines.append(f"{count:,} invoices differ in what is paid. Look at them:")
            lines.extend(f"  {difference}" for difference in outcome.differences)
        if outcome.ignored_columns:
            names = ", ".join(outcome.ignored_columns)
            lines.append(f"Columns that the mapping does not name were ignored: {names}.")
        if outcome.unknown_countries:
            names = ", ".join(outcome.unknown_countries)
            lines.append(f"No country was written in the addresses of new customers for: {names}.")
        return lines


def _summary(outcome: Outcome, *, is_dry: bool) -> str:
    if not outcome.changed:
        return "Nothing would change." if is_dry else "Nothing has changed."
    text = (
        f"{'Would create' if is_dry else 'Created'} {outcome.customers:,} customers, "
        f"{outcome.invoices:,} invoices and {outcome.credit_notes:,} credit notes of "
        f"{outcome.lines:,} lines, and {outcome.payments:,} payments."
    )
    if outcome.corrected:
        verb = "Would correct" if is_dry else "Corrected"
        text += f" {verb} notes or references of {outcome.corrected:,} documents."
    return text
