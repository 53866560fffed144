"""`manage.py check_orders`: prove the orders, exit 1 on any drift."""

import json
from argparse import ArgumentParser
from typing import Any

from orders.check import check_orders
from orders.models import SalesOrder
from portal.kit.commands import PlainCommand


class Command(PlainCommand):
    help = "Recompute what was shipped, cancelled and invoiced; exit 1 if anything stored differs."
    examples = (
        "check_orders",
        "check_orders --json",
    )
    exit_codes = {
        0: "no drift",
        1: "drift, or no answer",
    }

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, json: bool, **options: Any) -> None:
        drift = [str(one) for one in check_orders()]
        count = SalesOrder.objects.count()
        self.stdout.write(_as_json(count, drift) if json else _as_text(count, drift))
        if drift:
            raise SystemExit(1)


def _as_json(count: int, drift: list[str]) -> str:
    return json.dumps({"orders": count, "drift": drift})


def _as_text(count: int, drift: list[str]) -> str:
    end = f"Drift: {len(drift)}" if drift else "No drift."
    return "\n".join([f"Orders: {count}", *drift, end])
