"""Files kept under MEDIA_ROOT: there whole or not at all, and read back as they were written."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO

from django.conf import settings
from psycopg import errors

# So that nothing stored takes the last of the disk from the database beside it.
RESERVE_BYTES = 64 * 1024 * 1024
# What the system says when a file cannot grow.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class DiskFull(Exception):
    """There is no room for more files. What is stored stays; nothing is half written."""


class Altered(Exception):
    """A stored file is not what was stored."""


def is_no_room(error: BaseException | None) -> bool:
    """Whether a full disk is behind this error, here or at the database."""
    while error is not None:
        if isinstance(error, DiskFull | errors.DiskFull):
            return True
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        error = error.__cause__
    return False


def media_path(name: str) -> Path:
    """Where the file of this name below MEDIA_ROOT lies."""
    return Path(settings.MEDIA_ROOT) / name


def read_unaltered(path: Path, fingerprint: str) -> bytes:
    """The file's content, which has this SHA-256.

    Raises Altered when it has another one, and FileNotFoundError when there is no file.
    """
    content = path.read_bytes()
    if sha256(content).hexdigest() != fingerprint:
        raise Altered(f"{path} is not what was stored")
    return content


def check_space(folder: Path) -> None:
    """Raises DiskFull when less than the reserve is free where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < RESERVE_BYTES:
        raise DiskFull(str(folder))


@contextmanager
def handed_over() -> Iterator[IO[bytes]]:
    """A temporary file to write to, wound back to its start for whoever is handed it and closes
    it; closed at once where writing fails."""
    file = TemporaryFile()  # noqa: SIM115 - whoever is handed it closes it
    try:
        yield file
        file.seek(0)
    except BaseException:
        file.close()
        raise


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Put `content`, whole or in pieces, at `path`: written beside it, brought to the disk, then
    renamed.

    Raises OSError (no room, no right), after which nothing new is at `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        try:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
