"""Back up the database and the files."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.backups import BackupFailed, make_backup, verify_backup


class Command(BaseCommand):
    help = "Back up the database and the files into a new folder, with a manifest of what is in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = """examples:
  bin/manage backup /srv/backups
  bin/manage backup /srv/backups --verify

exit codes: 0 made, 1 not made or not sound"""
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
