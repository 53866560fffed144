import os
from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from portal.demo.fill import fill, is_filled
from portal.demo.logins import staff_code, table
from portal.kit.commands import PlainCommand
from portal.kit.web.refusals import Refusal


class Command(PlainCommand):
    help = "Fill an empty database with an invented wholesaler and its customers."
    examples = (
        "demo_data",
        "demo_data --print-logins",
    )
    exit_codes = {
        0: "filled, or filled already",
        1: "refused: not a demo, or no empty database",
    }
    writes = True
    instead_of_dry_run = "it fills an empty database only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--print-logins", action="store_true", help="only say who can sign in, fill nothing"
        )
        parser.add_argument(
            "--code", action="store_true", help="only print the staff's second factor as it is now"
        )

    def handle(self, *args: Any, print_logins: bool, code: bool, **options: Any) -> None:
        if (print_logins or code) and not is_filled():
            raise CommandError("This database holds no demo. Fill it with bin/demo.")
        if code:
            self.stdout.write(staff_code())
            return
        if not print_logins:
            self._fill()
        self.stdout.write(table())

    def _fill(self) -> None:
        if not (settings.DEBUG or os.environ.get("FOYER_DEMO") == "1"):
            raise CommandError(
                "demo_data makes sign-ins with a known password; "
                "it runs only with DEBUG or FOYER_DEMO=1."
            )
        if is_filled():
            self.stdout.write("The demo data is there already.")
            return
        began = monotonic()
        try:
            fill()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"Demo data filled in {monotonic() - began:.1f} s.")
