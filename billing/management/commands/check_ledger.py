"""`manage.py check_ledger`: prove the ledger, print its figures, exit 1 on any drift."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from billing.ledger.check import Figures, LedgerCheck, check_ledger

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


class Command(BaseCommand):
    help = "Recompute the ledger from its postings; exit 1 when anything kept differs from them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, json: bool, **options: Any) -> None:
        check = check_ledger()
        self.stdout.write(_as_json(check) if json else _as_text(check))
        if check.drift:
            raise SystemExit(1)


def _as_json(check: LedgerCheck) -> str:
    """Counts are numbers; amounts are objects of strings by currency, be there one or none."""
    summary: dict[str, object] = {name: _summed(check.figures, name) for name in FIGURES}
    return json.dumps(summary | {"drift": len(check.drift)})


def _summed(figures: list[Figures], name: str) -> int | dict[str, str]:
    if name in COUNTS:
        count: int = sum(getattr(each, name) for each in figures)
        return count
    return {each.currency: str(getattr(each, name)) for each in figures}


def _as_text(check: LedgerCheck) -> str:
    lines = [line for figures in check.figures for line in _figure_lines(figures)]
    lines += [str(drift) for drift in check.drift]
    lines.append(f"Drift: {len(check.drift)}" if check.drift else "No drift.")
    return "\n".join(lines)


def _figure_lines(figures: Figures) -> list[str]:
    lines = [figures.currency]
    for name in FIGURES:
        value = getattr(figures, name)
        shown = f"{value:,}"
        lines.append(f"  {name.replace('_', ' '):<13}{shown:>20}")
    return lines
