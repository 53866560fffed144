"""Say what is wrong with this installation."""

import json
from argparse import ArgumentParser
from typing import Any

from portal.doctor import Level, examine
from portal.kit.commands import PlainCommand


class Command(PlainCommand):
    help = "Say what is wrong with this installation, why it matters, and how to mend it."
    examples = (
        "doctor",
        "doctor --json",
    )
    exit_codes = {
        0: "nothing is wrong",
        1: "warnings only",
        2: "errors",
    }
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args: Any, **options: Any) -> None:
        found = examine()
        if options["json"]:
            self.stdout.write(json.dumps([one.as_json() for one in found], indent=2))
        elif not found:
            self.stdout.write("Nothing is wrong.")
        else:
            for one in found:
                self.stdout.write(f"{one.level.upper()} {one.id}: {one.what}")
                self.stdout.write(f"  Why:  {one.why}")
                self.stdout.write(f"  Mend: {one.fix}")
        if found:
            is_error = any(one.level == Level.ERROR for one in found)
            raise SystemExit(2 if is_error else 1)
