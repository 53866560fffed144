"""Statements as PDF against a loop that any program with WeasyPrint would have: the same pages,
read from the same HTML and stylesheet, tagged alike; against a lean page with the same lines and
nothing else (lean_statement.py); and what a batch takes of memory, cores and
queries.

Then the figures alone: a customer with 100,000 invoices, and 1,000 customers at once, each asked
for periods that ended some time ago.

`--quick` leaves out forty pages, counts memory to 150 statements only, and reads a tenth.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from shutil import which
from statistics import median
from subprocess import run
from tempfile import TemporaryDirectory
from unittest import mock

from tests.bench.harness import Goal, bench_database, report, set_up

set_up()

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.ffi import harfbuzz_subset
from weasyprint.text.fonts import FontConfiguration

from accounts.models import Customer, Organization
from billing.models import StatementDelivery
from billing.statements.batches import generation
from billing.statements.batches.batch import (
    BatchOptions,
    Chunk,
    add_customers,
    batch_for,
    chunks_of,
)
from billing.statements.batches.worker_pool import Workers, make_here
from billing.statements.figures import Kind, Statement, statement_of, statements_of
from billing.statements.pdf import statement_pdf
from portal.kit.dates.periods import Period
from portal.kit.pdf import rendering
from tests.bench.filling import analyse, customer_with_history
from tests.bench.lean_statement import lean_pdf
from tests.billing.statements.drawing_statements import a_seller, a_statement
from tests.factories import make_organization

QUICK = "--quick" in sys.argv
# Lines, rounds, how many times faster than the plain loop, and the most of a lean page's cost.
SIZES = {
    "1 page": (9, 15, 1.6, 1.0),
    "4 pages": (120, 7, 1.7, 0.5),
    "40 pages": (1500, 3, 2.0, 0.3),
}
MANY, SOME = (150, 50) if QUICK else (500, 100)
# Documents of the large account; customers read at once, and the documents of each.
LARGE, AT_ONCE, EACH = (10_000, 100, 100) if QUICK else (100_000, 1000, 100)
DAYS_AGO = (0, 7, 25, 60)
FIRST_DAY = date(2020, 1, 1)


@dataclass(frozen=True)
class Page:
    """What both sides are to make a PDF of."""

    statement: Statement
    seller: Organization
    html: str
    given: dict[str, bytes]

    @classmethod
    def of(cls, statement: Statement) -> Page:
        seller, seen = a_seller(), []

        def look(page: rendering._Page, rows: rendering.TextRows) -> bytes:
            seen.append((page.html(rows.markup()), dict(page.given)))
            return b""

        with mock.patch.object(rendering, "_drawn", look):
            statement_pdf(statement, seller=seller)
        return cls(statement, seller, *seen[0])

    def ours(self) -> bytes:
        """From the figures to the file: texts, template and all."""
        return statement_pdf(self.statement, seller=self.seller)

    def plain(self) -> bytes:
        """From the finished HTML to the file, as WeasyPrint's own tutorial has it."""
        fonts, fetcher = FontConfiguration(), rendering.Fetcher(self.given)
        sheet = rendering.static_path(rendering.STYLESHEET).read_text()
        css = CSS(string=sheet, font_config=fonts, url_fetcher=fetcher)
        page = HTML(string=self.html, url_fetcher=fetcher)
        return page.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant=rendering.VARIANT)

    def lean(self) -> bytes:
        """The same lines on the least of pages."""
        return lean_pdf(self.statement, self.seller.name, self.seller.address)


def main() -> None:
    if harfbuzz_subset is None:
        sys.exit("Without libharfbuzz-subset0 WeasyPrint is several times slower: no comparison.")
    figures, goals = against_plain()
    before, after = in_a_process_of_its_own(memory)
    title = f"memory at statement {MANY} over {SOME} ({after} over {before} MB)"
    goals.append(Goal(title, after / before, 1.05))
    with TemporaryDirectory() as folder, bench_database():
        settings.MEDIA_ROOT = folder
        goals += [two_workers(), *queries()]
        read, of_reading = figures_long_ago()
        goals += of_reading
    report("statements (milliseconds of processor time, medians)", figures, goals)
    report("figures of a statement (milliseconds, best of three)", read, [])


def against_plain() -> tuple[dict[str, dict[str, float]], list[Goal]]:
    figures, goals = {}, []
    for name, (lines, rounds, bound, most) in SIZES.items():
        if QUICK and rounds < 5:
            continue
        page = Page.of(a_statement(lines))
        ours, plain = page.ours(), page.plain()  # which also warms both up
        sides = {"ours": page.ours, "plain": page.plain, "lean": page.lean}
        taken: dict[str, list[float]] = {side: [] for side in sides}
        page.lean()
        for _ in range(rounds):
            for side, make in sides.items():
                taken[side].append(cpu_ms(make))
        row = {side: median(times) for side, times in taken.items()}
        pages = len(PdfReader(BytesIO(ours)).pages)
        figures[name] = {"pages": pages, "lines": lines, **row, "kB": len(ours) / 1000}
        ratios = [p / o for o, p in zip(taken["ours"], taken["plain"], strict=True)]
        goals.append(Goal(f"plain loop over ours, {name}", median(ratios), bound, at_most=False))
        shares = [o / w for o, w in zip(taken["ours"], taken["lean"], strict=True)]
        goals.append(Goal(f"ours over a lean page, {name}", median(shares), most))
        same = float(text(ours) == text(plain))
        goals.append(Goal(f"text equal, {name}", same, 1, at_most=False))
    return figures, goals


def cpu_ms(make: Callable[[], object]) -> float:
    start = time.process_time_ns()
    make()
    return (time.process_time_ns() - start) / 1_000_000


def text(content: bytes) -> object:
    """As poppler reads it; without poppler, the words of each page in any order."""
    if which("pdftotext"):
        command = ["pdftotext", "-layout", "-", "-"]
        return run(command, input=content, capture_output=True, check=True).stdout
    return [sorted(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def memory() -> tuple[float, float]:
    """Megabytes after some and after many statements, no two alike."""
    seller, sizes = a_seller(), []
    for number in range(1, MANY + 1):
        statement_pdf(a_statement(5 + number % 30, name=f"Customer {number}"), seller=seller)
        if number in (SOME, MANY):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            sizes.append(round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1))
    return sizes[0], sizes[1]


def in_a_process_of_its_own(ask: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    with get_context("fork").Pool(1) as pool:
        return pool.apply(ask)


class Batches:
    """Batches of the same customers, a new day each."""

    def __init__(self, customers: int) -> None:
        Customer.objects.bulk_create(
            Customer(name=f"Bench {i}", currency="EUR", account_number=f"B-{i:05}")
            for i in range(customers)
        )
        self._days = iter(range(2000))

    def begin(self, count: int, a_chunk: int) -> tuple[int, list[Chunk]]:
        """A batch of the first `count`, in chunks of `a_chunk` (0: as the product cuts them)."""
        day = FIRST_DAY + timedelta(days=next(self._days))
        batch = batch_for(Kind.BALANCE_FORWARD, Period(day, day), today=timezone.localdate())
        first = Customer.objects.order_by("pk")[:count].values("pk")
        add_customers(batch, Customer.objects.filter(pk__in=first))
        ids = list(StatementDelivery.objects.filter(batch=batch).values_list("pk", flat=True))
        if not a_chunk:
            return batch.pk, chunks_of(ids)
        starts = range(0, len(ids), a_chunk)
        return batch.pk, [Chunk(i, ids[i : i + a_chunk]) for i in starts]


def two_workers() -> Goal:
    """Wall time of a batch by one process over that by two; the best of turns, as the machine has
    other work too."""
    make_organization()
    batches = Batches(24)
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(4 if QUICK else 10):
        for count, taken in seconds.items():
            warm_id, warm = batches.begin(2 * count, 2)
            batch_id, chunks = batches.begin(24, 2)
            workers = Workers(count)
            list(workers.make(warm_id, warm, BatchOptions()))
            start = time.perf_counter()
            list(workers.make(batch_id, chunks, BatchOptions()))
            taken.append(time.perf_counter() - start)
            workers.end()
    return Goal("two workers over one", min(seconds[1]) / min(seconds[2]), 1.7, at_most=False)


def queries() -> list[Goal]:
    goals = []
    period = Period(date(2000, 1, 1), timezone.localdate())
    for lines in (10, 2000):
        customer = customer_with_history(f"With {lines}", invoices=lines)
        seller = Organization.current()
        with CaptureQueriesContext(connection) as asked:
            statement_pdf(statement_of(customer, Kind.BALANCE_FORWARD, period), seller=seller)
        goals.append(Goal(f"queries of a statement of {lines} invoices", len(asked), 4))
    batches = Batches(0)
    Customer.objects.bulk_create(
        Customer(name=f"Many {i}", currency="EUR", account_number=f"M-{i:05}") for i in range(1000)
    )
    with mock.patch.object(generation, "statement_pdf", return_value=b"%PDF"):
        for count in (100, 1000):
            batch_id, chunks = batches.begin(count, 0)
            with CaptureQueriesContext(connection) as asked:
                list(make_here(batch_id, chunks, BatchOptions()))
            title = f"queries a chunk, {count} customers in {len(chunks)} chunks"
            goals.append(Goal(title, len(asked) / len(chunks), 12))
    return goals


def figures_long_ago() -> tuple[dict[str, dict[str, float]], list[Goal]]:
    """Reading what stood open some time ago costs little more than reading what is open now."""
    large = [customer_with_history("Large", invoices=LARGE)]
    together = [
        customer_with_history(f"Together {n}", invoices=EACH, is_analysed=False)
        for n in range(AT_ONCE)
    ]
    analyse()
    asked = {f"1 customer of {LARGE:,}": large, f"{AT_ONCE:,} customers of {EACH}": together}
    read: dict[str, dict[str, float]] = {}
    goals = []
    for name, customers in asked.items():
        read[name] = {f"{days} days ago": reading_ms(customers, days) for days in DAYS_AGO}
        now, then = read[name]["0 days ago"], read[name]["25 days ago"]
        goals.append(Goal(f"figures of 25 days ago over today's, {name}", then / now, 10))
    return read, goals


def reading_ms(customers: list[Customer], days_ago: int) -> float:
    """The best of three, on the clock: the work is PostgreSQL's."""
    end = timezone.localdate() - timedelta(days=days_ago)
    period, taken = Period(end - timedelta(days=30), end), []
    for _ in range(3):
        start = time.perf_counter()
        list(statements_of(customers, Kind.OPEN_ITEMS, period))
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


if __name__ == "__main__":
    main()
