"""What every benchmark here needs: a database of its own, a stopwatch for processor time, a table.

Each compares within one run, so that a slow or busy machine changes both sides alike.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

NANOSECONDS_PER_MS = 1_000_000


def set_up() -> None:
    """Load Django as the tests do, without their debug toolbar of checks."""
    django.setup()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@contextmanager
def bench_database() -> Iterator[None]:
    """A fresh migrated database beside the configured one, dropped at the end.

    Inside the block the default connection is the application's role on it.
    """
    from portal.kit.db.roles import as_owner

    name = f"{settings.DATABASES['default']['NAME']}_bench_{os.getpid()}"
    identifier = sql.Identifier(name)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    configured = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, skip_checks=True)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = configured
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def backend_ns() -> int:
    """Processor time that this connection's server process has used, in nanoseconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


@dataclass
class Samples:
    """Milliseconds, one of each kind a run."""

    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> list[float]:
        return [a + d for a, d in zip(self.application, self.database, strict=True)]


def measure(samples: Samples, action: Callable[[], object], *, server: bool = True) -> None:
    """Run `action` once and add what it cost. Asking the server costs the same on every side;
    without `server` no database is asked."""
    before = backend_ns() if server else 0
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    action()
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    samples.application.append(cpu / NANOSECONDS_PER_MS)
    samples.database.append(((backend_ns() if server else 0) - before) / NANOSECONDS_PER_MS)
    samples.wall.append(wall / NANOSECONDS_PER_MS)


def interleave(
    actions: dict[str, Callable[[], object]],
    *,
    rounds: int,
    warm_up: int = 5,
    server: bool = True,
) -> dict[str, Samples]:
    """Run every action in turn, `rounds` times, so that drift of the machine hits all alike."""
    for _ in range(warm_up):
        for action in actions.values():
            action()
    gc.collect()
    gc.freeze()  # as the web server does once it is loaded
    samples = {name: Samples() for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            measure(samples[name], action, server=server)
    return samples


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio and what it should be; `at_most` or at least."""

    name: str
    ratio: float
    bound: float
    at_most: bool = True

    @property
    def met(self) -> bool:
        return self.ratio <= self.bound if self.at_most else self.ratio >= self.bound


def report(title: str, figures: dict[str, dict[str, float]], goals: Sequence[Goal]) -> None:
    """Print raw figures and ratios, as a table or with --json as one object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    arguments, _ = parser.parse_known_args()
    if arguments.json:
        ratios = [
            {"name": g.name, "ratio": round(g.ratio, 3), "bound": g.bound, "met": g.met}
            for g in goals
        ]
        sys.stdout.write(json.dumps({"bench": title, "figures": figures, "ratios": ratios}) + "\n")
        return
    columns = list(next(iter(figures.values())))
    width = max(len(name) for name in figures) + 2
    lines = [title, " " * width + "".join(f"{column:>14}" for column in columns)]
    for name, row in figures.items():
        lines.append(f"{name:<{width}}" + "".join(f"{row[column]:>14.2f}" for column in columns))
    for goal in goals:
        sign = "≤" if goal.at_most else "≥"
        verdict = "met" if goal.met else "MISSED"
        lines.append(f"{goal.name}: {goal.ratio:.2f} ({sign} {goal.bound}: {verdict})")
    sys.stdout.write("\n".join(lines) + "\n")
