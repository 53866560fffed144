"""What the columns of an export of products, prices, stock or arrivals mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.models import Arrival, Product
from catalog.units import PIECE, UNITS
from portal.kit.importing.cells import ChoiceField, DateField, Field, NumberField, TextField
from portal.kit.importing.mapping import (
    FILE_KEYS,
    BadMapping,
    Columns,
    Table,
    read_columns,
    read_file_form,
    read_skip,
    read_toml,
)
from portal.kit.money.choices import is_money

SKU = TextField(64, "identifier")
PRODUCTS: dict[str, Field] = {
    "sku": SKU,
    "name": TextField(200),
    "product": SKU,
    "description": TextField(5000, "text"),
    "brand": TextField(80),
    "category": TextField(320),
    "gtin": TextField(14, "identifier"),
    "hs_code": TextField(10, "identifier"),
    "origin": TextField(60),
    "tax_code": TextField(20, "identifier"),
    "unit": ChoiceField(tuple(code.lower() for code in UNITS)),
    "pack_size": NumberField(6, 3),
    "min_quantity": NumberField(6, 3),
    "multiple": NumberField(6, 3),
    "max_quantity": NumberField(6, 3),
    "status": ChoiceField(tuple(Product.Status.values)),
    "popularity": NumberField(9, 0),
    "price": NumberField(10, 4),
}
# One row for each line sold: the catalogue follows from what was really ordered.
SALES: dict[str, Field] = {
    "sku": SKU,
    "name": TextField(200),
    "quantity": NumberField(9, 3),
    "price": NumberField(10, 4),
}
PRICES: dict[str, Field] = {
    "sku": SKU,
    "list": TextField(40, "identifier"),
    "from_quantity": NumberField(6, 3),
    "price": NumberField(10, 4),
    "valid_from": DateField(),
    "valid_until": DateField(),
}
STOCK: dict[str, Field] = {
    "sku": SKU,
    "on_hand": NumberField(6, 3),
    "reserved": NumberField(6, 3),
}
ARRIVALS: dict[str, Field] = {
    "sku": SKU,
    "arrives_on": DateField(),
    "quantity": NumberField(6, 3),
    "confidence": ChoiceField(tuple(Arrival.Confidence.values)),
    "reference": TextField(60),
}
TOP_KEYS = {"file", "columns", "defaults", "skip"}
DEFAULT_KEYS = {"currency", "list", "assortment", "unit", "as_of", "source"}


@dataclass(frozen=True, slots=True)
class CatalogMapping(Columns):
    """`rows` is "products" or "sales" for products. `list` is the price list that a product's
    price goes into, `assortment` the range that new products join: codes, made where missing."""

    rows: str = "products"
    currency: str = ""
    list: str = ""
    assortment: str = "everything"
    unit: str = PIECE
    source: str = ""


def read_mapping(path: Path, fields: dict[str, Field], required: tuple[str, ...]) -> CatalogMapping:
    """The mapping of a TOML file. Raises BadMapping with one line that names the key."""
    content = read_toml(path, TOP_KEYS)
    file = Table.of(content, "file", FILE_KEYS | {"rows"})
    rows = file.choice("rows", ("products", "sales")) if fields is PRODUCTS else "products"
    if rows == "sales":
        fields, required = SALES, ("sku", "name", "quantity", "price")
    columns = read_columns(content, fields, required)
    defaults = Table.of(content, "defaults", DEFAULT_KEYS)
    currency = defaults.text("currency", "")
    if currency and not is_money(currency):
        raise defaults.bad("currency", "the ISO 4217 code of a currency, such as EUR")
    price_list = defaults.text("list", "")
    if (
        fields in (PRODUCTS, SALES)
        and "price" in {one.field for one in columns}
        and not (price_list and currency)
    ):
        raise BadMapping("defaults lacks list and currency: the price list that prices go into.")
    unit = defaults.text("unit", PIECE)
    if unit not in UNITS:
        raise defaults.bad("unit", "a code of UN/ECE Recommendation 20, such as C62")
    return CatalogMapping(
        read_file_form(file),
        columns,
        read_skip(content),
        rows,
        currency,
        price_list,
        defaults.text("assortment", "everything"),
        unit,
        defaults.text("source", ""),
    )
