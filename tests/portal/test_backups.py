"""A backup proves itself, and nothing that is not one is taken for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from psycopg import connect, sql

from accounts.models import Customer
from portal import backups
from portal.backups import (
    DUMP,
    FILES,
    MANIFEST,
    BackupFailed,
    Database,
    here,
    make_backup,
    restore_backup,
    verify_backup,
)
from tests.factories import make_customer, make_invoice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "media"
    (folder / "logo").mkdir(parents=True)
    (folder / "logo" / "a.png").write_bytes(b"picture")
    (folder / "logo" / ".b.tmp").write_bytes(b"half")
    settings.MEDIA_ROOT = str(folder)
    return folder


@pytest.fixture
def backup(media: Path, tmp_path: Path) -> Path:
    make_invoice(make_customer("Acme"))
    return make_backup(tmp_path / "backups")


def test_a_backup_restores_into_a_database_of_its_own_and_proves_itself(backup: Path) -> None:
    said = verify_backup(backup)
    assert "check_ledger: No drift." in said
    assert "check_orders: No drift." in said
    assert "1 files can be read." in said
    with connect(here().named("postgres").url) as server:
        left = server.execute("SELECT FROM pg_database WHERE datname LIKE 'foyer_verify_%'")
        assert left.rowcount == 0


def test_only_the_operator_may_read_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", [DUMP, FILES])
def test_one_changed_byte_is_found(backup: Path, name: str) -> None:
    content = bytearray((backup / name).read_bytes())
    content[len(content) // 2] ^= 1
    (backup / name).write_bytes(content)
    with pytest.raises(BackupFailed, match="is not what was written"):
        verify_backup(backup)


@pytest.mark.parametrize("name", [DUMP, FILES, MANIFEST])
def test_a_missing_file_is_found(backup: Path, name: str) -> None:
    (backup / name).unlink()
    with pytest.raises(BackupFailed):
        verify_backup(backup)


def test_missing_rows_are_found(backup: Path) -> None:
    manifest = json.loads((backup / MANIFEST).read_text())
    manifest["rows"]["accounts_customer"] += 1
    (backup / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BackupFailed, match="Rows are missing in accounts_customer"):
        verify_backup(backup)


def test_what_is_there_is_not_overwritten(backup: Path) -> None:
    with pytest.raises(BackupFailed, match="not empty"):
        restore_backup(backup)
    assert Customer.objects.count() == 1


@pytest.fixture
def empty() -> Iterator[Database]:
    name = "foyer_restored"
    with connect(here().named("postgres").url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield here().named(name)
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)


def test_rows_and_files_come_back(
    backup: Path, empty: Database, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "elsewhere")
    monkeypatch.setattr(backups, "here", lambda: empty)
    monkeypatch.setattr(backups, "call_command", lambda *arguments, **options: None)
    restore_backup(backup)
    assert (tmp_path / "elsewhere" / "logo" / "a.png").read_bytes() == b"picture"
    assert not (tmp_path / "elsewhere" / "logo" / ".b.tmp").exists()
    with connect(empty.url) as server:
        assert server.execute("SELECT name FROM accounts_customer").fetchone() == ("Acme",)


def test_a_folder_that_cannot_be_written_is_said_in_one_line(media: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("backup", str(tmp_path / "file"))


def test_what_is_no_backup_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", str(tmp_path), verify=True)
