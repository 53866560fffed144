"""What the second wall of customers' pages costs: each page with it and without, in turn."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from tests.bench.harness import Goal, Samples, bench_database, interleave, report, set_up

set_up()

from django.conf import settings
from django.test import Client

from tests.bench.browsers import browser_of, visit
from tests.bench.filling import customer_with_history
from tests.factories import make_organization

ROUNDS = 60
SMALL, LARGE = 100, 50_000


def pages() -> dict[str, str]:
    today = date.today()
    days = f"from={today - timedelta(60)}&to={today - timedelta(30)}"
    return {
        "profile": "/profile/",
        "invoices": "/invoices/",
        "all invoices": "/invoices/?status=all",
        "pay": "/pay/",
        "statement of a month": f"/statements/?{days}",
        "search": "/search/?q=123",
    }


def visits(client: Client, url: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """The page without the wall, and behind it."""
    role, look = settings.DATABASE_PORTAL_ROLE, visit(client, url)

    def without() -> None:
        settings.DATABASE_PORTAL_ROLE = ""
        try:
            look()
        finally:
            settings.DATABASE_PORTAL_ROLE = role

    return without, look


def main() -> None:
    settings.ROOT_URLCONF = "tests.bench.browsers"
    with bench_database():
        make_organization(time_zone="Europe/London")
        actions: dict[str, Callable[[], object]] = {}
        for size in (SMALL, LARGE):
            client = browser_of(customer_with_history(str(size), invoices=size))
            for name, url in pages().items():
                without, behind = visits(client, url)
                actions[f"{name}, {size}"] = without
                actions[f"{name}, {size}, behind the wall"] = behind
        samples = interleave(actions, rounds=ROUNDS)
    names = [name for name in samples if "wall" not in name]
    report(
        "row security (milliseconds, medians)",
        {name: row(sample) for name, sample in samples.items()},
        [
            Goal(
                f"{name}: behind the wall over without, cpu",
                median(samples[f"{name}, behind the wall"].cpu) / median(samples[name].cpu),
                1.25,
            )
            for name in names
        ],
    )


def row(sample: Samples) -> dict[str, float]:
    return {
        "application": median(sample.application),
        "database": median(sample.database),
        "cpu": median(sample.cpu),
        "wall": median(sample.wall),
    }


if __name__ == "__main__":
    main()
