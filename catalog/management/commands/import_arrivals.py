"""Take over what is on its way from another system (docs/importing.md)."""

from __future__ import annotations

from typing import Any

from catalog.importing.command import CatalogImport
from catalog.importing.mapping import ARRIVALS, read_mapping
from catalog.importing.run import Outcome, import_file
from catalog.importing.stock import plan_arrivals
from portal.kit.importing.command import Bars, How
from portal.kit.importing.rejections import Rejections


class Command(CatalogImport):
    help = "Take over what is on its way. A quantity of 0 takes an arrival away."
    things = "arrivals"
    examples = ("import_arrivals arrivals.csv --mapping arrivals.toml --dry-run",)

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(
            options["mapping"], ARRIVALS, ("sku", "arrives_on", "quantity", "reference")
        )
        bars = Bars(self.things)
        return import_file(
            options["file"],
            mapping,
            rejections,
            plan=plan_arrivals,
            progress=bars,
            how=how,
            kind=self.things,
        )
