"""What the columns of an export of customers mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.models import Customer
from portal.kit.importing.cells import ChoiceField, Field, FlagField, NumberField, TextField
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

MAX_TERMS = 3650  # days
OF_CUSTOMER: dict[str, Field] = {
    "customer": TextField(64, "identifier"),
    "account_number": TextField(32, "identifier"),
    "name": TextField(200),
    "email": TextField(254, "email"),
    "phone": TextField(40),
    "tax_id": TextField(40),
    "tax_treatment": ChoiceField(tuple(Customer.TaxTreatment.values)),
    "currency": TextField(3, "identifier"),
    "terms_days": NumberField(4, 0),
    "credit_limit": NumberField(14),
    "parent": TextField(64, "identifier"),
    "language": TextField(10, "identifier"),
    "statements": ChoiceField(tuple(Customer.StatementFrequency.values)),
}
OF_ADDRESS: dict[str, Field] = {
    "attention": TextField(150),
    "street": TextField(150),
    "street2": TextField(150),
    "postcode": TextField(20),
    "city": TextField(100),
    "region": TextField(100),
    "country": TextField(100),
}
OF_CONTACT: dict[str, Field] = {
    "contact_name": TextField(150),
    "contact_position": TextField(100),
    "contact_email": TextField(254, "email"),
    "contact_phone": TextField(40),
    "contact_gets_statements": FlagField(),
    "contact_gets_payment_notices": FlagField(),
    "contact_is_primary": FlagField(),
}
KINDS = ("billing", "shipping")
FIELDS: dict[str, Field] = {
    **OF_CUSTOMER,
    **{f"{kind}_{name}": one for kind in KINDS for name, one in OF_ADDRESS.items()},
    **OF_CONTACT,
}
TOP_KEYS = {"file", "columns", "defaults", "skip"}
DEFAULT_KEYS = {"currency", "terms_days", "statements"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a new customer gets where the file says nothing."""

    currency: str = ""
    terms_days: int = 30
    statements: str = Customer.StatementFrequency.MONTHLY


@dataclass(frozen=True, slots=True)
class CustomerMapping(Columns):
    defaults: Defaults = field(default=Defaults())


def read_mapping(path: Path) -> CustomerMapping:
    """The mapping of a TOML file. Raises BadMapping with one line that names the key."""
    content = read_toml(path, TOP_KEYS)
    form = read_file_form(Table.of(content, "file", FILE_KEYS))
    columns = read_columns(content, FIELDS, ())
    mapped = {column.field for column in columns}
    if not mapped & {"customer", "account_number"}:
        raise BadMapping("columns lacks customer, the ERP's number, or account_number.")
    if mapped & set(OF_CONTACT) and not mapped & {"contact_name", "contact_email"}:
        raise BadMapping("columns lacks contact_name or contact_email, by which contacts are told.")
    defaults = _defaults(Table.of(content, "defaults", DEFAULT_KEYS))
    return CustomerMapping(form, columns, read_skip(content), defaults)


def _defaults(table: Table) -> Defaults:
    known: dict[str, Any] = {}
    currency = table.text("currency", "")
    if currency and not is_money(currency):
        raise table.bad("currency", "the ISO 4217 code of a currency, such as EUR")
    terms = table.days("terms_days", MAX_TERMS)
    if terms is not None:
        known["terms_days"] = terms
    if "statements" in table.values:
        known["statements"] = table.choice("statements", Customer.StatementFrequency.values)
    return Defaults(currency=currency, **known)
