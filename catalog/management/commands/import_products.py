"""Take over products from another system (docs/importing.md)."""

from __future__ import annotations

from typing import Any

from catalog.importing.command import CatalogImport
from catalog.importing.mapping import PRODUCTS, read_mapping
from catalog.importing.products import plan
from catalog.importing.run import Outcome, import_file
from portal.kit.importing.command import Bars, How
from portal.kit.importing.rejections import Rejections


class Command(CatalogImport):
    help = (
        "Take over products and variants from a file of products, or from the lines that were "
        "sold. An empty cell changes nothing."
    )
    things = "products"
    examples = """  bin/manage import_products products.xlsx --mapping products.toml --dry-run
  bin/manage import_products sales.csv.xz --mapping docs/mappings/online-retail-products.toml
"""

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"], PRODUCTS, ("sku",))
        bars = Bars(self.things)
        return import_file(options["file"], mapping, rejections, plan=plan, progress=bars, how=how)
