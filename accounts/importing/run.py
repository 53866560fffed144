"""One import of customers from beginning to end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from accounts.company.account_numbers import next_account_numbers
from accounts.importing.changes import CannotChange, Change, Planned, Present, plan
from accounts.importing.mapping import CustomerMapping
from accounts.importing.parents import set_parents
from accounts.importing.reading import FileCustomer, read_customers
from accounts.models import Address, ContactPerson, Customer
from portal.kit.importing.command import (
    How,
    Progress,
    Taken,
    check_place,
    no_search_for_cycles,
    report_and_stop,
    take_lock,
)
from portal.kit.importing.rejections import Rejections
from portal.kit.jobs.events import announce

BATCH = 1_000


@dataclass(slots=True)
class Outcome:
    """What an import did, or would have done."""

    customers: int = 0
    updated: int = 0
    addresses: int = 0
    contacts: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.customers or self.updated)


@no_search_for_cycles()
def import_file(
    path: Path, mapping: CustomerMapping, rejections: Rejections, *, progress: Progress, how: How
) -> Outcome:
    """Read a file, create who is new and change what differs, all in one transaction.

    Rows that cannot go in are added to `rejections` and listed in the report, if one is wanted,
    before anything else is written. Raises Rejected or Misread, and nothing has changed, where
    `how` does not let the others in; BadFile; ImportRunning while another import is at work; Taken.
    """
    size = check_place(path, how.report)
    read = read_customers(path, mapping, rejections, watch=lambda raw: progress.reading(raw, size))
    with transaction.atomic():
        take_lock()
        planned = _plan_all(read.customers, mapping, rejections)
        report_and_stop(rejections, path, mapping, how)
        try:
            outcome = _write(planned, progress)
        except IntegrityError as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise Taken from None
            raise
        outcome.ignored_columns = read.ignored_columns
        if how.dry_run:
            transaction.set_rollback(True)
    return outcome


def _plan_all(
    files: list[FileCustomer], mapping: CustomerMapping, rejections: Rejections
) -> list[Planned]:
    present = _present(files)
    planned: list[Planned] = []
    for file in files:
        try:
            planned.append(plan(file, present, mapping))
        except CannotChange as error:
            rejections.add_all(file.at, file.key, str(error))
    refused = set_parents(planned)
    for one in planned:
        if one.file.key not in refused and "currency" in one.fields and not one.is_new:
            reason = _change_currency(one.customer)
            if reason:
                refused[one.file.key] = reason
        if one.file.key in refused:
            rejections.add_all(one.file.at, one.file.key, refused[one.file.key])
    return [one for one in planned if one.file.key not in refused]


def _change_currency(customer: Customer) -> str:
    """At once, for the database knows whether anything is posted in the present one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            Customer.objects.filter(pk=customer.pk).update(currency=customer.currency)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return "the currency is fixed: something is recorded in it"
    return ""


def _present(files: Iterable[FileCustomer]) -> Present:
    """Who and what is there, locked until the transaction ends. Four statements."""
    numbers = {file.values["customer"] for file in files if file.values.get("customer")}
    accounts = {
        file.values["account_number"] for file in files if file.values.get("account_number")
    }
    locked = Customer.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    customers = {
        customer.pk: customer
        for chosen in ({"external_reference__in": numbers}, {"account_number__in": accounts})
        for customer in locked.select_related("parent").filter(**chosen)
    }
    addresses: dict[int, list[Address]] = defaultdict(list)
    for address in Address.objects.filter(customer__in=customers, is_default=True):
        addresses[address.customer_id].append(address)
    contacts: dict[int, list[ContactPerson]] = defaultdict(list)
    for contact in ContactPerson.objects.filter(customer__in=customers).order_by("pk"):
        contacts[contact.customer_id].append(contact)
    return Present(
        {one.external_reference: one for one in customers.values() if one.external_reference},
        {one.account_number: one for one in customers.values()},
        addresses,
        contacts,
    )


def _write(planned: list[Planned], progress: Progress) -> Outcome:
    new = [one for one in planned if one.is_new]
    old = [
        one for one in planned if not one.is_new and (one.fields or one.addresses or one.contacts)
    ]
    outcome = Outcome(
        customers=len(new), updated=len(old), unchanged=len(planned) - len(new) - len(old)
    )
    with progress.writing(len(new) + len(old)) as step:
        _create(new)
        step(len(new))
        _update(old)
        step(len(old))
    _save_all(Address, [address for one in planned for address in one.addresses])
    contacts = [contact for one in planned for contact in one.contacts]
    _save_all(ContactPerson, contacts)
    _one_primary(contacts)
    outcome.addresses = sum(len(one.addresses) for one in planned)
    outcome.contacts = len(contacts)
    outcome.changes = [change for one in planned for change in one.changes]
    return outcome


def _create(new: list[Planned]) -> None:
    parents = [(one.customer, one.customer.parent) for one in new if one.customer.parent]
    for customer, _ in parents:
        customer.parent = None
    for one, number in zip(new, next_account_numbers(len(new)), strict=True):
        one.customer.account_number = number
    Customer.objects.bulk_create([one.customer for one in new], batch_size=BATCH)
    for customer, parent in parents:
        customer.parent = parent
    Customer.objects.bulk_update([one for one, _ in parents], ["parent"], batch_size=BATCH)


def _update(old: list[Planned]) -> None:
    by_fields: dict[tuple[str, ...], list[Customer]] = defaultdict(list)
    for one in old:
        if one.fields:
            by_fields[tuple(sorted(one.fields))].append(one.customer)
    for names, customers in by_fields.items():
        for customer in customers:
            customer.parent = customer.parent  # its id, where the parent is new
        Customer.objects.bulk_update(customers, names, batch_size=BATCH)
    for one in old:
        if "credit_limit" in one.fields and one.customer.is_on_hold:
            announce("billing.held-account-posted", one.customer.pk)


def _save_all(model: Any, records: list[Any]) -> None:
    """Create the new ones and update the others."""
    new = [record for record in records if record.pk is None]
    for record in new:
        record.customer = record.customer  # its id, where the customer is new
    known = [record for record in records if record.pk is not None]
    names = [
        one.name
        for one in model._meta.fields  # noqa: SLF001 - Django documents it
        if not one.primary_key and one.name != "customer"
    ]
    if known:
        model.objects.bulk_update(known, names, batch_size=BATCH)
    model.objects.bulk_create(new, batch_size=BATCH)


def _one_primary(contacts: list[ContactPerson]) -> None:
    """A company has one primary contact: the last that the file calls so."""
    chosen = {one.customer_id: one.pk for one in contacts if one.is_primary}
    others = ContactPerson.objects.filter(customer__in=chosen, is_primary=True)
    others.exclude(pk__in=chosen.values()).update(is_primary=False)
