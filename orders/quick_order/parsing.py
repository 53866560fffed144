"""Item numbers and quantities in whatever somebody pastes: two columns of a spreadsheet, a CSV, a
list such as "6 x 85123A", lines of an email."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from catalog.codes import code_of
from orders.lines.quantities import quantity_of

MAX_TOKENS = 40
CELLS = re.compile(r"[\t;|]+")
# Between words of an email.
BETWEEN = re.compile(r",\s+|\s+")
# What parts cells for certain, and commas that part words of an email: neither is in a CSV's line.
NO_CSV = re.compile(r"[\t;|]|,\s")
QUOTED = re.compile(r'"[^"]*"')
# "6x", "x6", "6×": a quantity beside its sign.
TIMES = re.compile(r"^(?:[x×*]\s*)?([\d.,]+)\s*(?:[x×*]|pcs?|st|ea|stk)?\.?$", re.IGNORECASE)
QUOTES = "\"'()[]<>:"


@dataclass(frozen=True, slots=True)
class PastedLine:
    """A line as it was typed, and the words in it that could be an item number."""

    text: str
    words: tuple[str, ...]

    @property
    def codes(self) -> list[str]:
        """The words as codes, without those that are none."""
        return [code for word in self.words if (code := code_of(word))]


@dataclass(frozen=True, slots=True)
class Reading:
    """`code` is the item number of a line, empty where none is known; `quantity` None where none
    was found."""

    code: str
    quantity: Decimal | None


def pasted_lines(text: str) -> list[PastedLine]:
    """The lines that say anything. A CSV's commas part as spaces do."""
    found = []
    for line in text.splitlines():
        cleaned = line.replace("\x00", " ").strip()
        words = _words(cleaned)
        if words:
            found.append(PastedLine(cleaned[:200], words))
    return found


def _words(line: str) -> tuple[str, ...]:
    """The words of a line. Cells of one word come before the words within other cells: of "22423",
    "Set of 4", "6" the quantity is 6."""
    cells = [
        [word for part in BETWEEN.split(cell.strip()) if (word := part.strip(QUOTES))]
        for cell in CELLS.split(_with_tabs(line))
    ]
    words = [word for cell in sorted(cells, key=_is_text) for word in cell]
    return tuple(words[:MAX_TOKENS])


def _is_text(cell: list[str]) -> bool:
    return len(cell) > 1


def _with_tabs(line: str) -> str:
    """A line of a CSV ("85123A,6", "85123A,Red heart,6") parted by tabs; any other as it is. One
    comma beside words may be a decimal comma: "85123A 1,5"."""
    commas = line.count(",")
    if not commas or NO_CSV.search(QUOTED.sub("", line)) or (commas == 1 and " " in line):
        return line
    try:
        return "\t".join(next(csv.reader([line])))
    except csv.Error:
        return line


def reading_of(line: PastedLine, known: Collection[str]) -> Reading:
    """The first word that is a known code, and the quantity nearest to it: first after, then
    before. A number that is a known code itself is a quantity only beside another code."""
    places = [place for place, word in enumerate(line.words) if code_of(word) in known]
    if not places:
        return Reading("", _first_quantity(line, skip=-1))
    place = next((one for one in places if not _quantity(line.words[one])), places[0])
    return Reading(code_of(line.words[place]), _first_quantity(line, skip=place))


def _first_quantity(line: PastedLine, *, skip: int) -> Decimal | None:
    order = [*range(skip + 1, len(line.words)), *range(skip)]
    return next((value for place in order if (value := _quantity(line.words[place]))), None)


def _quantity(word: str) -> Decimal | None:
    found = TIMES.match(word)
    return quantity_of(found[1]) if found else None
