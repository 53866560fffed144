"""What every command that imports a file has in common: its options, its exit codes, its words."""

from __future__ import annotations

import gc
import io
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from portal.kit.commands import PlainCommand
from portal.kit.importing.mapping import BadMapping, Columns
from portal.kit.importing.rejections import Rejections
from portal.kit.importing.tables import BadFile
from portal.kit.text.characters import printable

MAX_REASONS = 10
# Any number will do, as long as it is always the same.
IMPORT_LOCK = 0x466F796572
EXIT_CODES = {
    0: "done; no row was rejected",
    1: "--atomic, and rows were rejected, or the database gave out: nothing has changed",
    2: "bad file, bad mapping, unknown column, or no place for the report: nothing has changed",
    3: "another import is running: nothing has changed",
    4: """rows were rejected and are listed in the report; the others went in, unless rows could not
     be read for their form (a date, a number, a sign): then nothing has changed""",
}


class ImportRunning(Exception):
    """Another import holds the lock."""


class Taken(Exception):
    """Somebody else has made, meanwhile, what the file was about to make."""


class Rejected(Exception):
    """`atomic` was asked for and something was rejected; nothing has changed."""


class Misread(Exception):
    """Rows could not be read for their form, so the others may be misread; nothing has changed."""


class Progress(Protocol):
    """How far an import is, for whoever watches."""

    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]: ...

    def writing(self, total: int) -> AbstractContextManager[Callable[[int], object]]: ...


@dataclass(frozen=True, slots=True)
class How:
    """How an import is to be carried out, as the command's options say."""

    report: Path | None = None
    report_always: bool = False
    atomic: bool = False
    dry_run: bool = False
    accept_misread: bool = False


def check_place(path: Path, report: Path | None) -> int:
    """The file's size. Raises BadFile where it is no file, or the report would overwrite it."""
    if not path.is_file():
        raise BadFile(f"{path} is not a file.")
    if report and report.exists() and report.samefile(path):
        raise BadFile("The report cannot be the file itself.")
    return path.stat().st_size


def take_lock() -> None:
    """Until the transaction ends. Raises ImportRunning while another import has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [IMPORT_LOCK])
        (taken,) = cursor.fetchone()
    if not taken:
        raise ImportRunning


def report_and_stop(rejections: Rejections, path: Path, columns: Columns, how: How) -> None:
    """List what was rejected, and go on unless nothing may go in. Raises BadFile where the report
    cannot be written, Rejected and Misread."""
    if how.report and (rejections or how.report_always):
        rejections.write(how.report, path, columns)
    if rejections and how.atomic:
        raise Rejected
    if rejections.misread and not how.accept_misread:
        raise Misread


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Many small objects and no cycles among them: the search would cost a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Watched(io.RawIOBase):
    """A file that moves a bar as it is read."""

    def __init__(self, raw: IO[bytes], bar: tqdm[Any]) -> None:
        self.raw = raw
        self.bar = bar

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.raw.read(len(buffer))
        buffer[: len(data)] = data
        self.bar.update(len(data))
        return len(data)

    def close(self) -> None:
        self.bar.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Bars:
    """Progress bars on standard error, where somebody watches."""

    things: str

    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]:
        bar = tqdm(total=size, unit="B", unit_scale=True, desc="Reading", disable=None)
        return cast("IO[bytes]", io.BufferedReader(_Watched(raw, bar)))

    @contextmanager
    def writing(self, total: int) -> Iterator[Callable[[int], object]]:
        with tqdm(total=total, unit=f" {self.things}", desc="Writing", disable=None) as bar:
            yield bar.update


class ImportCommand(PlainCommand):
    """A command that imports one file. Those who inherit say what is read and how it is told."""

    things = "rows"
    exit_codes = EXIT_CODES
    writes = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV (plain, gzip or xz), XLSX or ODS, told by its content"
        )
        parser.add_argument(
            "--mapping", type=Path, required=True, help="a TOML file that says what columns mean"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change and change nothing"
        )
        parser.add_argument(
            "--atomic", action="store_true", help="let nothing in when any row is rejected"
        )
        parser.add_argument(
            "--accept-misread",
            action="store_true",
            help="let the other rows in although dates, numbers or signs could not be read",
        )
        parser.add_argument(
            "--report",
            type=Path,
            help="where rejected rows are listed; by default a new file under var/imports/",
        )
        parser.add_argument("--json", action="store_true", help="print one object instead of text")

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Any:
        """Import the file and return the outcome. Raises what `handle` answers."""
        raise NotImplementedError

    def as_json(self, outcome: Any) -> dict[str, Any]:
        """The outcome's counts and lists."""
        raise NotImplementedError

    def as_text(self, outcome: Any, *, is_dry: bool) -> Sequence[str]:
        """What has changed, in lines."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        rejections = Rejections()
        report: Path = options["report"] or self._report_path()
        how = How(
            report=report,
            report_always=options["report"] is not None,
            atomic=options["atomic"],
            dry_run=options["dry_run"],
            accept_misread=options["accept_misread"],
        )
        outcome = None
        ending: tuple[str, int] | None = None
        try:
            outcome = self.read_and_write(options, how, rejections)
        except (BadMapping, BadFile) as error:
            raise CommandError(printable(str(error)), returncode=2) from None
        except ImportRunning:
            raise CommandError("Another import is running.", returncode=3) from None
        except Taken:
            raise CommandError(
                "Nothing was changed: somebody made one of these records at the same moment. "
                "Import again.",
                returncode=3,
            ) from None
        except Rejected:
            ending = f"Nothing was changed: {self._rejected(rejections, report)}.", 1
        except Misread:
            ending = self._misread(rejections, report), 4
        self._say(outcome, rejections, report, options)
        if ending is None and rejections:
            ending = f"{self._rejected(rejections, report)}.", 4
        if ending is not None:
            text, code = ending
            raise CommandError(printable(text), returncode=code)

    def _rejected(self, rejections: Rejections, report: Path) -> str:
        return f"{_counted(len(rejections))} rejected, listed in {report}"

    def _misread(self, rejections: Rejections, report: Path) -> str:
        return (
            f"Nothing was changed: in {rejections.misread:,} of the rows a date, number or sign "
            "cannot be read as the mapping says, so the other rows may be misread as well. Look "
            f"at {report}; correct the mapping, or the rows in the file, and import the file "
            "again, or let the other rows in with --accept-misread."
        )

    def _report_path(self) -> Path:
        stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
        return Path(settings.VAR_DIR) / "imports" / f"rejected-{stamp}.csv"

    def _say(
        self, outcome: Any, rejections: Rejections, report: Path, options: dict[str, Any]
    ) -> None:
        if options["json"]:
            known = self.as_json(outcome) if outcome is not None else {"changed": False}
            more = {
                "changed": known["changed"] and not options["dry_run"],
                "dry_run": options["dry_run"],
                "rejected_rows": len(rejections),
                "misread_rows": rejections.misread,
                "skipped_rows": rejections.skipped,
                "reasons": dict(rejections.reasons()),
                "report": str(report) if rejections else None,
            }
            self.stdout.write(json.dumps(known | more, default=str))
            return
        if outcome is not None:
            for line in self.as_text(outcome, is_dry=options["dry_run"]):
                self.stdout.write(printable(line))
        if rejections.skipped:
            self.stdout.write(f"{_counted(rejections.skipped)} skipped by the mapping.")
        self._say_reasons(rejections.reasons())

    def _say_reasons(self, reasons: list[tuple[str, int]]) -> None:
        if reasons:
            self.stdout.write("Rejected rows, by reason:")
        for reason, count in reasons[:MAX_REASONS]:
            self.stdout.write(f"  {count:>9,}  {reason}")
        if len(reasons) > MAX_REASONS:
            self.stdout.write(f"             and {len(reasons) - MAX_REASONS} more reasons")


def _counted(rows: int) -> str:
    return "1 row was" if rows == 1 else f"{rows:,} rows were"
