"""Words as they are compared: without accents, in small letters, cut at everything else."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
LONGEST = 60
LEAST_FRAGMENT = 3


def folded(text: str) -> str:
    """`Café` is `cafe`: composed letters are taken apart and their marks dropped."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(one for one in apart if not unicodedata.combining(one)).lower()


def words_of(text: str) -> list[str]:
    """The words of a text in their order, each at most LONGEST letters."""
    return [word[:LONGEST] for word in WORD.findall(folded(text))]


def fragments_of(code: str) -> list[str]:
    """Every ending of a code that is long enough to be asked for: what one knows of a code may
    begin anywhere in it."""
    small = code.lower()
    return [small[at:] for at in range(len(small) - LEAST_FRAGMENT + 1)]


def grams_of(word: str) -> list[str]:
    """Three letters at a time, with the edges marked, each once."""
    padded = f"  {word} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})
