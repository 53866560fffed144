"""The invoice list of a customer with 100,000 invoices, wherever one pages, sorts or filters."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle
from statistics import median

from tests.bench.harness import Goal, Samples, bench_database, interleave, p95, report, set_up

set_up()

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.bench.browsers import BARE, browser_of, visit
from tests.bench.filling import customer_with_history
from tests.factories import make_organization

ROUNDS = 200
INVOICES = 100_000
DEEP_PAGES = 40
NEXT = re.compile(r'href="([^"]*)" rel="next"')


def addresses(client: Client, url: str) -> Iterator[str]:
    """Tabs, sorts, date filters, and pages far down every way."""
    today = date.today()
    month = f"from={today - timedelta(60)}&to={today - timedelta(30)}"
    for status in ("outstanding", "all", "overdue", "paid"):
        for sort in ("-issued_on", "due_on", "number"):
            yield f"{url}?status={status}&sort={sort}"
        yield f"{url}?status={status}&{month}"
    page = f"{url}?status=all"
    for _ in range(DEEP_PAGES):
        found = NEXT.search(client.get(page).content.decode())
        assert found, "the list has no next page"
        page = url + found[1].replace("&amp;", "&")
    yield page


def main() -> None:
    settings.ROOT_URLCONF = "tests.bench.browsers"
    with bench_database():
        make_organization(time_zone="Europe/London")
        client = browser_of(customer_with_history("Large", invoices=INVOICES))
        url = reverse("billing:invoice-list")
        urls = list(addresses(client, url))
        turn = cycle(urls)

        def some_list() -> object:
            return visit(client, next(turn))()

        actions: dict[str, Callable[[], object]] = {
            "bare page": visit(client, BARE),
            "invoice list": some_list,
            # No link leads to a page by number; people type it.
            "page 2,000 by number": visit(client, f"{url}?status=all&page=2000"),
        }
        samples = interleave(actions, rounds=max(ROUNDS, len(urls) * 5))
    bare, listed, _typed = samples.values()
    report(
        f"lists (milliseconds; {INVOICES} invoices, {len(urls)} different lists)",
        {name: row(sample) for name, sample in samples.items()},
        [Goal("invoice list over bare signed-in page, p95", p95(listed.wall) / p95(bare.wall), 2)],
    )


def row(sample: Samples) -> dict[str, float]:
    return {"cpu": median(sample.cpu), "wall": median(sample.wall), "wall p95": p95(sample.wall)}


if __name__ == "__main__":
    main()
