"""Each thing the doctor looks for is broken here, and found."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from procrastinate.contrib.django import app

from portal import doctor
from portal.doctor import Level, examine
from portal.kit.jobs import queue_health

pytestmark = pytest.mark.django_db


def ids() -> set[str]:
    return {one.id for one in examine()}


def ours() -> set[str]:
    return {one for one in ids() if one.startswith("doctor.")}


@pytest.fixture
def worker() -> None:
    """One that lives."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def a_job(status: str, *, ago: str, task: str = "portal.kit.tasks.send_mail") -> None:
    app.configure_task(task).defer(sealed="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs")
        (pk,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s",
            [status, pk],
        )
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s",
            [ago, pk],
        )


def test_a_sound_installation_has_no_finding_but_the_scanner(worker: None) -> None:
    assert ours() == {"doctor.no-virus-scanner"}


def test_no_worker_is_an_error() -> None:
    (found,) = [one for one in examine() if one.id == "doctor.no-worker"]
    assert found.level == Level.ERROR
    assert "run_worker" in found.fix


def test_old_jobs_are_found(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    a_job("todo", ago="1 hour")
    monkeypatch.setattr(queue_health, "OLD_AFTER", timedelta(minutes=15))
    assert "doctor.old-jobs" in ids()


def test_a_job_that_hangs_is_found(worker: None) -> None:
    a_job("doing", ago="2 hours")
    assert "doctor.stuck-jobs" in ids()


def test_a_job_at_work_is_none(worker: None) -> None:
    a_job("doing", ago="10 minutes")
    assert "doctor.stuck-jobs" not in ids()


def test_mails_that_failed_are_found_for_a_week(worker: None) -> None:
    a_job("failed", ago="8 days")
    assert "doctor.failed-mails" not in ids()
    a_job("failed", ago="1 day")
    assert "doctor.failed-mails" in ids()


@pytest.mark.parametrize(("free", "level"), [(1, Level.ERROR), (100, Level.WARNING)])
def test_a_disk_that_fills_is_found(
    worker: None, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free * 1024**2))
    (found,) = [one for one in examine() if one.id == "doctor.disk-nearly-full"]
    assert found.level == level


def test_a_folder_that_cannot_be_written_is_found(
    worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor.os, "access", lambda path, how: False)
    assert "doctor.media-not-writable" in ids()


def test_an_old_server_is_found(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_SERVER", 99)
    assert "doctor.old-server" in ids()


def test_clocks_that_differ_are_found(worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CLOCK_MAY_DIFFER", timedelta(seconds=-1))
    assert "doctor.clocks-differ" in ids()


def test_a_scanner_that_is_down_is_found(worker: None, settings, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "nothing.sock")
    assert "doctor.virus-scanner-down" in ids()


def test_a_setting_that_is_unsafe_is_found(worker: None, settings) -> None:
    settings.OPERATOR_EMAILS = []
    assert "foyer.W010" in ids()


def test_a_database_that_is_away_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(doctor.connection, "cursor", away)
    assert "doctor.database" in ids()


def test_monitors_read_json_and_the_exit_code(
    worker: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--json")
    found = json.loads(capsys.readouterr().out)
    assert {"id", "level", "what", "why", "fix"} == set(found[0])
    assert ended.value.code == (2 if any(one["level"] == "error" for one in found) else 1)
