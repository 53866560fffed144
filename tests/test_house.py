"""Bounds that keep the house readable: of files, of lines, and of what mypy is told to overlook."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_words import ROOMS

ROOT = Path(__file__).resolve().parent.parent
IGNORED = re.compile(r"# type: ignore(?P<reason>\[[\w,-]+\]\s+# \S.*)?")
MAX_IGNORED = 20
MAX_LINES = 400


def modules() -> list[Path]:
    return [path for room in ROOMS if room != "tests" for path in (ROOT / room).rglob("*.py")]


def test_few_places_are_not_checked_by_mypy_and_each_says_why() -> None:
    found = [
        (f"{path.relative_to(ROOT)}:{number}", match)
        for path in modules()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (match := IGNORED.search(line))
    ]
    assert [place for place, match in found if not match["reason"]] == []
    assert len(found) <= MAX_IGNORED, [place for place, _match in found]


def test_modules_and_stylesheets_stay_short() -> None:
    """Settings alone are one list, read from top to bottom."""
    sheets = [*(ROOT / "styles").rglob("*.css"), *(ROOT / "static" / "css").glob("*.css")]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*modules(), *sheets]
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > MAX_LINES
    }
    assert long.keys() <= {"portal/settings.py"}, long
