"""A portal of its own as processes: PostgreSQL, web, workers and the stand-in Stripe.

Whatever is killed by `kill -9` is begun again by whoever plays the supervisor; what loses its
database has to live on by itself.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

import psycopg

from portal.kit.db import embedded_postgres

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
START_SECONDS = 90
# The factories': to import those takes a Django that is set up.
PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


class Stage:
    """Use as a context: it is built and running inside, and gone afterwards."""

    def __init__(self, var: Path, *, workers: int = 2, customers: int = 4, invoices: int = 50):
        self.var = var
        self.size = (customers, invoices)
        self.port, self.stripe_port = free_port(), free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.stripe_url = f"http://{HOST}:{self.stripe_port}"
        self.stripe_key = f"sk_test_{token_hex(16)}"
        self.names = [f"worker {number}" for number in range(workers)]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log_path = var / "stage.log"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")},
            "FOYER_VAR": str(var),
            "SECRET_KEY": token_hex(32),
            "BASE_URL": self.url,
            "MEDIA_ROOT": str(var / "media"),
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "WEB_CONCURRENCY": "2",
            "STRIPE_SECRET_KEY": self.stripe_key,
            "STRIPE_WEBHOOK_SECRET": f"whsec_{token_hex(16)}",
            "STRIPE_API_BASE": self.stripe_url,
            "STRIPE_CHECKOUT_ORIGIN": self.stripe_url,
        }

    def __enter__(self) -> Self:
        self.start_database()
        try:
            self.run("manage.py", "migrate", "--verbosity", "0")
            self.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            self.run("-m", "tests.simulation.stage_data", *map(str, self.size))
            for name in ("stripe", "web", *self.names):
                self.start(name)
            self.wait_until_ready()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in list(self.processes):
            self.kill(name)
        self._database("stop")

    # --- Processes ---------------------------------------------------------------------------

    def run(self, *arguments: str) -> str:
        """A command to its end, which has to be good; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stderr}"
        return done.stdout

    def start(self, name: str) -> None:
        """Begin `web`, `stripe` or a worker."""
        with self.log_path.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *self._command(name)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _command(self, name: str) -> list[str]:
        if name == "web":
            bind = f"{HOST}:{self.port}"
            return ["-m", "gunicorn", "-c", "portal/gunicorn.py", "-b", bind, "portal.wsgi"]
        if name == "stripe":
            hook = f"{self.url}/webhooks/stripe/"
            port = str(self.stripe_port)
            return ["-m", "tests.stripe_double", "--port", port, "--webhook", hook]
        return ["manage.py", "run_worker"]

    def kill(self, name: str) -> None:
        """SIGKILL for the process and its children."""
        process = self.processes.pop(name)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def ended(self) -> list[str]:
        """The processes that have ended and were not killed by us, with their exit codes."""
        return [
            f"{name}: exit {process.returncode}"
            for name, process in self.processes.items()
            if process.poll() is not None
        ]

    # --- Database ----------------------------------------------------------------------------

    def start_database(self) -> None:
        self._database("start")

    def stop_database(self) -> None:
        """A clean stop, as for an upgrade."""
        self._database("stop")

    def kill_database(self) -> None:
        """As when the machine loses its power."""
        pid = int((self.var / "postgres" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def _database(self, word: str) -> None:
        self.run("-m", "portal.kit.db.embedded_postgres", word)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(embedded_postgres.urls(self.var).application) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    # --- Looks -------------------------------------------------------------------------------

    def answer(self, path: str) -> tuple[int, str]:
        """The status and the word of a probe; 0 when nothing answers."""
        try:
            with urlopen(f"{self.url}{path}", timeout=5) as response:
                return response.status, response.read().decode().strip()
        except URLError as error:
            status = getattr(error, "code", 0)
            return status, error.read().decode().strip() if status else ""  # type: ignore[attr-defined]
        except OSError:
            return 0, ""

    def wait_until_ready(self) -> None:
        self.wait_for(lambda: self.answer("/workerz") == (200, "ok"), "a portal with a worker")

    def wait_for(self, holds: Any, what: str, seconds: float = START_SECONDS) -> float:
        """How long it took until `holds()`."""
        began = time.monotonic()
        while not holds():
            waited = time.monotonic() - began
            assert waited < seconds, f"waited {seconds} s for {what}: see {self.log_path}"
            time.sleep(0.2)
        return time.monotonic() - began


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
