"""Words that the glossary has retired do not come back into code."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "billing", "catalog", "orders", "portal", "support", "tests")
# `docs/glossary.md` says what to write instead.
RETIRED = {
    *("along", "debt", "debts", "edition", "fund", "funds", "means", "misfit", "misfits", "news"),
    *("payables", "quarantine", "standing", "truth", "wish"),
}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def sources() -> list[Path]:
    """Our own modules; the stand-in Stripe speaks its own language, and so does geometry."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [
        path for path in found if not {"migrations", "stripe_double", "studio"} & set(path.parts)
    ]


def names_in(path: Path) -> set[str]:
    with path.open("rb") as file:
        found = {t.string for t in tokenize.tokenize(file.readline) if t.type == tokenize.NAME}
    return {name for name in found if not name.startswith("test_")}  # those are sentences


def words_of(name: str) -> set[str]:
    """The words of a name, however it joins them."""
    return {word.lower() for word in WORD.findall(name)}


@pytest.mark.parametrize(
    ("name", "words"),
    [("fund_id", {"fund", "id"}), ("DebtRow", {"debt", "row"}), ("refund", {"refund"})],
)
def test_names_are_taken_apart(name: str, words: set[str]) -> None:
    assert words_of(name) == words


def test_no_name_in_code_uses_a_retired_word() -> None:
    guilty = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources()
        for name in names_in(path)
        if words_of(name) & RETIRED
    }
    assert guilty == set()


def test_no_module_is_named_by_a_retired_word() -> None:
    guilty = [str(path) for path in sources() if words_of(path.stem.removeprefix("test")) & RETIRED]
    assert guilty == []


def test_the_glossary_names_them_all() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text()
    retired = glossary.partition("## Words that are retired")[2]
    known = set(re.findall(r"[a-z]+", retired))
    singular = {
        word.removesuffix("s") if word in ("debts", "funds", "misfits") else word
        for word in RETIRED
    }
    assert singular <= known
