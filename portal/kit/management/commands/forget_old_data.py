from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.kit.jobs.retention import forget_old_data


class Command(BaseCommand):
    help = "Forget what has been kept for as long as the organization says (docs/privacy.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Count what would be forgotten; change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for one in forget_old_data(is_rehearsal=options["dry_run"]):
            self.stdout.write(f"{one.count:>8}  {one.what}")
