"""The staff's roles as groups of rights."""

from argparse import ArgumentParser
from typing import Any

from portal.kit.commands import PlainCommand
from portal.staff.roles import make_roles


class Command(PlainCommand):
    help = (
        "Make the groups Sales, Receivables, Support, Auditor and Administrator, or bring their "
        "rights up to date. Run it after each upgrade; doing it again changes nothing."
    )
    examples = (
        "make_staff_roles --dry-run",
        "make_staff_roles --keep-extra",
    )
    exit_codes = {
        0: "made, or nothing to change",
        1: "not made",
    }
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--keep-extra",
            action="store_true",
            help="leave rights that somebody has added to these groups",
        )

    def handle(self, *, dry_run: bool, keep_extra: bool, **options: Any) -> None:
        for one in make_roles(keep_extra=keep_extra, dry_run=dry_run):
            changed = f"{len(one.added)} rights added, {len(one.removed)} removed"
            self.stdout.write(f"{one.role.name} ({one.role.purpose}): {changed}")
            if options["verbosity"] > 1:
                for sign, names in (("+", one.added), ("-", one.removed)):
                    for name in names:
                        self.stdout.write(f"  {sign} {name}")
        if dry_run:
            self.stdout.write("Nothing was changed.")
