"""Scripts for which the server has no font: their letters come out as empty boxes in PDFs."""

from __future__ import annotations

import logging
import re
import subprocess
from collections.abc import Mapping
from functools import lru_cache
from shutil import which

logger = logging.getLogger(__name__)

# By a language that is written so: its letters, and the Debian package that has them.
SCRIPTS: Mapping[str, tuple[str, str]] = {
    "ja": ("\u3040-\u30ff\u4e00-\u9fff", "fonts-noto-cjk"),
    "ko": ("\uac00-\ud7af", "fonts-noto-cjk"),
    "ar": ("\u0600-\u06ff", "fonts-noto-core"),
    "he": ("\u0590-\u05ff", "fonts-noto-core"),
    "hi": ("\u0900-\u097f", "fonts-noto-core"),
    "bn": ("\u0980-\u09ff", "fonts-noto-core"),
    "ta": ("\u0b80-\u0bff", "fonts-noto-core"),
    "th": ("\u0e00-\u0e7f", "fonts-noto-core"),
    "ka": ("\u10a0-\u10ff", "fonts-noto-core"),
    "hy": ("\u0530-\u058f", "fonts-noto-core"),
    "el": ("\u0370-\u03ff", "fonts-noto-core"),
    "ru": ("\u0400-\u04ff", "fonts-noto-core"),
}
_LETTERS = {language: re.compile(f"[{letters}]") for language, (letters, _) in SCRIPTS.items()}
_ANY = re.compile("[" + "".join(letters for letters, _package in SCRIPTS.values()) + "]")


def warn_of_missing_fonts(text: str, *, title: str) -> None:
    """Name in the log the package to install, where `text` has letters that no font has."""
    if not _ANY.search(text):
        return
    for language, letters in _LETTERS.items():
        if letters.search(text) and not has_font_for(language):
            package = SCRIPTS[language][1]
            logger.warning("%s has letters that no font here has: install %s", title, package)


@lru_cache
def has_font_for(language: str) -> bool:
    """Whether some font on this server is for `language`. Asked once a process; yes where
    nobody can tell."""
    tool = which("fc-list")
    if tool is None:
        return True
    found = subprocess.run(
        [tool, f":lang={language}", "family"], capture_output=True, check=False, timeout=30
    )
    return found.returncode != 0 or bool(found.stdout.strip())
