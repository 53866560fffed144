"""Where stored statements lie. A file is there whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

FOLDER = "statements"
# So that a batch stops before it takes the last of the disk from the database beside it.
RESERVE_BYTES = 64 * 1024 * 1024


class DiskFull(Exception):
    """There is no room for more files. What is stored stays; nothing is half written."""


def stored_path(name: str) -> Path:
    """Where the file that a delivery calls `name` lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / name


def check_space(folder: Path) -> None:
    """Raises DiskFull when less than the reserve is free where `folder` is or will be."""
    while not folder.exists():
        folder = folder.parent
    if shutil.disk_usage(folder).free < RESERVE_BYTES:
        raise DiskFull(str(folder))


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`: written beside it, brought to the disk, then renamed.

    Raises OSError (no room, no right), after which nothing new is at `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".tmp", delete=False) as file:
        try:
            file.write(content)
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
