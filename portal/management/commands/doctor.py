"""Say what is wrong with this installation."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from portal.doctor import Level, examine


class Command(BaseCommand):
    help = "Say what is wrong with this installation, why it matters, and how to mend it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = """examples:
  bin/manage doctor
  bin/manage doctor --json

exit codes: 0 nothing is wrong, 1 warnings only, 2 errors"""
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
