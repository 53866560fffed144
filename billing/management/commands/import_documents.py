"""Take over documents from what an ERP exports (docs/importing.md)."""

from __future__ import annotations

import io
import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from billing.importing.mapping import BadMapping, read_mapping
from billing.importing.paid import Difference
from billing.importing.reading import BadFile
from billing.importing.rejections import Rejections
from billing.importing.run import ImportRunning, NumberTaken, Outcome, Rejected, import_file

MOST_REASONS = 10


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


class Bars:
    """Progress bars on standard error, where somebody watches."""

    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]:
        bar = tqdm(total=size, unit="B", unit_scale=True, desc="Reading", disable=None)
        return cast("IO[bytes]", io.BufferedReader(_Watched(raw, bar)))

    @contextmanager
    def writing(self, total: int) -> Iterator[Callable[[int], object]]:
        with tqdm(total=total, unit=" documents", desc="Writing", disable=None) as bar:
            yield bar.update


class Command(BaseCommand):
    help = "Take over invoices and credit notes from an ERP's export."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, plain or .gz or .xz")
        parser.add_argument("--mapping", type=Path, required=True, help="what its columns mean")
        parser.add_argument("--dry-run", action="store_true", help="say what would change")
        parser.add_argument("--atomic", action="store_true", help="all rows or nothing")
        parser.add_argument("--report", type=Path, help="where rejected rows are listed")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *args: Any, **options: Any) -> None:
        rejections = Rejections()
        report = options["report"] or self._report_path()
        try:
            mapping = read_mapping(options["mapping"])
            outcome = import_file(
                options["file"],
                mapping,
                rejections,
                progress=Bars(),
                report=report,
                report_always=options["report"] is not None,
                atomic=options["atomic"],
                dry_run=options["dry_run"],
            )
        except (BadMapping, BadFile) as error:
            raise CommandError(str(error), returncode=2) from None
        except ImportRunning:
            raise CommandError("Another import is running.", returncode=3) from None
        except NumberTaken:
            raise CommandError(
                "Nothing was changed: somebody issued one of these documents, or made one of "
                "these customers, at the same moment. Import again.",
                returncode=3,
            ) from None
        except Rejected:
            raise CommandError(
                f"Nothing was changed: {len(rejections):,} rows were rejected, listed in {report}.",
                returncode=1,
            ) from None
        self._say(outcome, rejections, report, options)

    def _report_path(self) -> Path:
        stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
        return Path(settings.VAR_DIR) / "imports" / f"rejected-{stamp}.csv"

    def _say(
        self, outcome: Outcome, rejections: Rejections, report: Path, options: dict[str, Any]
    ) -> None:
        reasons = rejections.reasons()
        if options["json"]:
            more = {
                "changed": outcome.changed and not options["dry_run"],
                "dry_run": options["dry_run"],
                "reasons": dict(reasons),
                "report": str(report) if rejections else None,
            }
            self.stdout.write(json.dumps(asdict(outcome) | more, default=str))
            return
        self.stdout.write(_summary(outcome, is_dry=options["dry_run"]))
        if outcome.unchanged:
            self.stdout.write(f"{outcome.unchanged:,} documents were there already.")
        self._say_differences(outcome.differences)
        if outcome.skipped_rows:
            self.stdout.write(f"{outcome.skipped_rows:,} rows were skipped by the mapping.")
        if rejections:
            self.stdout.write(f"{len(rejections):,} rows were rejected, listed in {report}:")
        for reason, count in reasons[:MOST_REASONS]:
            self.stdout.write(f"  {count:>9,}  {reason}")
        if len(reasons) > MOST_REASONS:
            self.stdout.write(f"             and {len(reasons) - MOST_REASONS} more reasons")

    def _say_differences(self, differences: list[Difference]) -> None:
        if not differences:
            return
        self.stdout.write(f"{len(differences):,} invoices differ in what is paid. Look at them:")
        for difference in differences:
            self.stdout.write(f"  {difference}")


def _summary(outcome: Outcome, *, is_dry: bool) -> str:
    if not outcome.changed:
        return "Nothing would change." if is_dry else "Nothing has changed."
    text = (
        f"{'Would create' if is_dry else 'Created'} {outcome.customers:,} customers, "
        f"{outcome.invoices:,} invoices and {outcome.credit_notes:,} credit notes of "
        f"{outcome.lines:,} lines, and {outcome.payments:,} payments."
    )
    if outcome.corrected:
        verb = "Would correct" if is_dry else "Corrected"
        text += f" {verb} notes or references of {outcome.corrected:,} documents."
    return text
