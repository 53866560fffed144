"""Posting a payment of three invoices: the product's receipt against the same by plain ORM calls.

Both sides write the same rows into the same tables, under the same constraints and triggers, and
make sure of the same things first (key, open amounts, gap-free number, first possible day); at the
end `check_ledger` goes through what both have left. The plain side does it as one writes it with
Django alone: a query for each question, a `create` for each row. Sides take turns within a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from statistics import median
from uuid import uuid4

from tests.bench.harness import Goal, bench_database, report, set_up

set_up()

from django.db import connection, transaction
from django.db.models import Max, Q
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from billing.ledger.allocation import Share
from billing.ledger.check import check_ledger
from billing.ledger.posting import LedgerRefusal
from billing.models import Account, JournalEntry, OpenItem, Payment, Posting
from billing.payments.entry import PREFIX, record_payment
from portal.kit.db.numbering import NumberSequence
from tests.bench.clients import clients
from tests.bench.filling import INVOICE_POSTINGS, INVOICES, analyse
from tests.factories import make_customer, make_organization

INVOICES_EACH = 3
MANY, CROWD = 8, 32
ROUNDS, WARM_UP = 7, 1
EACH = 12  # payments of each of the 8 clients a round
TOGETHER = 96  # payments of all clients on one customer a round


@dataclass(frozen=True, slots=True)
class Job:
    """A customer who pays these invoices in full."""

    customer: Customer
    items: tuple[OpenItem, ...]


def by_product(job: Job) -> None:
    record_payment(
        customer=job.customer,
        amount=sum((item.total for item in job.items), start=Decimal(0)),
        method=Payment.Method.CARD,
        received_on=date.today(),
        shares=[Share(item, item.total) for item in job.items],
        key=str(uuid4()),
    )


@transaction.atomic
def by_plain_orm(job: Job) -> None:
    customer = Customer.objects.select_for_update(no_key=True).get(pk=job.customer.pk)
    key = f"payment:{uuid4()}"
    if JournalEntry.objects.filter(key=key).exists():
        return
    invoices = []
    for item in job.items:
        invoice = OpenItem.objects.select_for_update(no_key=True).get(pk=item.pk)
        if invoice.customer_id != customer.pk or invoice.open < item.total:
            raise LedgerRefusal("That is more than is still open.")
        invoices.append(invoice)
    amount = sum((item.total for item in job.items), start=Decimal(0))
    number = _number()
    item = OpenItem.objects.create(
        customer=customer,
        currency=customer.currency,
        kind=OpenItem.Kind.PAYMENT,
        number=number,
        issued_on=date.today(),
        total=amount,
    )
    Payment.objects.create(
        customer=customer,
        currency=customer.currency,
        number=number,
        method=Payment.Method.CARD,
        received_on=date.today(),
        amount=amount,
        open_item=item,
    )
    entry = _entry(customer, key, JournalEntry.Kind.PAYMENT, [item])
    Posting.objects.create(
        entry=entry,
        customer=customer,
        currency=customer.currency,
        amount=amount,
        debit_account=Account.CASH,
        credit_account=Account.RECEIVABLE,
        credit_item=item,
    )
    for invoice in invoices:
        key = f"allocation:{uuid4()}"
        entry = _entry(customer, key, JournalEntry.Kind.ALLOCATION, [item, invoice])
        Posting.objects.create(
            entry=entry,
            customer=customer,
            currency=customer.currency,
            amount=invoice.open,
            debit_account=Account.RECEIVABLE,
            debit_item=item,
            credit_account=Account.RECEIVABLE,
            credit_item=invoice,
        )
        invoice.refresh_from_db(fields=["open"])
    item.refresh_from_db(fields=["open"])


def _number() -> str:
    while True:
        sequence = NumberSequence.objects.select_for_update().get(prefix=PREFIX)
        sequence.last += 1
        sequence.save()
        number = f"{PREFIX}{sequence.last:05d}"
        if not Payment.objects.filter(number=number).exists():
            return number


def _entry(
    customer: Customer, key: str, kind: JournalEntry.Kind, items: list[OpenItem]
) -> JournalEntry:
    reopened = Posting.objects.filter(
        Q(debit_item__in=items) | Q(credit_item__in=items), entry__kind=JournalEntry.Kind.REVERSAL
    ).aggregate(last=Max("entry__effective_on"))["last"]
    return JournalEntry.objects.create(
        customer=customer,
        currency=customer.currency,
        key=key,
        kind=kind,
        effective_on=max([reopened or date.min, *(item.issued_on for item in items)]),
    )


SIDES = {"product": by_product, "plain ORM": by_plain_orm}


def jobs_of(payments: int) -> Iterator[Job]:
    """A new customer's invoices, three at a time."""
    customer = make_customer(currency="GBP")
    parameters = {"customer": customer.pk, "invoices": payments * INVOICES_EACH, "days": 365}
    for statement in (INVOICES, INVOICE_POSTINGS):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    items = iter(OpenItem.objects.filter(customer=customer).order_by("pk"))
    return (Job(customer, three) for three in zip(*[items] * INVOICES_EACH, strict=True))


def main() -> None:
    turns = ROUNDS + WARM_UP
    with bench_database():
        make_organization()
        different = {side: [jobs_of(turns * EACH) for _ in range(MANY)] for side in SIDES}
        one, crowd = jobs_of(turns * TOGETHER), jobs_of(turns * TOGETHER)
        statements = {side: _statements(side) for side in SIDES}
        analyse()
        rates: dict[str, list[float]] = {}
        errors: list[str] = []
        with clients(CROWD, SIDES) as pool:

            def timed(name: str, side: str, jobs: list[list[Job]]) -> None:
                seconds, failed = pool.run(side, jobs)
                errors.extend(failed)
                rates.setdefault(name, []).append(sum(map(len, jobs)) / seconds)

            for _turn in range(turns):
                for side in SIDES:
                    own = [list(islice(jobs, EACH)) for jobs in different[side]]
                    timed(f"{side}, {MANY} clients, a customer each", side, own)
                timed("product, 1 client, one customer", "product", [list(islice(one, TOGETHER))])
                share = TOGETHER // CROWD
                own = [list(islice(crowd, share)) for _ in range(CROWD)]
                timed(f"product, {CROWD} clients, one customer", "product", own)
        drift = check_ledger().drift
    for error in errors[:3]:
        print(error)
    product, plain, alone, together = (rate[WARM_UP:] for rate in rates.values())
    counts = [statements["product"], statements["plain ORM"], *[statements["product"]] * 2]
    report(
        "posting (payments of three invoices a second, medians of alternating rounds)",
        {
            name: {"payments/s": median(rate[WARM_UP:]), "statements": count}
            for (name, rate), count in zip(rates.items(), counts, strict=True)
        },
        [
            Goal("product over plain ORM, 8 clients", _ratio(product, plain), 2, at_most=False),
            Goal("32 clients over 1, one customer", _ratio(together, alone), 0.7, at_most=False),
            Goal("errors", float(len(errors)), 0),
            Goal("differences found by check_ledger", float(len(drift)), 0),
        ],
    )


def _ratio(above: list[float], below: list[float]) -> float:
    """Of rounds that ran one after the other."""
    return median(a / b for a, b in zip(above, below, strict=True))


def _statements(side: str) -> float:
    """How many one payment takes."""
    first, second = jobs_of(2)
    SIDES[side](first)
    with CaptureQueriesContext(connection) as queries:
        SIDES[side](second)
    return float(len(queries))


if __name__ == "__main__":
    main()
