"""Pages behind gunicorn, in hellos: processor time of web server and database over that of a bare
Django answer, measured in the same run before and after each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

HELLO_PORT, PORTAL_PORT = 18970, 18971
HELLOS = 200


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor milliseconds of one answer, and how many hellos that is."""

    web: float
    database: float
    hello: float

    @property
    def hellos(self) -> float:
        return (self.web + self.database) / self.hello


class Served:
    """Two servers, one worker each, and one session."""

    def __init__(self, hello: int, portal: int, cookie: str) -> None:
        self.hello, self.portal, self.cookie = hello, portal, cookie
        self.yards: list[float] = []

    def get(self, url: str, **headers: str) -> Answer:
        return _get(PORTAL_PORT, url, {"Cookie": self.cookie, **headers})

    @contextmanager
    def signed_in(self, session: str) -> Iterator[None]:
        """Within the block pages are opened with the session of this key; with none for ''."""
        before = self.cookie
        self.cookie = _cookie(session) if session else ""
        yield
        self.cookie = before

    def hello_ms(self) -> float:
        """Processor milliseconds of one hello; kept among the yards."""
        before = _used(self.hello)
        for _ in range(HELLOS):
            _get(HELLO_PORT, "/", {})
        self.yards.append((_used(self.hello) - before) / HELLOS)
        return self.yards[-1]

    def cost_of(self, urls: Sequence[str], **headers: str) -> list[float]:
        """Processor milliseconds of each, web and database together, opened one after the other."""
        database, costs = _postmaster(), []
        for url in urls:
            before = _used(self.portal) + _used(database)
            answer = self.get(url, **headers)
            costs.append(_used(self.portal) + _used(database) - before)
            assert answer.status == 200, (url, answer.status)
        return costs

    def costs(self, url: str, *, rounds: int, warm_up: int = 12) -> list[Cost]:
        """What each of so many visits costs, web and database apart."""
        for _ in range(warm_up):
            self.get(url)
        first, database, found = self.hello_ms(), _postmaster(), []
        for _ in range(rounds):
            web, server = _used(self.portal), _used(database)
            answer = self.get(url)
            found.append((_used(self.portal) - web, _used(database) - server))
            assert answer.status == 200, (url, answer.status)
        hello = median([first, self.hello_ms()])
        return [Cost(web, server, hello) for web, server in found]

    def hellos(self, urls: Sequence[str], *, warm_up: int = 12, **headers: str) -> list[float]:
        """What each costs, in hellos taken just before and after."""
        for url in [*urls[:1] * warm_up]:
            self.get(url, **headers)
        first = self.hello_ms()
        costs = self.cost_of(urls, **headers)
        yard = median([first, self.hello_ms()])
        return [cost / yard for cost in costs]

    def hellos_of(
        self, action: Callable[[], object], *, rounds: int, warm_up: int = 12
    ) -> list[float]:
        """What each of so many runs of `action` costs, in hellos taken just before and after."""
        for _ in range(warm_up):
            action()
        first, database, costs = self.hello_ms(), _postmaster(), []
        for _ in range(rounds):
            before = _used(self.portal) + _used(database)
            action()
            costs.append(_used(self.portal) + _used(database) - before)
        yard = median([first, self.hello_ms()])
        return [cost / yard for cost in costs]

    def post(self, url: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form; what the answer points to is not followed."""
        connection_ = HTTPConnection("127.0.0.1", PORTAL_PORT, timeout=60)
        host = f"localhost:{PORTAL_PORT}"
        try:
            connection_.request(
                "POST",
                url,
                urlencode(fields),
                {
                    "Host": host,
                    "Cookie": self.cookie,
                    "Content-Type": "application/x-www-form-urlencoded",
                    **headers,
                },
            )
            response = connection_.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection_.close()


@contextmanager
def served(session: str, *, urls: str = "portal.urls") -> Iterator[Served]:
    """Both servers over the present database, for the session of this key."""
    environment = os.environ | {
        "BENCH_DATABASE": str(connection.settings_dict["NAME"]),
        "BENCH_URLS": urls,
        "BENCH_MEDIA": str(settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.bench.served_settings",
        "WEB_CONCURRENCY": "1",
    }
    gunicorn = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "-w", "1", "-b"]
    hello = [*gunicorn, f"127.0.0.1:{HELLO_PORT}", "tests.bench.hello:application"]
    portal = [
        *gunicorn, f"127.0.0.1:{PORTAL_PORT}", "--config", "portal/gunicorn.py", "--threads", "1",
        "-k", "sync", "portal.wsgi",
    ]  # fmt: skip
    plain = {key: value for key, value in environment.items() if key != "DJANGO_SETTINGS_MODULE"}
    processes = [
        subprocess.Popen(hello, env=plain),
        subprocess.Popen(portal, env=environment),
    ]
    try:
        for port in (HELLO_PORT, PORTAL_PORT):
            _wait_for(port)
        yield Served(processes[0].pid, processes[1].pid, _cookie(session))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _cookie(session: str) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={session}"


def _get(port: int, url: str, headers: dict[str, str]) -> Answer:
    connection_ = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection_.request("GET", url, headers={"Host": f"localhost:{port}", **headers})
        response = connection_.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection_.close()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            _get(port, "/healthz", {})
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"Nothing answers on port {port}.")


def _used(root: int) -> float:
    """Processor milliseconds of a process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:
                continue
    return total / 1_000_000


def _postmaster() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    return int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
