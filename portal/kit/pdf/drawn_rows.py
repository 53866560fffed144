"""Long tables in PDFs: WeasyPrint places the rows, this draws what stands in them.

Nearly all of a long table's time goes into its cells, one by one: elements, boxes, lines, tags.
But their columns are fixed, and a row whose texts all fit on one line is like any other. So the
page is laid out with rows that hold nothing but their height, after one real row has shown where
a column's text stands (`Grid`). WeasyPrint breaks the pages, repeats the head and draws the rules;
the texts and their tags are added while it writes the file, in its own font and the table's own
tree.
A row that is not that simple stays as it is and is laid out like any other element.

This reads WeasyPrint's boxes and the PDF objects it makes, which are no public interface. Whatever
is not found as expected raises, and the caller has the page made without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from weasyprint import Document, Page

from portal.kit.pdf.glyphs import Face, Line

# Of an invisible row, in static/css/print-document.css.
STRUT = "strut"
FAMILY, WEIGHT = "Inter", 400
# In CSS pixels: a text so close to its column's width may or may not be broken.
_CLOSE = 0.1
_SAME = 0.01
# What HTML takes for one space.
_WHITE_SPACE = re.compile(r"[ \t\n\f\r]+")

Shaped = Sequence[Line | None]


class UnknownLayout(Exception):
    """The page is not as this module expects it: draw nothing, have WeasyPrint do it all."""


@dataclass(frozen=True)
class TextRows:
    """The body of a table with fixed columns: plain texts, of which those from column `numbers`
    on are aligned as numbers. Tables of the same `kind` and language have the same columns."""

    kind: str
    rows: Sequence[Sequence[str]]
    numbers: int

    def markup(self) -> SafeString:
        """The rows as any template would write them."""
        return mark_safe("".join(map(self._row, self.rows)))  # noqa: S308 - escaped below

    def markup_with(self, drawn: Sequence[Shaped | None]) -> SafeString:
        """The same, with an empty row of the same height where one will be drawn."""
        strut = f'<tr><td colspan="{self.width}"><div class="{STRUT}"></div></td></tr>'
        parts = (
            self._row(row) if shaped is None else strut
            for row, shaped in zip(self.rows, drawn, strict=True)
        )
        return mark_safe("".join(parts))  # noqa: S308 - escaped below

    @property
    def width(self) -> int:
        return len(self.rows[0])

    def _row(self, row: Sequence[str]) -> str:
        words = "".join(f"<td>{escape(text)}</td>" for text in row[: self.numbers])
        numbers = "".join(f'<td class="num">{escape(text)}</td>' for text in row[self.numbers :])
        return f"<tr>{words}{numbers}</tr>"

    def specimen(self) -> TextRows:
        """Two real rows, with an empty one to come between them."""
        return TextRows(self.kind, [["0"] * self.width] * 3, self.numbers)


SPECIMEN_DRAWN: Sequence[Shaped | None] = (None, (), None)


@dataclass(frozen=True, slots=True)
class Column:
    left: float
    width: float
    from_right: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Where texts stand in a row, in CSS pixels; `baseline` is below the row's content."""

    columns: Sequence[Column]
    baseline: float
    font_size: float
    color: Any

    @classmethod
    def of(cls, specimen: Document) -> Grid:
        """Read from a document with the rows of `TextRows.specimen`."""
        boxes = [box for page in specimen.pages for box in page._page_box.descendants()]
        strut = _only(box for box in boxes if _is_strut(box))
        rows = [row for row in boxes if row.element_tag == "tr" and row.element is not None]
        place = rows.index(_only(row for row in rows if strut in row.descendants()))
        empty, after = rows[place : place + 2]
        if abs(after.height - empty.height) > _SAME:
            raise UnknownLayout("An empty row is not as high as one with text")
        columns = []
        for cell in after.children:
            text = _only(box for box in cell.descendants() if hasattr(box, "pango_layout"))
            style, left = text.style, cell.content_box_x()
            if style["font_weight"] != WEIGHT or style["font_family"][0] != FAMILY:
                raise UnknownLayout("The rows are set in another font")
            columns.append(Column(left, cell.width, abs(text.position_x - left) > _SAME))
            baseline = text.position_y + text.baseline - cell.content_box_y()
        return cls(columns, baseline, style["font_size"], style["color"])

    def shape(self, rows: TextRows, face: Face, language: str) -> list[Shaped | None]:
        """For each row its texts as glyphs, or None where one does not fit on one line."""
        return [self._shape(row, face, language) for row in rows.rows]

    def _shape(self, row: Sequence[str], face: Face, language: str) -> Shaped | None:
        lines: list[Line | None] = []
        for written, column in zip(row, self.columns, strict=True):
            text = _WHITE_SPACE.sub(" ", written).strip(" ")
            if not text:
                lines.append(None)
                continue
            line = face.line(text, language)
            if line is None or line.width * self.font_size > column.width - _CLOSE:
                return None
            lines.append(line)
        return lines


@dataclass(slots=True)
class Drawing:
    """The drawn rows of one document, on their way into its pages and its tags."""

    grid: Grid
    face: Face
    rows: list[Shaped]
    marks: list[list[list[int | None]]] = field(default_factory=list)

    def into(self, document: Document) -> None:
        """Have its pages draw the rows when they are painted."""
        rows = iter(self.rows)
        document.pages = [_PageWithRows(page, self, document, rows) for page in document.pages]
        if next(rows, None) is not None:
            raise UnknownLayout("A row has no place on any page")

    def finish(self, document: Document, pdf: pydyf.PDF) -> None:
        """WeasyPrint's `finisher`: gives every drawn text its cell in the table's tree."""
        objects = pdf.objects
        root = _object(pdf, pdf.catalog["StructTreeRoot"])
        by_page = _object(pdf, root["ParentTree"])["Nums"]
        pages = {reference: i for i, reference in enumerate(pdf.page_references)}
        places = [iter(marks) for marks in self.marks]
        for cell in list(objects):
            if not _is_empty_cell(cell, len(self.grid.columns), pdf):
                continue
            number = pages[cell["Pg"]]
            marks = next(places[number], None)
            if marks is None:
                raise UnknownLayout("There are more empty rows than drawn ones")
            self._tag(pdf, cell, marks, by_page[2 * number + 1])
        if any(next(left, None) is not None for left in places):
            raise UnknownLayout("A drawn row has no place in the table's tree")

    def _tag(
        self, pdf: pydyf.PDF, cell: pydyf.Dictionary, marks: list[int | None], parents: pydyf.Array
    ) -> None:
        """Turn the empty cell and its block into the row's cells, and add what is missing."""
        headers = cell["A"]["Headers"]
        if len(headers) != len(marks):
            raise UnknownLayout("A cell of an empty row has not every column's heading")
        row = _object(pdf, cell["P"])
        row["K"] = pydyf.Array()
        taken = iter([cell.number, _object(pdf, cell["K"][0]).number])
        for mark, header in zip(marks, headers, strict=True):
            kids = b"" if mark is None else b"%d" % mark
            one = _Ready(
                b"<</Type/StructElem/S/TD/K[%b]/Pg %b/P %b/A<</O/Table/Headers[%b]>>>>"
                % (kids, cell["Pg"], cell["P"], header.data)
            )
            number = next(taken, None)
            if number is None:
                pdf.add_object(one)
            else:
                one.number, pdf.objects[number] = number, one
            row["K"].append(one.reference)
            if mark is not None:
                if mark != len(parents):
                    raise UnknownLayout("A page's marks are numbered otherwise")
                parents.append(one.reference)


class _Ready(pydyf.Object):
    """An object written already."""

    data = b""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


class _PageWithRows(Page):
    """A page that draws its rows once WeasyPrint has drawn the rest."""

    def __init__(
        self, page: Page, drawing: Drawing, document: Document, rows: Iterator[Shaped]
    ) -> None:
        self.__dict__.update(page.__dict__)
        self._drawing, self._document = drawing, document
        struts = [box for box in page._page_box.descendants() if _is_strut(box)]
        left = drawing.grid.columns[0].left
        if any(abs(box.content_box_x() - left) > _SAME for box in struts):
            raise UnknownLayout("The table stands elsewhere than its specimen")
        self._rows = [(box.content_box_y(), next(rows)) for box in struts]

    def paint(self, stream: Any, scale: float = 1) -> None:
        super().paint(stream, scale)
        marks: list[list[int | None]] = []
        self._drawing.marks.append(marks)
        if not self._rows:
            return
        font = self._font()
        grid = self._drawing.grid
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            stream.set_color(grid.color)
            stream.begin_text()
            stream.set_font_size(font.hash, grid.font_size)
            number = len(stream._tags)
            for top, row in self._rows:
                of_row: list[int | None] = []
                marks.append(of_row)
                for line, column in zip(row, grid.columns, strict=True):
                    if line is None:
                        of_row.append(None)
                        continue
                    of_row.append(number)
                    x = column.left
                    if column.from_right:
                        x += column.width - line.width * grid.font_size
                    stream.stream.append(
                        f"/TD<</MCID {number}>>BDC 1 0 0 -1 {x:.4f} {top + grid.baseline:.4f} Tm "
                        f"[{line.operand}]TJ EMC"
                    )
                    for glyph in line.used:
                        font.to_unicode.setdefault(glyph.number, glyph.text)
                        font.widths.setdefault(glyph.number, glyph.width)
                    number += 1
            stream.end_text()

    def _font(self) -> Any:
        """The page's own font for these texts, so that it is embedded once for both."""
        for font in self._document.fonts.values():
            if font.file_content == self._drawing.face.content:
                return font
        raise UnknownLayout("The document has no text in the rows' font")


def _is_strut(box: Any) -> bool:
    return bool(box.element_tag == "div" and box.element.attrib.get("class") == STRUT)


def _is_empty_cell(found: Any, columns: int, pdf: pydyf.PDF) -> bool:
    if not isinstance(found, pydyf.Dictionary) or found.get("S") != "/TD":
        return False
    if found["A"].get("ColSpan") != columns or len(found["K"]) != 1:
        return False
    block = _object(pdf, found["K"][0])
    return bool(block["S"] == "/Div" and not block["K"])


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _only(found: Iterator[Any]) -> Any:
    one = next(found, None)
    if one is None or next(found, None) is not None:
        raise UnknownLayout("A specimen is not as expected")
    return one
