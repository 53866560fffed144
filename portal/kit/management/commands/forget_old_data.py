from argparse import ArgumentParser
from typing import Any

from portal.kit.commands import PlainCommand
from portal.kit.jobs.retention import forget_old_data


class Command(PlainCommand):
    help = "Forget what has been kept for as long as the organization says (docs/privacy.md)."
    examples = (
        "forget_old_data --dry-run",
        "forget_old_data",
    )
    exit_codes = {
        0: "forgotten, or counted",
        1: "not all of it",
    }
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Count what would be forgotten; change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for one in forget_old_data(is_rehearsal=options["dry_run"]):
            self.stdout.write(f"{one.count:>8}  {one.what}")
