"""The gateway beside the demo, so that a newcomer pays with a test card, offline: a stand-in for
Stripe, or the Test Bank."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

HOST = "127.0.0.1"
# Long enough to see a bank debit under way, short enough to see it settle.
SETTLE_SECONDS = "120"


def is_wanted() -> bool:
    """Whether the demo has no gateway of its own: what the environment names wins."""
    named = ("STRIPE_SECRET_KEY", "STRIPE_SECRET_KEY_FILE", "CARD_GATEWAY")
    return not any(map(os.environ.get, named))


def use_test_bank(var: Path) -> None:
    """Let the Test Bank take the payments, with the books of the last time."""
    os.environ.update(
        CARD_GATEWAY="billing.payments.gateways.test_bank.gateway.Gateway",
        TEST_BANK_FILE=str(var / "test-bank.sqlite3"),
    )


def configure(*, beside: int) -> str:
    """Put the stand-in's settings into the environment. Returns its address."""
    address = f"http://{HOST}:{_free_port(beside + 1)}"
    os.environ.update(
        STRIPE_SECRET_KEY=f"sk_test_{secrets.token_hex(16)}",
        STRIPE_WEBHOOK_SECRET=f"whsec_{secrets.token_hex(16)}",
        STRIPE_API_BASE=address,
        STRIPE_CHECKOUT_ORIGIN=address,
    )
    return address


def command(address: str, *, portal: int, var: Path, merchant: str) -> list[str]:
    """What starts the stand-in; it reads keys from the environment that `configure` made."""
    return [
        sys.executable,
        *("-m", "tests.stripe_double"),
        *("--port", address.rpartition(":")[2]),
        *("--webhook", f"http://{HOST}:{portal}/webhooks/stripe/"),
        *("--journal", str(var / "stripe.jsonl")),
        *("--settle-after", SETTLE_SECONDS),
        *("--merchant", merchant),
    ]


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except (OSError, OverflowError):
            probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
