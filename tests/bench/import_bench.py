"""Importing: by COPY against the same rows through the ORM, and an unchanged file again.

`--documents N` chooses the size of the made-up file.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO

from tests.bench.harness import Goal, Samples, bench_database, measure, report, set_up

set_up()

from django.db import transaction

from accounts.company.account_numbers import next_account_numbers
from accounts.models import Customer
from billing.importing.diff import compare
from billing.importing.mapping import read_mapping
from billing.importing.plan import PlannedDocument, plan
from billing.importing.reading import read_documents
from billing.importing.run import import_file
from billing.models import Account, Invoice, InvoiceLine, JournalEntry, OpenItem, Posting
from portal.kit.importing.command import How
from portal.kit.importing.rejections import Rejections

DOCUMENTS, LINES_EACH, CUSTOMERS = 3_000, 20, 400
BATCH = 2_000
MAPPING = """
[columns]
number = "No"
customer = "Customer"
date = "Date"
sku = "Item"
description = "Text"
quantity = "Qty"
unit_price = "Price"
[defaults]
currency = "GBP"
terms_days = 30
"""


class Silent:
    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]:
        return raw

    @contextmanager
    def writing(self, total: int) -> Iterator[Callable[[int], object]]:
        yield lambda step: None


def export(path: Path, prefix: str, documents: int) -> Path:
    """A wholesaler's export of made-up documents; another prefix makes other ones."""
    chance = random.Random(7)
    with path.open("w") as file:
        file.write("No,Customer,Date,Item,Text,Qty,Price\n")
        for number in range(documents):
            day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            for _ in range(LINES_EACH):
                item = chance.randrange(3000)
                file.write(
                    f"{prefix}{number},{prefix}K{number % CUSTOMERS},{day},SKU{item},Goods {item},"
                    f"{chance.randrange(1, 50)},{chance.randrange(100, 9999) / 100}\n"
                )
    return path


def by_orm(path: Path, mapping_path: Path) -> None:
    """The same rows and the same triggers, with `bulk_create`."""
    mapping = read_mapping(mapping_path)
    rejections = Rejections()
    read = read_documents(path, mapping, rejections)
    planned = [plan(one, mapping, today=date(2026, 1, 1)) for one in read.documents]
    with transaction.atomic():
        new = compare(planned).new
        references = list(dict.fromkeys(one.customer for one in new))
        customers = Customer.objects.bulk_create(
            [
                Customer(account_number=number, external_reference=name, name=name, currency="GBP")
                for name, number in zip(
                    references, next_account_numbers(len(references)), strict=True
                )
            ],
            batch_size=BATCH,
        )
        _create(new, dict(zip(references, customers, strict=True)))


def _create(new: list[PlannedDocument], customers: dict[str, Customer]) -> None:
    items = OpenItem.objects.bulk_create(
        [
            OpenItem(
                customer=customers[one.customer],
                currency="GBP",
                kind=one.kind,
                number=one.number,
                issued_on=one.issued_on,
                due_on=one.due_on,
                total=one.total,
            )
            for one in new
        ],
        batch_size=BATCH,
    )
    invoices = Invoice.objects.bulk_create(
        [
            Invoice(
                customer=item.customer,
                currency="GBP",
                number=one.number,
                status="issued",
                issued_on=one.issued_on,
                due_on=one.due_on,
                total=one.total,
                net_total=one.net_total,
                open_item=item,
                billing_name=item.customer.name,
            )
            for one, item in zip(new, items, strict=True)
        ],
        batch_size=BATCH,
    )
    InvoiceLine.objects.bulk_create(
        [
            InvoiceLine(
                invoice=invoice,
                position=position,
                sku=line.sku,
                description=line.description,
                quantity=line.quantity,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
                net=line.net,
            )
            for one, invoice in zip(new, invoices, strict=True)
            for position, line in enumerate(one.lines, start=1)
        ],
        batch_size=BATCH,
    )
    entries = JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                customer=item.customer,
                currency="GBP",
                key=f"import:invoice:{item.number}",
                kind="invoice",
                effective_on=item.issued_on,
            )
            for item in items
        ],
        batch_size=BATCH,
    )
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry,
                customer=item.customer,
                currency="GBP",
                amount=item.total,
                debit_account=Account.RECEIVABLE,
                debit_item=item,
                credit_account=Account.SALES,
            )
            for entry, item in zip(entries, items, strict=True)
        ],
        batch_size=BATCH,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    documents = parser.parse_known_args()[0].documents
    with bench_database(), tempfile.TemporaryDirectory() as folder:
        mapping_path = Path(folder) / "mapping.toml"
        mapping_path.write_text(MAPPING)
        mapping = read_mapping(mapping_path)
        samples = {name: Samples() for name in ("by COPY", "through the ORM", "unchanged again")}
        for turn in range(3):
            copied = export(Path(folder) / "a.csv", f"A{turn}-", documents)
            through = export(Path(folder) / "b.csv", f"B{turn}-", documents)

            def run(path: Path = copied) -> None:
                import_file(path, mapping, Rejections(), progress=Silent(), how=How())

            measure(samples["by COPY"], run)
            measure(samples["through the ORM"], lambda path=through: by_orm(path, mapping_path))
            measure(samples["unchanged again"], run)
    cpu = {name: sum(sample.cpu) / len(sample.cpu) for name, sample in samples.items()}
    report(
        f"import (milliseconds; {documents} documents of {LINES_EACH} lines)",
        {
            name: {
                "application": sum(sample.application) / 3,
                "database": sum(sample.database) / 3,
                "cpu": cpu[name],
                "wall": sum(sample.wall) / 3,
            }
            for name, sample in samples.items()
        },
        [
            Goal("ORM over COPY, cpu", cpu["through the ORM"] / cpu["by COPY"], 2, at_most=False),
            Goal(
                "first import over unchanged again, cpu",
                cpu["by COPY"] / cpu["unchanged again"],
                2,
                at_most=False,
            ),
        ],
    )


if __name__ == "__main__":
    main()
