"""My Profile: a long history must not cost more, and the page little more than a bare one."""

from statistics import median

from tests.bench.harness import Goal, Samples, bench_database, interleave, report, set_up

set_up()

from django.conf import settings
from django.urls import reverse

from tests.bench.browsers import BARE, browser_of, visit
from tests.bench.filling import customer_with_history
from tests.factories import make_organization

ROUNDS = 80
SMALL, LARGE = 100, 100_000


def main() -> None:
    settings.ROOT_URLCONF = "tests.bench.browsers"
    with bench_database():
        make_organization(time_zone="Europe/London")
        small = browser_of(customer_with_history("Small", invoices=SMALL))
        large = browser_of(customer_with_history("Large", invoices=LARGE))
        profile = reverse("front:profile-detail")
        samples = interleave(
            {
                "bare page": visit(small, BARE),
                f"profile, {SMALL} invoices": visit(small, profile),
                f"profile, {LARGE} invoices": visit(large, profile),
            },
            rounds=ROUNDS,
        )
    bare, few, many = (median(sample.cpu) for sample in samples.values())
    report(
        "dashboard (milliseconds, medians)",
        {name: row(sample) for name, sample in samples.items()},
        [
            Goal(f"profile with {LARGE} invoices over {SMALL}, cpu", many / few, 1.2),
            Goal("profile over bare signed-in page, cpu", few / bare, 3),
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
