"""A line of text as glyphs, by HarfBuzz alone. WeasyPrint shapes with the same library, through
Pango, which costs twenty times as much for a number in a table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import cffi
from fontTools.ttLib import TTFont, woff2

_LIBRARIES = ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "harfbuzz")
_LEFT_TO_RIGHT = 4
_READ_ONLY = 1
# Marks, invisible signs and spaces of their own width: they need more than one face knows.
_LEFT_OUT = {"Mn", "Mc", "Me", "Cf", "Cc", "Zl", "Zp"}
_SPACES = {" ", "\N{NO-BREAK SPACE}"}

_ffi = cffi.FFI()
_ffi.cdef("""
    typedef struct hb_blob_t hb_blob_t;
    typedef struct hb_face_t hb_face_t;
    typedef struct hb_font_t hb_font_t;
    typedef struct hb_buffer_t hb_buffer_t;
    typedef const void *hb_language_t;
    typedef struct { uint32_t tag; uint32_t value; unsigned start; unsigned end; } hb_feature_t;
    typedef struct {
        uint32_t codepoint; uint32_t mask; uint32_t cluster; uint32_t a; uint32_t b;
    } hb_glyph_info_t;
    typedef struct {
        int32_t x_advance; int32_t y_advance; int32_t x_offset; int32_t y_offset; uint32_t a;
    } hb_glyph_position_t;
    hb_blob_t *hb_blob_create(const char *, unsigned, int, void *, void *);
    hb_face_t *hb_face_create(hb_blob_t *, unsigned);
    hb_font_t *hb_font_create(hb_face_t *);
    int32_t hb_font_get_glyph_h_advance(hb_font_t *, uint32_t);
    hb_buffer_t *hb_buffer_create(void);
    void hb_buffer_reset(hb_buffer_t *);
    void hb_buffer_add_utf32(hb_buffer_t *, const uint32_t *, int, unsigned, int);
    void hb_buffer_set_direction(hb_buffer_t *, int);
    void hb_buffer_set_language(hb_buffer_t *, hb_language_t);
    void hb_buffer_guess_segment_properties(hb_buffer_t *);
    hb_language_t hb_language_from_string(const char *, int);
    int hb_feature_from_string(const char *, int, hb_feature_t *);
    void hb_shape(hb_font_t *, hb_buffer_t *, const hb_feature_t *, unsigned);
    hb_glyph_info_t *hb_buffer_get_glyph_infos(hb_buffer_t *, unsigned *);
    hb_glyph_position_t *hb_buffer_get_glyph_positions(hb_buffer_t *, unsigned *);
""")


def _open() -> Any:
    for name in _LIBRARIES:
        try:
            return _ffi.dlopen(name)
        except OSError:
            continue
    raise OSError("There is no HarfBuzz")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn sign: its number in the font, what it stands for, its width in thousandths."""

    number: int
    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """Glyphs from left to right, as PDF's operator TJ takes them, and how wide they are together
    for a size of 1."""

    operand: str
    used: Sequence[Glyph]
    width: float


class Face:
    """One weight of a font, with figures of equal width. Not for two threads at a time."""

    def __init__(self, path: Path) -> None:
        self._library = _open()
        out = BytesIO()
        woff2.decompress(BytesIO(path.read_bytes()), out)
        self.content = out.getvalue()
        font = TTFont(BytesIO(self.content), lazy=True)
        self._unit = 1 / font["head"].unitsPerEm
        self._known = {
            character
            for character in map(chr, font.getBestCmap())
            if unicodedata.category(character) not in _LEFT_OUT
            and (unicodedata.category(character) != "Zs" or character in _SPACES)
        }
        self._bytes = _ffi.new("char[]", self.content)
        blob = self._library.hb_blob_create(
            self._bytes, len(self.content), _READ_ONLY, _ffi.NULL, _ffi.NULL
        )
        self._font = self._library.hb_font_create(self._library.hb_face_create(blob, 0))
        self._buffer = self._library.hb_buffer_create()
        self._count = _ffi.new("unsigned *")
        self._features = _ffi.new("hb_feature_t *")
        self._library.hb_feature_from_string(b"tnum", -1, self._features)
        self._widths: dict[int, int] = {}
        self._glyphs: dict[tuple[int, str], Glyph] = {}
        # Days and names of documents come again and again.
        self.line = lru_cache(maxsize=1024)(self._line)

    def _line(self, text: str, language: str) -> Line | None:
        """`text` as glyphs; None where that takes more than this face and left to right."""
        if not self._known.issuperset(text):
            return None
        hb = self._library
        hb.hb_buffer_reset(self._buffer)
        hb.hb_buffer_add_utf32(self._buffer, [ord(one) for one in text], len(text), 0, len(text))
        hb.hb_buffer_set_direction(self._buffer, _LEFT_TO_RIGHT)
        name = language.encode()
        hb.hb_buffer_set_language(self._buffer, hb.hb_language_from_string(name, len(name)))
        hb.hb_buffer_guess_segment_properties(self._buffer)
        hb.hb_shape(self._font, self._buffer, self._features, 1)
        found = hb.hb_buffer_get_glyph_infos(self._buffer, self._count)
        count = self._count[0]
        placed = hb.hb_buffer_get_glyph_positions(self._buffer, self._count)
        starts = [found[i].cluster for i in range(count)] + [len(text)]
        used, operand, total = [], ["<"], 0
        for i, (start, end) in enumerate(pairwise(starts)):
            place = placed[i]
            if end <= start or place.x_offset or place.y_offset:
                return None
            number, advance = found[i].codepoint, place.x_advance
            glyph = self._glyph(number, text[start:end])
            used.append(glyph)
            operand.append(f"{number:04x}")
            # What the font's own width is too much, as far as it shows.
            if kern := int(glyph.width - advance * self._unit * 1000):
                operand.append(f">{kern}<")
            total += advance
        operand.append(">")
        return Line("".join(operand), used, total * self._unit)

    def _glyph(self, number: int, text: str) -> Glyph:
        if (number, text) not in self._glyphs:
            advance = self._library.hb_font_get_glyph_h_advance(self._font, number)
            width = round(advance * self._unit * 1000)
            self._glyphs[number, text] = Glyph(number, text, width)
        return self._glyphs[number, text]
