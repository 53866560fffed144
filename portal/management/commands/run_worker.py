"""`manage.py run_worker`: do what is queued, for as long as it is left to run.

Exit 0: it was asked to end (SIGTERM, Ctrl-C) and its jobs are done; 1: a fault of its own. A
database that is away is no fault: it waits.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from portal.kit.commands import PlainCommand
from portal.kit.jobs.worker import run_worker


class Command(PlainCommand):
    help = "Work off the queue until told to stop. Waits for the database when it is away."
    examples = (
        "run_worker",
        "run_worker --concurrency 4",
        "run_worker --until-empty",
    )
    exit_codes = {
        0: "asked to end, and its jobs are done",
        1: "a fault of its own",
    }
    writes = True
    instead_of_dry_run = "doing what waits is all it does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--concurrency", type=int, default=1, metavar="N", help="jobs at a time (default: 1)"
        )
        parser.add_argument(
            "--until-empty", action="store_true", help="end when no job is due any more"
        )

    def handle(self, *args: Any, concurrency: int, until_empty: bool, **options: Any) -> None:
        if concurrency < 1:
            raise CommandError("--concurrency takes a number from 1.")
        run_worker(concurrency=concurrency, wait=not until_empty)
