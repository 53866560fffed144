"""Take over products from another system (docs/importing.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from catalog.importing.command import CatalogImport, add_accept_jumps
from catalog.importing.mapping import PRODUCTS, read_mapping
from catalog.importing.products import planner
from catalog.importing.run import Outcome, import_file
from portal.kit.importing.command import Bars, How
from portal.kit.importing.rejections import Rejections


class Command(CatalogImport):
    help = (
        "Take over products and variants from a file of products, or from the lines that were "
        "sold. An empty cell changes nothing."
    )
    things = "products"
    examples = (
        "import_products products.xlsx --mapping products.toml --dry-run",
        "import_products sales.csv.xz --mapping docs/mappings/online-retail-products.toml",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_accept_jumps(parser)

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"], PRODUCTS, ("sku",))
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
