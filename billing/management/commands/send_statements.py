"""`manage.py send_statements`: a statement for every customer, resumable, each once.

Exit 0: all went through; 1: something failed or is left (run it again); 2: asked for wrongly, and
nothing was done; 3: it runs already.
"""

from __future__ import annotations

import csv
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Organization
from billing.models import StatementBatch
from billing.statements.batches.batch import (
    BatchOptions,
    Chunk,
    add_customers,
    batch_for,
    counts_of,
    customers_named,
    failures_of,
    period_named,
    unfinished,
)
from billing.statements.batches.generation import Outcome
from billing.statements.batches.locks import alone_on
from billing.statements.batches.queueing import jobs_left, queue_chunks, settled_since
from billing.statements.batches.storage import stored_path
from billing.statements.batches.worker_pool import WorkerDied, Workers, make_here
from billing.statements.figures import Kind
from portal.kit.commands import PlainCommand
from portal.kit.web.refusals import Refusal

LEFT, ASKED_WRONGLY, RUNS_ALREADY = 1, 2, 3
AGAIN = "Run it again: it does only what is left."
POLL_SECONDS = 1.0


class Progress:
    """Moves the bar with each statement, and to the end of a chunk when that is done."""

    def __init__(self, bar: Any) -> None:
        self.bar = bar
        self._seen: Counter[int] = Counter()

    def step(self, number: int) -> None:
        """One more statement of this chunk is begun."""
        self._seen[number] += 1
        self.bar.update(1)

    def finish(self, outcome: Outcome) -> None:
        self.bar.update(outcome.size - self._seen.pop(outcome.number, 0))


class Command(PlainCommand):
    help = "Render, store and, if asked, mail one statement for each customer."
    examples = (
        "send_statements --period 2026-10 --dry-run",
        "send_statements --period 2026-Q3 --email",
        "send_statements --period 2026-10 --workers 4 --out /srv/statements",
    )
    exit_codes = {
        0: "all went through",
        1: "something failed or is left: run it again",
        2: "asked for wrongly: nothing was done",
        3: "the same statements are being made by another run",
    }
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--period", required=True, help="2026-10, 2026-Q3, 2026-W42 or 2026-10-01..2026-10-15")
        add("--type", choices=Kind.values, default=Kind.BALANCE_FORWARD.value, help="which kind")
        add("--customers", nargs="+", default=[], metavar="NUMBER", help="account or ERP numbers")
        add("--only-with-balance", action="store_true", help="skip who owes and is owed nothing")
        add("--only-with-activity", action="store_true", help="skip who has nothing in the period")
        add("--out", default="", metavar="DIR", help="also put copies here")
        add("--email", action="store_true", help="mail to the contacts marked for statements")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--workers", type=int, default=1, metavar="N", help="processes here")
        how.add_argument("--queue", action="store_true", help="leave it to the queue's workers")
        add("--dry-run", action="store_true", help="say how many there would be, make none")

    def handle(self, **options: Any) -> None:
        try:
            self._handle(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence, returncode=ASKED_WRONGLY) from refusal
        except DatabaseError as error:
            told = " ".join(str(error).split())
            raise CommandError(f"The database does not answer: {told}. {AGAIN}") from error
        except OSError as error:
            raise CommandError(f"{error}. {AGAIN}") from error

    def _handle(self, options: dict[str, Any]) -> None:
        _check(options)
        kind, period = Kind(options["type"]), period_named(options["period"])
        customers = customers_named(options["customers"])
        if options["dry_run"]:
            self.stdout.write(_rehearsal(kind, period, customers))
            return
        seller = Organization.current()
        seller.check_is_set_up()
        batch = batch_for(kind, period, today=seller.today())
        batch_options = BatchOptions(
            email=options["email"],
            out=str(Path(options["out"]).resolve()) if options["out"] else "",
            only_with_balance=options["only_with_balance"],
            only_with_activity=options["only_with_activity"],
        )
        workers = Workers(options["workers"]) if options["workers"] > 1 else None
        try:
            with alone_on(batch.pk) as is_alone:
                if not is_alone:
                    self.stderr.write("These statements are being made by another run.")
                    raise SystemExit(RUNS_ALREADY)
                add_customers(batch, customers)
                chunks = unfinished(
                    batch, customers if options["customers"] else None, batch_options
                )
                complete = self._run(batch, chunks, batch_options, workers, queue=options["queue"])
                self._report(batch, complete=complete)
        finally:
            if workers is not None:
                workers.end()

    def _run(
        self,
        batch: StatementBatch,
        chunks: list[Chunk],
        batch_options: BatchOptions,
        workers: Workers | None,
        *,
        queue: bool,
    ) -> bool:
        """Whether all chunks were worked through."""
        total = sum(len(chunk.delivery_ids) for chunk in chunks)
        with tqdm(total=total, unit=" statements", file=self.stderr, mininterval=0.2) as bar:
            if queue:
                self._queue(batch, chunks, batch_options, bar)
                return True
            made = workers.make if workers else make_here
            progress = Progress(bar)
            try:
                outcomes = made(batch.pk, chunks, batch_options, progress.step)
                return self._follow(outcomes, progress) == total
            except WorkerDied as error:
                self.stderr.write(f"{error}.")
                return False

    def _follow(self, outcomes: Iterable[Outcome], progress: Progress) -> int:
        states: Counter[str] = Counter()
        sent = done = 0
        for outcome in outcomes:
            states += outcome.states
            sent += outcome.mails_sent
            if outcome.disk_is_full:
                self.stderr.write("The disk is full: nothing more is stored.")
            else:
                done += outcome.size
            if outcome.mail_is_down:
                self.stderr.write("The mail server does not answer: mails wait, the rest goes on.")
            progress.bar.set_postfix(
                done=states["stored"], skipped=states["skipped"], failed=states["failed"],
                mailed=sent, refresh=False,
            )  # fmt: skip
            progress.finish(outcome)
        return done

    def _queue(
        self, batch: StatementBatch, chunks: list[Chunk], batch_options: BatchOptions, bar: Any
    ) -> None:
        """Show what the workers get done until no job of the batch is left. Ending this command
        ends the showing only."""
        started = timezone.now() - timedelta(seconds=1)
        queue_chunks(batch, chunks, batch_options)
        while True:
            left = jobs_left(batch)
            states = settled_since(batch, started)
            bar.set_postfix(
                done=states["stored"], skipped=states["skipped"], failed=states["failed"],
                jobs=left, refresh=False,
            )  # fmt: skip
            bar.update(sum(states.values()) - bar.n if left else bar.total - bar.n)
            if not left:
                return
            time.sleep(POLL_SECONDS)

    def _report(self, batch: StatementBatch, *, complete: bool) -> None:
        counts = counts_of(batch)
        self.stdout.write(
            f"{batch}: {counts['stored']} stored, {counts['skipped']} skipped,"
            f" {counts['failed']} failed, {counts['queued']} waiting."
        )
        failures = list(failures_of(batch))
        path = stored_path(f"failures-{batch.pk}.csv")
        if failures:
            self.stdout.write(f"Not gone through: {len(failures)}, {_written(path, failures)}")
        else:
            path.unlink(missing_ok=True)
        if failures or counts["queued"] or not complete:
            self.stdout.write(AGAIN)
            raise SystemExit(LEFT)


def _check(options: dict[str, Any]) -> None:
    """Raises Refusal for what cannot go together or anywhere, before anything is done."""
    if options["workers"] < 1:
        raise Refusal("--workers takes a number from 1.")
    if not options["out"]:
        return
    if options["queue"]:
        raise Refusal("--out is a folder of this machine: not with --queue.")
    out = Path(options["out"])
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise Refusal(f"{out} cannot be written to: {error.strerror}.") from error


def _written(path: Path, failures: list[tuple[str, str, str, str]]) -> str:
    """Where the failures stand; why they stand nowhere when there is no room."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["account_number", "customer", "address", "reason"])
            writer.writerows(failures)
    except OSError as error:
        return f"and not written down: {error}"
    return f"listed in {path}"


def _rehearsal(kind: Kind, period: Any, customers: Any) -> str:
    batch = StatementBatch.objects.filter(
        kind=kind, start_on=period.start, end_on=period.end
    ).first()
    stored = customers.filter(statements__batch=batch, statements__state="stored").count()
    count = customers.count()
    return (
        f"{kind.label}, {period.start} to {period.end}: {count} customers, {stored} stored already."
    )
