"""`manage.py check_ledger`: prove the ledger, print its figures, exit 1 on any drift."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.audit.events import altered_events
from billing.ledger.check import Figures, LedgerCheck, check_ledger
from portal.kit.commands import PlainCommand
from portal.kit.db.seals import broken_seals, heads, unknown_heads

COUNTS = ("customers", "invoices", "credit_notes", "payments")
FIGURES = (
    "customers",
    "invoices",
    "invoiced",
    "credit_notes",
    "credited",
    "payments",
    "paid",
    "outstanding",
    "credits",
    "deposits",
    "net",
)


class Command(PlainCommand):
    help = "Recompute balances from the postings; exit 1 if anything stored differs."
    examples = (
        "check_ledger",
        "check_ledger --json",
        "check_ledger --head > heads.txt",
        "check_ledger --noted heads.txt",
    )
    exit_codes = {
        0: "no drift",
        1: "drift, a broken chain, or no answer",
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--head",
            action="store_true",
            help="only print the heads of the hash chains, to be recorded elsewhere",
        )
        parser.add_argument(
            "--noted",
            metavar="FILE",
            type=Path,
            help="lines that --head printed earlier: each must still be in its chain",
        )

    def handle(self, *, json: bool, head: bool, noted: Path | None, **options: Any) -> None:
        if head:
            if noted_down := list(map(str, heads())):
                self.stdout.write("\n".join(noted_down))
            else:
                # Not a line to be noted down: kept in a file it would be taken for a lost head.
                self.stderr.write("Nothing is sealed yet.")
            return
        lines = _read(noted) if noted else []
        check = check_ledger()
        broken = [*broken_seals(), *unknown_heads(lines), *altered_events()]
        problems = [*map(str, check.drift), *map(str, broken)]
        self.stdout.write(_as_json(check, problems) if json else _as_text(check, problems))
        if problems:
            raise SystemExit(1)


def _read(noted: Path) -> list[str]:
    try:
        return noted.read_text().splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{noted} cannot be read: {error}") from error


def _as_json(check: LedgerCheck, problems: list[str]) -> str:
    """Counts are numbers; amounts are objects of strings by currency, be there one or none."""
    summary: dict[str, object] = {name: _summed(check.figures, name) for name in FIGURES}
    return json.dumps(summary | {"drift": len(problems)})


def _summed(figures: list[Figures], name: str) -> int | dict[str, str]:
    if name in COUNTS:
        count: int = sum(getattr(each, name) for each in figures)
        return count
    return {each.currency: str(getattr(each, name)) for each in figures}


def _as_text(check: LedgerCheck, problems: list[str]) -> str:
    lines = [line for figures in check.figures for line in _figure_lines(figures)]
    lines += problems
    lines.append(f"Drift: {len(problems)}" if problems else "No drift.")
    return "\n".join(lines)


def _figure_lines(figures: Figures) -> list[str]:
    lines = [figures.currency]
    for name in FIGURES:
        value = getattr(figures, name)
        shown = f"{value:,}"
        lines.append(f"  {name.replace('_', ' '):<13}{shown:>20}")
    return lines
