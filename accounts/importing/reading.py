"""Rows become customers: the rows of one number are one customer, with a contact each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from accounts.importing.mapping import FIELDS, OF_CONTACT, CustomerMapping
from portal.kit.importing.cells import BadCell
from portal.kit.importing.rejections import Rejections
from portal.kit.importing.rows import Cells, Header, worse
from portal.kit.importing.tables import read_rows

OF_COMPANY = FIELDS.keys() - OF_CONTACT.keys()


@dataclass(slots=True)
class FileCustomer:
    """What the rows of one number say of a customer: values by field, where they say anything."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    problems: dict[int, BadCell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadCustomers:
    customers: list[FileCustomer]
    ignored_columns: list[str]


def read_customers(
    path: Path,
    mapping: CustomerMapping,
    rejections: Rejections,
    *,
    watch: Callable[[IO[bytes]], IO[bytes]] = lambda raw: raw,
) -> ReadCustomers:
    """The sound customers of a file, in the order in which they begin.

    A row that cannot be read is rejected together with its customer's other rows. Raises BadFile
    when the file, or a column, is missing.
    """
    customers: dict[str, FileCustomer] = {}
    rows = read_rows(path, mapping, watch=watch)
    header = Header(mapping, next(rows)[1])
    of_company, of_contact = Cells(mapping, header, OF_COMPANY), Cells(mapping, header, OF_CONTACT)
    for at, cells in rows:
        problem = header.problem(cells)
        if problem is None and header.is_skipped(cells):
            rejections.skipped += 1
            continue
        values, company_problem = of_company.parse(cells)
        contact, contact_problem = of_contact.parse(cells)
        problem = problem or worse(company_problem, contact_problem)
        key = values.get("customer") or values.get("account_number")
        if not key:
            reason, is_form = (str(problem), problem.is_form) if problem else ("no number", False)
            rejections.add(at, reason, is_form=is_form)
            continue
        customer = customers.setdefault(key, FileCustomer(key))
        customer.at.append(at)
        problem = problem or _agree(customer, values)
        if problem is not None:
            customer.problems[at] = problem
        elif any(given(value) for value in contact.values()):
            customer.contacts.append({name: one for name, one in contact.items() if given(one)})
    for customer in customers.values():
        if customer.problems:
            rejections.add_broken(customer.at, customer.key, customer.problems, of="customer")
    sound = [customer for customer in customers.values() if not customer.problems]
    return ReadCustomers(sound, header.ignored)


def given(value: Any) -> bool:
    """Whether a cell says anything. An empty one changes nothing."""
    return value is not None and value != ""


def _agree(customer: FileCustomer, values: dict[str, Any]) -> BadCell | None:
    for name, value in values.items():
        if given(value) and customer.values.setdefault(name, value) != value:
            return BadCell(f"another {name.replace('_', ' ')} than in a row above: {value}")
    return None
