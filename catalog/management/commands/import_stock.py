"""Take over stock from another system (docs/importing.md)."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalog.importing.command import CatalogImport
from catalog.importing.mapping import STOCK, read_mapping
from catalog.importing.run import Outcome, import_file
from catalog.importing.stock import stock_planner
from portal.kit.importing.command import Bars, How
from portal.kit.importing.mapping import BadMapping
from portal.kit.importing.rejections import Rejections


class Command(CatalogImport):
    help = "Take over what a warehouse counted. What was counted later than --as-of stays."
    things = "counts"
    examples = ("import_stock stock.csv --mapping stock.toml --as-of 2026-03-02T08:00",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--as-of", required=True, help="when it was counted, such as 2026-03-02T08:00"
        )

    def read_and_write(self, options: dict[str, Any], how: How, rejections: Rejections) -> Outcome:
        mapping = read_mapping(options["mapping"], STOCK, ("sku", "on_hand"))
        plan = stock_planner(as_of=_moment(options["as_of"]))
        bars = Bars(self.things)
        return import_file(
            options["file"],
            mapping,
            rejections,
            plan=plan,
            progress=bars,
            how=how,
            kind=self.things,
        )


def _moment(text: str) -> datetime:
    """In UTC unless the text says another zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise BadMapping("--as-of takes a date and time, such as 2026-03-02T08:00.")
    moment = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    if moment > timezone.now():
        raise BadMapping("--as-of is in the future.")
    return moment
