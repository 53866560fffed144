"""Which characters a text may hold: one rule, asked by forms, imports and whatever comes later.

Control characters (C0 and C1) have no meaning on a page or a document: they print as boxes, ring
terminals and break addresses. A text of several lines may hold tabs and line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Controls without tab and line breaks, halves of pairs, and code points that are no characters.
_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_BREAKS = "\t\n\r\u2028\u2029"
# What is not seen, or changes how its neighbours are read: two numbers could look the same.
_HIDDEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_IN_TEXT = re.compile(f"[{_NEVER}]")
_IN_LINE = re.compile(f"[{_NEVER}{_BREAKS}]")
_IN_IDENTIFIER = re.compile(f"[{_NEVER}{_BREAKS}{_HIDDEN}]")


def bad_in_text(text: str) -> str:
    """The first character that a text of several lines may not hold, as `U+001B`, or nothing."""
    return _found(_IN_TEXT, text)


def bad_in_line(text: str) -> str:
    """The same for a text of one line, such as a name."""
    return _found(_IN_LINE, text)


def bad_in_identifier(text: str) -> str:
    """The same for a number or code, which holds nothing invisible either."""
    return _found(_IN_IDENTIFIER, text)


def _found(pattern: re.Pattern[str], text: str) -> str:
    if text.isprintable():
        return ""
    found = pattern.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def validate_text(value: object) -> None:
    """For forms. Raises ValidationError for a control character in the text, or in any text of
    what a field has made of it: JSON writes them as escapes. A UUID or a number holds none."""
    _refuse(next((bad for one in _texts_of(value) if (bad := bad_in_text(one))), ""))


def validate_identifier(text: str) -> None:
    """For models and forms: a number or code that people compare and search for."""
    _refuse(bad_in_identifier(text))


def _refuse(bad: str) -> None:
    if bad:
        raise ValidationError(
            _("This contains a character that can't be printed (%(character)s)."),
            code="unprintable",
            params={"character": bad},
        )


def _texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*_texts_of(key), *_texts_of(one))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts_of(one)


def one_line(text: str) -> str:
    """What others say, such as a bank's name, without what a line may not hold."""
    return text if text.isprintable() else _IN_LINE.sub("", text)


def printable(text: str) -> str:
    """One line that is safe for a terminal: what cannot be printed is written as its escape."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )
