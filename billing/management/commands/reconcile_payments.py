"""`manage.py reconcile_payments`: the gateway's account, the attempts and the ledger compared."""

from __future__ import annotations

import json as text
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from billing.payments.gateways.registry import card_gateway
from billing.payments.reconciliation.comparison import Reconciliation, reconcile
from portal.kit.commands import PlainCommand


class Command(PlainCommand):
    help = (
        "Compare what moved at Stripe with the attempts and the ledger, post what was missed, and "
        "write down for staff what does not agree. Exit 1 while a finding is open, or when Stripe "
        "did not answer about something."
    )
    examples = (
        "reconcile_payments",
        "reconcile_payments --days 90 --json",
    )
    exit_codes = {
        0: "everything agrees",
        1: "a finding is open, or Stripe did not answer",
    }
    writes = True
    instead_of_dry_run = "it posts only what the gateway vouches for, each once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=35, help="how far back (35)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, days: int, json: bool, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days is at least 1.")
        if not card_gateway().is_on():
            raise CommandError("Stripe is not set up: there is nothing to reconcile.")
        shows = self.stderr.isatty() and not json
        done = reconcile(
            timezone.now() - timedelta(days=days), progress=self._show if shows else _quiet
        )
        self.stdout.write(_as_json(done) if json else _as_text(done))
        if done.unasked:
            count = len(done.unasked)
            raise CommandError(f"Stripe did not answer about {count} of them; run it again.")
        if done.findings:
            raise SystemExit(1)

    def _show(self, count: int) -> None:
        self.stderr.write(f"\r{count} movements compared", ending="")


def _quiet(_count: int) -> None:
    """Nobody is watching."""


def _as_json(done: Reconciliation) -> str:
    return text.dumps(
        {
            "movements": done.movements,
            "healed": done.healed,
            "findings": [
                {"kind": one.kind, "about": one.about, "detail": one.detail}
                for one in done.findings
            ],
            "unasked": done.unasked,
        }
    )


def _as_text(done: Reconciliation) -> str:
    lines = [f"Movements: {done.movements}", f"Healed: {done.healed}"]
    lines += [f"{one}: {one.detail}" for one in done.findings]
    lines += [f"Not asked about: {name}" for name in done.unasked]
    if done.unasked and not done.findings:
        return "\n".join(lines)
    lines.append(f"Findings: {len(done.findings)}" if done.findings else "Everything agrees.")
    return "\n".join(lines)
