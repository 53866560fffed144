"""Back up the database and the files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from portal.backups import BackupFailed, make_backup, verify_backup
from portal.kit.commands import PlainCommand


class Command(PlainCommand):
    help = "Back up the database and the files into a new folder, with a manifest of what is in it."
    examples = (
        "backup /srv/backups",
        "backup /srv/backups --verify",
    )
    exit_codes = {
        0: "made",
        1: "not made, or not sound",
    }
    writes = True
    instead_of_dry_run = "it only ever makes a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where backups are kept")
        parser.add_argument(
            "--verify", action="store_true", help="restore it into a scratch database at once"
        )

    def handle(self, *, folder: Path, verify: bool, **options: Any) -> None:
        try:
            place = make_backup(folder)
            self.stdout.write(str(place))
            for line in verify_backup(place) if verify else ():
                self.stdout.write(line)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
