"""Where stored statements lie."""

from pathlib import Path

from portal.kit.files.storage import media_path

FOLDER = "statements"


def stored_path(name: str) -> Path:
    """Where the file that a delivery calls `name` lies."""
    return media_path(f"{FOLDER}/{name}")
