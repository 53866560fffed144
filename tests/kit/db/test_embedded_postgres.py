import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from portal.kit.db import embedded_postgres


class Server:
    """Recovers for a while, as after a crash: the package gives up after ten seconds, or finds
    the server running and not ready."""

    def __init__(self, *failures: Exception, silent: int = 0) -> None:
        self.failures, self.silent = list(failures), silent

    def ensure_postgres_running(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    def get_uri(self) -> str:
        """Of the tests' server; first, so often, of none."""
        self.silent -= 1
        return "host=/nowhere" if self.silent >= 0 else str(settings.DATABASE_URL)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Where this very process plays the server."""
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    return tmp_path


def test_start_waits_for_a_server_that_recovers(var: Path) -> None:
    server = Server(subprocess.TimeoutExpired("pg_ctl", 10), AssertionError(), AssertionError())
    assert embedded_postgres._patiently(var, lambda: server) is server


def test_children_of_a_killed_server_are_waited_for(tmp_path: Path) -> None:
    server = Server(subprocess.CalledProcessError(1, "pg_ctl"))
    assert embedded_postgres._patiently(tmp_path, lambda: server) is server


def test_server_that_was_killed_a_moment_ago_is_not_taken_for_running(var: Path) -> None:
    server = Server(silent=2)
    assert embedded_postgres._patiently(var, lambda: server) is server
    assert server.silent < 0


def test_server_that_never_comes_is_said_in_one_line(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(embedded_postgres, "LEAVING_SECONDS", 0)
    monkeypatch.setenv("FOYER_VAR", str(tmp_path))

    def fail(_var: Path, *, throwaway: bool) -> bool:
        embedded_postgres._patiently(_var, lambda: Server(AssertionError()))
        raise AssertionError

    monkeypatch.setattr(embedded_postgres, "start", fail)
    assert embedded_postgres.main(["start"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.django_db
def test_throwaway_server_waits_for_no_disk() -> None:
    if embedded_postgres.urls(settings.VAR_DIR).application != settings.DATABASE_URL:
        pytest.skip("the tests run on a server of somebody's own")
    with connection.cursor() as cursor:
        for name, value in embedded_postgres.THROWAWAY_SETTINGS.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)


def test_unknown_flag_starts_nothing(capsys) -> None:
    assert embedded_postgres.main(["start", "--forever"]) == 2
    assert "--throwaway" in capsys.readouterr().err
