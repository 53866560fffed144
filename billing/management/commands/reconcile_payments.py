"""`manage.py reconcile_payments`: the gateway's account, the attempts and the ledger compared."""

from __future__ import annotations

import json as text
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from billing.payments.gateways import stripe
from billing.payments.gateways.truth import GatewayDown, GatewayRefused
from billing.payments.reconciling import Reconciliation, reconcile


class Command(BaseCommand):
    help = (
        "Compare what moved at Stripe with the attempts and the ledger, post what was missed, and "
        "write down for staff what does not agree. Exit 1 while a finding is open."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=35, help="how far back (35)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, days: int, json: bool, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days is at least 1.")
        if not stripe.is_on():
            raise CommandError("Stripe is not set up: there is nothing to reconcile.")
        shows = self.stderr.isatty() and not json
        try:
            done = reconcile(
                timezone.now() - timedelta(days=days), progress=self._show if shows else _quiet
            )
        except GatewayDown as down:
            raise CommandError(f"Stripe did not answer; run it again. ({down})") from down
        except GatewayRefused as refused:
            raise CommandError(f"Stripe refused: {refused}") from refused
        self.stdout.write(_as_json(done) if json else _as_text(done))
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
        }
    )


def _as_text(done: Reconciliation) -> str:
    lines = [f"Movements: {done.movements}", f"Healed: {done.healed}"]
    lines += [f"{one}: {one.detail}" for one in done.findings]
    lines.append(f"Findings: {len(done.findings)}" if done.findings else "Everything agrees.")
    return "\n".join(lines)
