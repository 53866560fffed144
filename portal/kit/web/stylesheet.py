"""The stylesheet of the customers' pages: `styles/site.css`, with its parts where it imports them.

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

NAME = "css/site.css"
_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)


def stylesheet(source: Path) -> str:
    """The text of `source` with each `@import "part.css";` replaced by that part."""
    return _IMPORT.sub(lambda found: (source.parent / found[1]).read_text(), source.read_text())


class StylesheetFinder(BaseFinder):
    """Finds `css/site.css`, written again whenever a part has changed."""

    def __init__(self, app_names: object = None, *args: Any, **kwargs: Any) -> None:
        self._source = settings.BASE_DIR / "styles" / "site.css"
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
        if path != NAME:
            return []
        found = str(self._built())
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterable[tuple[str, Storage]]:
        self._built()
        yield NAME, self._storage

    def _built(self) -> Path:
        text, file = stylesheet(self._source), Path(self._storage.path(NAME))
        if not file.exists() or file.read_text() != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Replaced in one step: another process may be reading it.
            part = file.with_suffix(f".{os.getpid()}.{get_ident()}")
            part.write_text(text)
            part.replace(file)
        return file
