"""Client processes for the benchmarks: each with a connection of its own, started together."""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

Work = Callable[[Any], None]


class Clients:
    """Processes that wait for work. `run` hands a list of jobs to each of the first so many."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self._pipes = pipes

    def run(self, name: str, jobs: Sequence[Sequence[Any]]) -> tuple[float, list[str]]:
        """Seconds from the start until the last has done its jobs, and the errors of all."""
        chosen = self._pipes[: len(jobs)]
        for pipe, own in zip(chosen, jobs, strict=True):
            pipe.send((name, own))
        for pipe in chosen:
            assert pipe.recv() == "ready"
        begun = time.perf_counter()
        for pipe in chosen:
            pipe.send("go")
        errors = [error for pipe in chosen for error in pipe.recv()]
        return time.perf_counter() - begun, errors


@contextmanager
def clients(count: int, works: dict[str, Work]) -> Iterator[Clients]:
    """`count` processes that know these works by name."""
    connection.close()
    context = get_context("fork")
    pairs = [context.Pipe() for _ in range(count)]
    processes = [context.Process(target=_serve, args=(theirs, works)) for _ours, theirs in pairs]
    for process in processes:
        process.start()
    try:
        yield Clients([ours for ours, _theirs in pairs])
    finally:
        for ours, _theirs in pairs:
            ours.send(None)
        for process in processes:
            process.join(30)


def _serve(pipe: Connection, works: dict[str, Work]) -> None:
    gc.collect()
    gc.freeze()  # as the web server does once it is loaded
    connection.ensure_connection()
    while (asked := pipe.recv()) is not None:
        name, jobs = asked
        pipe.send("ready")
        pipe.recv()
        errors = []
        for job in jobs:
            try:
                works[name](job)
            except Exception:  # noqa: BLE001 - whatever it is, it is counted
                errors.append(traceback.format_exc())
        pipe.send(errors)
    connection.close()
