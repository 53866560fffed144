"""Item numbers and quantities in whatever somebody pastes: two columns of a spreadsheet, a CSV, a
list such as "6 x 85123A", lines of an email."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from catalog.codes import code_of
from orders.lines.quantities import quantity_of

MAX_TOKENS = 40
# Between cells, and between words of an email.
BETWEEN = re.compile(r"[\t;|]+|,\s+|\s+")
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
    if re.fullmatch(r"[^,\s]+,[^,\s]+", line):  # a CSV without spaces: "85123A,6"
        line = line.replace(",", "\t")
    words = [word.strip(QUOTES) for word in BETWEEN.split(line)]
    return tuple(word for word in words if word)[:MAX_TOKENS]


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
