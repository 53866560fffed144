"""What a word may have meant: candidates by shared trigrams, ordered by how few slips away."""

from __future__ import annotations

from typing import Any

from django.db import connection

from catalog.searching.text import grams_of

MAX_CANDIDATES = 40
NEAREST = """
SELECT word FROM (
    SELECT word, (SELECT count(*) FROM unnest(grams) g WHERE g = ANY (%(grams)s)) AS shared,
           abs(length(word) - %(length)s) AS longer
      FROM catalog_searchword WHERE grams && %(grams)s
) found ORDER BY shared DESC, longer, word LIMIT %(most)s
"""


def meant_by(word: str) -> list[str]:
    """Known words within a slip or two of this one, the nearest first. One statement."""
    grams = grams_of(word)
    values: dict[str, Any] = {"grams": grams, "length": len(word), "most": MAX_CANDIDATES}
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, values)
        candidates = [row[0] for row in cursor.fetchall()]
    most = 1 if len(word) < 5 else 2
    ranked = sorted((slips(word, one), place, one) for place, one in enumerate(candidates))
    return [one for count, _, one in ranked if 0 < count <= most]


def slips(a: str, b: str) -> int:
    """How many letters were left out, added, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        two_before, before, row = before, row, [i]
        for j, other in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            is_swapped = i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other
            row.append(min(cost, two_before[j - 2] + 1) if is_swapped else cost)
    return row[-1]
