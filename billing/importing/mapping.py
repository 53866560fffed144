"""What the columns of an export of documents mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.kit.importing.cells import Column, DateField, Field, NumberField, TextField
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

__all__ = ["BadMapping", "CreditRule", "Defaults", "ImportMapping", "read_mapping"]

# The longest texts and numbers taken; the database's columns hold them. The decimals of amounts
# depend on the currency.
FIELDS: dict[str, Field] = {
    "number": TextField(40, "number in addresses"),
    "customer": TextField(64, "identifier"),
    "customer_name": TextField(200, "company"),
    "customer_email": TextField(254, "email"),
    "customer_phone": TextField(40),
    "customer_tax_id": TextField(40),
    "street": TextField(150),
    "postcode": TextField(20),
    "city": TextField(100),
    "country": TextField(100),
    "currency": TextField(3, "identifier"),
    "po_number": TextField(100),
    "order_reference": TextField(100),
    "note": TextField(10_000, "text"),
    "kind": TextField(64),
    "sku": TextField(64, "identifier"),
    "description": TextField(400, "text"),
    "date": DateField(),
    "due_date": DateField(),
    "settled_on": DateField(),
    "quantity": NumberField(12, 4),
    "unit_price": NumberField(14, 4),
    "tax_rate": NumberField(2, 3),
    "total": NumberField(14),
    "net": NumberField(14),
    "tax": NumberField(14),
    "paid_amount": NumberField(14),
}
BOTH_FORMS = {"number", "customer", "date"}
OF_FORM = {
    "lines": {"quantity", "unit_price", "sku"},
    "documents": {"total", "net", "tax"},
}
REQUIRED = {
    "lines": BOTH_FORMS | {"quantity", "unit_price"},
    "documents": BOTH_FORMS | {"total"},
}
TOP_KEYS = {"file", "columns", "defaults", "credit_notes", "skip"}
DEFAULT_KEYS = {"currency", "terms_days", "tax_rate", "customer_name", "description"}
CREDIT_KEYS = {"prefix", "value", "negative_total", "amounts"}
LONGEST_NAME = 130  # of the pattern, so that the customer's number fits in
LONGEST_DESCRIPTION = 400
MAX_TERMS = 3650  # days


@dataclass(frozen=True, slots=True)
class CreditRule:
    """Which documents are credit notes; `negative` says that their amounts stand below zero."""

    prefix: str = ""
    value: str = ""
    negative_total: bool = False
    negative: bool = True


@dataclass(frozen=True, slots=True)
class Defaults:
    currency: str = ""
    terms_days: int | None = None
    tax_rate: Decimal = Decimal(0)
    customer_name: str = "Customer {customer}"
    description: str = "As per document"

    def name_of(self, customer: str) -> str:
        """How a customer is called of whom the file has only a number."""
        return self.customer_name.replace("{customer}", customer)


@dataclass(frozen=True, slots=True)
class ImportMapping(Columns):
    """Columns of documents; `rows` says whether a row is a line or a whole document."""

    rows: str = "lines"
    defaults: Defaults = field(default=Defaults())
    credit: CreditRule = field(default=CreditRule())


def read_mapping(path: Path) -> ImportMapping:
    """The mapping of a TOML file. Raises BadMapping with one line that names the key."""
    content = read_toml(path, TOP_KEYS)
    settings = Table.of(content, "file", FILE_KEYS | {"rows"})
    rows = settings.choice("rows", ("lines", "documents"))
    form = read_file_form(settings)
    columns = _columns(content, rows)
    return ImportMapping(
        form=form,
        columns=columns,
        skip=read_skip(content),
        rows=rows,
        defaults=_defaults(Table.of(content, "defaults", DEFAULT_KEYS), columns),
        credit=_credit(Table.of(content, "credit_notes", CREDIT_KEYS), columns),
    )


def _columns(content: Mapping[str, Any], rows: str) -> tuple[Column, ...]:
    other = next(name for name in OF_FORM if name != rows)
    misplaced = set(Table.of(content, "columns", FIELDS).values) & OF_FORM[other]
    if misplaced:
        raise BadMapping(
            f'columns has {", ".join(sorted(misplaced))}, which only file.rows = "{other}" takes.'
        )
    return read_columns(content, FIELDS, REQUIRED[rows])


def _defaults(table: Table, columns: tuple[Column, ...]) -> Defaults:
    currency = table.text("currency", "")
    if not currency and all(column.field != "currency" for column in columns):
        raise BadMapping("Say the currency: defaults.currency, or a column for it.")
    if currency and not is_money(currency):
        raise table.bad("currency", "the ISO 4217 code of a currency, such as EUR")
    rate = table.values.get("tax_rate", 0)
    if type(rate) not in {int, float} or not 0 <= rate < 100 or round(rate, 3) != rate:
        raise table.bad("tax_rate", "per cent, from 0 to below 100, with three decimals at most")
    name = table.text("customer_name", Defaults().customer_name)
    if len(name) > LONGEST_NAME or "{" in name.replace("{customer}", "") or not name.strip():
        raise table.bad("customer_name", "a text that may hold {customer} and no other braces")
    description = table.text("description", Defaults().description)
    if len(description) > LONGEST_DESCRIPTION:
        raise table.bad("description", f"{LONGEST_DESCRIPTION} characters at most")
    terms = table.days("terms_days", MAX_TERMS)
    return Defaults(currency, terms, Decimal(str(rate)), name, description)


def _credit(table: Table, columns: tuple[Column, ...]) -> CreditRule:
    value = table.text("value", "")
    if value and all(column.field != "kind" for column in columns):
        raise BadMapping("credit_notes.value needs columns.kind to compare with.")
    return CreditRule(
        table.text("prefix", ""),
        value,
        table.flag("negative_total"),
        table.choice("amounts", ("negative", "positive")) == "negative",
    )
