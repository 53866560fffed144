"""Take over documents from what an ERP exports (docs/importing.md)."""

from __future__ import annotations

import json
import sys
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
from tqdm.utils import CallbackIOWrapper

from billing.importing.mapping import BadMapping, read_mapping
from billing.importing.reading import BadFile
from billing.importing.rejections import Rejections
from billing.importing.run import ImportRunning, Outcome, Rejected, import_file

MOST_REASONS = 10


class Bars:
    """Progress bars on standard error, where somebody watches."""

    def reading(self, raw: IO[bytes], size: int) -> IO[bytes]:
        bar = tqdm(total=size, unit="B", unit_scale=True, desc="Reading", disable=None)

        def read(count: int) -> None:
            bar.update(count)
            if bar.n >= size:
                bar.close()

        return cast("IO[bytes]", CallbackIOWrapper(read, raw, "read"))

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
                atomic=options["atomic"],
                dry_run=options["dry_run"],
            )
        except (BadMapping, BadFile) as error:
            raise CommandError(str(error), returncode=2) from None
        except ImportRunning:
            raise CommandError("Another import is running.", returncode=3) from None
        except Rejected:
            rejections.write(report)
            raise CommandError(
                f"Nothing was changed: {len(rejections):,} rows were rejected, listed in {report}.",
                returncode=1,
            ) from None
        if len(rejections):
            rejections.write(report)
        self._say(outcome, rejections, report, options)

    def _report_path(self) -> Path:
        stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
        return Path(settings.VAR_DIR) / "imports" / f"rejected-{stamp}.csv"

    def _say(
        self, outcome: Outcome, rejections: Rejections, report: Path, options: dict[str, Any]
    ) -> None:
        if options["json"]:
            result = asdict(outcome) | {"report": str(report) if len(rejections) else None}
            json.dump(result, self.stdout)
            self.stdout.write("")
            return
        verb = "Would create" if options["dry_run"] else "Created"
        if outcome.changed:
            self.stdout.write(
                f"{verb} {outcome.customers:,} customers, {outcome.invoices:,} invoices and "
                f"{outcome.credit_notes:,} credit notes of {outcome.lines:,} lines, and "
                f"{outcome.payments:,} payments."
            )
        else:
            self.stdout.write("Nothing has changed.")
        if outcome.unchanged:
            self.stdout.write(f"{outcome.unchanged:,} documents were there already.")
        if outcome.skipped_rows:
            self.stdout.write(f"{outcome.skipped_rows:,} rows were skipped by the mapping.")
        if len(rejections):
            self.stdout.write(f"{len(rejections):,} rows were rejected, listed in {report}:")
            for reason, count in rejections.reasons()[:MOST_REASONS]:
                self.stdout.write(f"  {count:>9,}  {reason}")
        sys.stdout.flush()
