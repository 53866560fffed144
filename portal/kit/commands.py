"""What every command has in common: its help, its exit codes, its one line on errors."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter
from django.db import InterfaceError, OperationalError

INTERRUPTED = 130
ASKED_WRONGLY = 2


class Help(RawDescriptionHelpFormatter, DjangoHelpFormatter):
    """A command's own options before Django's, examples and exit codes as they were written."""


if TYPE_CHECKING:
    Before = BaseCommand
else:
    Before = object


class InOneStyle(Before):
    """To be put before a command of Django's. Says examples and exit codes in `--help`, and ends
    with one plain line where the database or the disk gives out; `--traceback` has the rest.

    A command that changes something has `--dry-run`, or says in `instead_of_dry_run` why it has
    none and what to do instead.
    """

    examples: tuple[str, ...] = ()
    exit_codes: Mapping[int, str] = {}
    writes = False
    instead_of_dry_run = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", Help)
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        codes = {ASKED_WRONGLY: "asked for wrongly: nothing was done"} | dict(self.exit_codes)
        parts = ["examples:", *(f"  bin/manage {one}" for one in self.examples)]
        parts += ["", "exit codes:", *(f"  {code}  {codes[code]}" for code in sorted(codes))]
        if self.instead_of_dry_run:
            parts += ["", f"no --dry-run: {self.instead_of_dry_run}"]
        parser.epilog = "\n".join(parts)
        return parser

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except (OperationalError, InterfaceError) as error:
            if options.get("traceback"):
                raise
            raise CommandError(f"The database does not answer: {_in_a_line(error)}") from error
        except OSError as error:
            if options.get("traceback"):
                raise
            raise CommandError(_in_a_line(error)) from error

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except KeyboardInterrupt:
            sys.stderr.write("Stopped.\n")
            sys.exit(INTERRUPTED)


class PlainCommand(InOneStyle, BaseCommand):
    """A command of this project."""


def _in_a_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
