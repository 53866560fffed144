"""Two stylesheets, `site.css` for customers' pages and `staff.css` for the staff's, each with its
parts where it imports them.

Found like any static file, so that a server in development sees each change at once and
`collectstatic` stores one file, hashed and compressed.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

# Each is made of the file of its name in `styles/`.
NAMES = ("css/site.css", "css/staff.css")
_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)


def stylesheet(source: Path) -> str:
    """The text of `source` with each `@import "part.css";` replaced by that part."""
    return _IMPORT.sub(lambda found: (source.parent / found[1]).read_text(), source.read_text())


class StylesheetFinder(BaseFinder):
    """Finds both, written again whenever a part has changed."""

    def __init__(self, app_names: object = None, *args: Any, **kwargs: Any) -> None:
        self._sources = settings.BASE_DIR / "styles"
        self._storage = FileSystemStorage(settings.VAR_DIR / "stylesheet")

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(  # type: ignore[override] # Django has two overloads for it
        self,
        path: str,
        find_all: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> str | list[str]:
        """Where the file is, [] for any other path."""
        if path not in NAMES:
            return []
        found = str(self._built(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterable[tuple[str, Storage]]:
        for name in NAMES:
            self._built(name)
            yield name, self._storage

    def _built(self, name: str) -> Path:
        text = stylesheet(self._sources / Path(name).name)
        file = Path(self._storage.path(name))
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step: another process may be reading it.
            part = file.with_suffix(f".{os.getpid()}.{get_ident()}")
            part.write_text(text)
            part.replace(file)
        return file
