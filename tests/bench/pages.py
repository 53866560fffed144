"""Customers' pages as they are served, in hellos: what a bare Django answer costs in the same run.

An account as the peers in docs/performance.md were measured with (1,000 invoices, a third of them
open), and the same pages over accounts of 100, 5,000 and 100,000 invoices.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from tests.bench.harness import Goal, bench_database, report, set_up

set_up()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer
from billing.models import Invoice
from tests.bench.browsers import BARE, browser_of
from tests.bench.filling import customer_with_history
from tests.bench.served import Served, served
from tests.factories import make_organization

ROUNDS = 40
PEERS = 1_000  # invoices of the account that the peers were measured with
SIZES = (100, 5_000, 100_000)
# One invoice in so many is open, of the peers' account and of the others.
PEERS_SHARE, OPEN_SHARE = 3, 20
# A statement of about so many lines, however many invoices a day there are.
STATEMENT_LINES = 50
DAYS = 1095
GROWTH = 1.2
# By page: the most it should cost, in hellos.
GOALS = {
    "frame": 6,
    "My Profile": 16,
    "invoices": 14,
    "one invoice": 15,
    "Pay": 40,
    "payments": 14,
    "statement": 20,
    "stored PDF": 8,
    "sign-in": 6,
}


@dataclass(frozen=True, slots=True)
class Account:
    """A customer with a history, and a browser signed in there."""

    size: int
    browser: Client
    pages: dict[str, str]

    @property
    def session(self) -> str:
        return self.browser.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> None:
    settings.ROOT_URLCONF = "tests.bench.browsers"
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder, bench_database():
        settings.MEDIA_ROOT = Path(folder) / "media"
        make_organization(time_zone="Europe/London")
        accounts = [_account(size) for size in (PEERS, *SIZES)]
        with served(accounts[0].session, urls="tests.bench.browsers") as server:
            found = {account.size: _measure(server, account, figures) for account in accounts}
    small, huge = found[SIZES[0]], found[SIZES[-1]]
    goals = [Goal(f"{page}, hellos", found[PEERS][page], bound) for page, bound in GOALS.items()]
    goals += [
        Goal(f"{page}, {SIZES[-1]:,} invoices over {SIZES[0]:,}", huge[page] / small[page], GROWTH)
        for page in GOALS
        if page not in {"frame", "sign-in"}
    ]
    report("pages", figures, goals)


def _account(size: int) -> Account:
    days, share = (60, PEERS_SHARE) if size == PEERS else (DAYS, OPEN_SHARE)
    customer = customer_with_history(f"Account of {size:,}", invoices=size, days=days, share=share)
    browser = browser_of(customer)
    pages = _pages(customer, max(STATEMENT_LINES * days // size, 1))
    # The first who asks makes the PDF and stores it.
    assert browser.get(pages["stored PDF"]).status_code == 200
    return Account(size, browser, pages)


def _pages(customer: Customer, days: int) -> dict[str, str]:
    """The pages of this account; its statement is that of the last `days`."""
    today = date.today()
    invoice = Invoice.objects.filter(customer=customer, open_item__open__gt=0).latest("issued_on")
    period = f"from={today - timedelta(days - 1)}&to={today}"
    return {
        "frame": BARE,
        "My Profile": reverse("front:profile-detail"),
        "invoices": reverse("billing:invoice-list"),
        "one invoice": reverse("billing:invoice-detail", args=[invoice.number]),
        "Pay": reverse("billing:payment-new"),
        "payments": reverse("billing:payment-list"),
        "statement": f"{reverse('billing:statement-detail')}?{period}",
        "stored PDF": reverse("billing:invoice-pdf", args=[invoice.number]),
        "sign-in": reverse("account_login"),
    }


def _measure(
    server: Served, account: Account, figures: dict[str, dict[str, float]]
) -> dict[str, float]:
    """The median of each page in hellos."""
    found = {}
    for page, url in account.pages.items():
        session = "" if page == "sign-in" else account.session
        with server.signed_in(session):
            costs = server.costs(url, rounds=ROUNDS)
            size = len(server.get(url, **{"Accept-Encoding": "gzip"}).body) / 1000
        found[page] = median(one.hellos for one in costs)
        figures[f"{page}, {account.size:,}"] = {
            "hellos": found[page],
            "web ms": median(one.web for one in costs),
            "database ms": median(one.database for one in costs),
            "statements": float(_statements(account.browser, url) if session else 0),
            "kB": size,
        }
    return found


def _statements(browser: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    return len(asked)


if __name__ == "__main__":
    main()
