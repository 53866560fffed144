"""`python -m tests.stripe_double`: the stand-in as a process of its own."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from tests.stripe_double import double as defaults
from tests.stripe_double.double import StripeDouble


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.stripe_double", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--webhook", metavar="URL", help="where events are delivered")
    secret = os.environ.get("STRIPE_WEBHOOK_SECRET") or defaults.WEBHOOK_SECRET
    parser.add_argument("--secret", default=secret, help="signs webhooks [STRIPE_WEBHOOK_SECRET]")
    key = os.environ.get("STRIPE_SECRET_KEY") or defaults.SECRET_KEY
    parser.add_argument("--key", default=key, help="API key of the test mode [STRIPE_SECRET_KEY]")
    parser.add_argument("--journal", type=Path, help="go on where this file ends, and keep it up")
    parser.add_argument("--settle-after", type=float, metavar="SECONDS", help="for bank debits")
    parser.add_argument("--merchant", default="Foyer demo", help="the name on the hosted page")
    parser.add_argument("--seed", type=int, default=0, help="for ids and faults")
    options = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    double = StripeDouble(
        seed=options.seed,
        secret_key=options.key,
        webhook_secret=options.secret,
        webhook_url=options.webhook,
        settle_after=options.settle_after,
        journal=options.journal,
        merchant=options.merchant,
    )
    with double.start(options.port):
        sys.stdout.write(f"READY {double.url}\n")
        sys.stdout.flush()
        ended.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
