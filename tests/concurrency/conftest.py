"""Many sessions at once: real threads, each with a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from portal.kit.web.refusals import Refusal

Race = Callable[..., Counter[str]]


@pytest.fixture
def race() -> Race:
    """Run every job at the same moment and count the outcomes: a text the job returns, "done",
    or the name of its refusal. Any other error is raised."""

    def run(jobs: list[Callable[[], Any]]) -> Counter[str]:
        start = Barrier(len(jobs))

        def runner(job: Callable[[], Any]) -> str:
            connection.ensure_connection()
            start.wait(timeout=60)
            try:
                result = job()
            except Refusal as refusal:
                return type(refusal).__name__
            finally:
                connection.close()
            return result if isinstance(result, str) else "done"

        with ThreadPoolExecutor(len(jobs)) as pool:
            return Counter(pool.map(runner, jobs))

    return run
