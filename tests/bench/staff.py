"""The staff's pages as they are served, in hellos, over many customers and over one with a long
history. `FOYER_BENCH_CUSTOMERS` makes more customers, of ten invoices each."""

from __future__ import annotations

import os
from datetime import date
from statistics import median

from tests.bench.harness import Goal, bench_database, report, set_up

set_up()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer
from billing.receivables.habits import reckon_habits
from tests.bench.filling import analyse, customer_with_history
from tests.bench.served import Served, served
from tests.factories import make_customer, make_organization, make_staff

CUSTOMERS = int(os.environ.get("FOYER_BENCH_CUSTOMERS", "10000"))
INVOICES = 10
HUGE, SMALL = 100_000, 100
ROUNDS = 15
GROWTH = 1.3
# The most each page may cost, in hellos.
GOALS = {
    "desk": 25,
    "customer": 25,
    "receivables": 30,
    "worklist": 30,
    "expected cash": 30,
    "search": 25,
}
ACCOUNTS = """
    INSERT INTO accounts_customer (account_number, name, email, phone, currency,
        payment_terms_days, credit_limit, status, hold_reason, hold_release, role_rights,
        withheld_verbs, second_factor_required, statement_frequency, tax_id, tax_treatment,
        language, default_payment_method, bank_debit_allowed, created_at)
    SELECT 'N-' || n, 'Bench customer ' || n, '', '', 'GBP', 30, 5000, 'active', '', 'by_staff',
           '{}', '[]', false, 'monthly', '', '', '', '', false, now()
    FROM generate_series(1, %(customers)s) n
"""
ITEMS = """
    INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,
                                  due_on, total, open, lock_hint)
    SELECT customer.id, 'GBP', 'invoice', 'M' || customer.id || '-' || n, 'PO-' || n,
           CURRENT_DATE - ((customer.id * 7 + n * 13) %% 130)::int - 1,
           CURRENT_DATE - ((customer.id * 7 + n * 13) %% 130)::int + 29, 100 + n, 0, 0
    FROM accounts_customer customer, generate_series(1, %(invoices)s) n
    WHERE customer.account_number LIKE 'N-%%'
"""
ENTRIES = """
    INSERT INTO billing_journalentry (customer_id, currency, key, kind, effective_on, note)
    SELECT customer_id, 'GBP', 'many:' || id, 'invoice', issued_on, ''
    FROM billing_openitem WHERE number LIKE 'M%%'
"""
POSTINGS = """
    INSERT INTO billing_posting (entry_id, customer_id, currency, amount, debit_account,
                                 debit_item_id, credit_account)
    SELECT entry.id, entry.customer_id, 'GBP', item.total, 'receivable', item.id, 'sales'
    FROM billing_journalentry entry
    JOIN billing_openitem item ON item.id = split_part(entry.key, ':', 2)::bigint
    WHERE entry.key LIKE 'many:%%'
"""


def main() -> None:
    figures: dict[str, dict[str, float]] = {}
    with bench_database():
        make_organization(time_zone="Europe/London", currency="GBP")
        make_customer("First", "GBP")
        small = customer_with_history("Small", invoices=SMALL)
        huge = customer_with_history("Huge", invoices=HUGE)
        _fill()
        reckon_habits(date.today())
        analyse()
        browser = Client()
        browser.force_login(
            make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        with served(session) as server, server.signed_in(session):
            found = {
                page: _measure(server, browser, page, url, figures)
                for page, url in _pages(small, huge).items()
            }
    goals = [Goal(f"{page}, hellos", found[page], bound) for page, bound in GOALS.items()]
    growth = found["customer, huge"] / found["customer"]
    goals.append(Goal(f"customer, {HUGE:,} invoices over {SMALL}", growth, GROWTH))
    report("staff", figures, goals)


def _fill() -> None:
    given = {"customers": CUSTOMERS, "invoices": INVOICES}
    for statement in (ACCOUNTS, ITEMS, ENTRIES, POSTINGS):
        with connection.cursor() as cursor:
            cursor.execute(statement, given)


def _pages(small: Customer, huge: Customer) -> dict[str, str]:
    return {
        "desk": reverse("admin:index"),
        "customer": reverse("admin:customer-page", args=[small.pk]),
        "customer, huge": reverse("admin:customer-page", args=[huge.pk]),
        "receivables": reverse("admin:receivables"),
        "worklist": reverse("admin:receivables-worklist"),
        "expected cash": reverse("admin:receivables-cash"),
        "search": reverse("admin:search") + f"?q=B{huge.pk}-77",
    }


def _measure(
    server: Served, browser: Client, page: str, url: str, figures: dict[str, dict[str, float]]
) -> float:
    costs = server.costs(url, rounds=ROUNDS)
    with CaptureQueriesContext(connection) as asked:
        browser.get(url)
    hellos = median(one.hellos for one in costs)
    figures[page] = {
        "hellos": hellos,
        "web ms": median(one.web for one in costs),
        "database ms": median(one.database for one in costs),
        "statements": float(len(asked)),
    }
    return hellos


if __name__ == "__main__":
    main()
