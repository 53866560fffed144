"""Take over price lists from another system (docs/importing.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from catalog.importing.command import CatalogImport, add_accept_jumps
from catalog.importing.mapping import PRICES, read_mapping
from catalog.importing.prices import planner
from catalog.importing.run import Outcome, import_file
from portal.kit.importing.command import Bars, How
from portal.kit.importing.rejections import Rejections


class Command(CatalogImport):
    help = (
        "Take over the rungs of price lists. Of a variant and list that the file names it says "
        "all rungs: those it leaves out end."
    )
    things = "prices"
    examples = (
        "import_prices trade.csv --mapping prices.toml --dry-run",
        "import_prices trade.csv --mapping prices.toml --accept-jumps",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_accept_jumps(parser)

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"], PRICES, ("sku", "price"))
        plan = planner(accept_jumps=options["accept_jumps"])
        bars = Bars(self.things)
        return import_file(
            options["file"],
            mapping,
            rejections,
            plan=plan,
            progress=bars,
            how=how,
            kind=self.things,
        )
