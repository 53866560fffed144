"""Restore a backup, or prove that it can be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from portal.backups import BackupFailed, restore_backup, verify_backup
from portal.kit.commands import PlainCommand


class Command(PlainCommand):
    help = "Restore a backup into the configured, empty database and MEDIA_ROOT."
    examples = (
        "restore /srv/backups/foyer-20261126-020000 --verify",
        "restore /srv/backups/foyer-20261126-020000",
    )
    exit_codes = {
        0: "restored, or sound",
        1: "not restored, or not sound",
    }
    writes = True
    instead_of_dry_run = "--verify proves a backup and changes nothing."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of one backup")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="change nothing: restore into a scratch database, prove it, drop it",
        )

    def handle(self, *, backup: Path, verify: bool, **options: Any) -> None:
        try:
            if verify:
                for line in verify_backup(backup):
                    self.stdout.write(line)
                self.stdout.write("The backup is sound.")
                return
            manifest = restore_backup(backup)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest.made_at}.")
        self.stdout.write("Run check_ledger, check_orders and reconcile_payments next.")
