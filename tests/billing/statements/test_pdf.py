"""A statement's drawn rows look, read and are tagged as if WeasyPrint had laid out each of them."""

import logging
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from shutil import which
from subprocess import run
from typing import Any

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from billing.statements.figures import Kind, Statement
from billing.statements.pdf import statement_pdf
from portal.kit.pdf import drawn_rows, rendering
from portal.kit.pdf.drawn_rows import UnknownLayout
from tests.billing.statements.drawing_statements import a_seller, a_statement

pytestmark = pytest.mark.real_pdf

LONG_WORD = "PO-2026-0000012345678901234567890"
STATEMENTS = {
    "no lines": lambda: a_statement(0),
    "one page": lambda: a_statement(9),
    "four pages": lambda: a_statement(120),
    "activity": lambda: a_statement(60, Kind.ACTIVITY),
    "open items": lambda: a_statement(60, Kind.OPEN_ITEMS),
    "some rows of two lines": lambda: a_statement(60, references=("PO-1", LONG_WORD, "PO-3")),
    "every row of two lines": lambda: a_statement(40, references=(LONG_WORD,)),
    "other scripts here and there": lambda: a_statement(
        40, references=("PO-1", "הזמנה 7", "Łódź", "a <b> & c", "x  y", "AVA To. 10:30 (A-1) ->")
    ),
    "German in yen": lambda: a_statement(30, language="de", currency="JPY"),
    "dinars of three decimals": lambda: a_statement(30, currency="KWD"),
    "right to left": lambda: a_statement(30, name="شركة النور", language="ar"),
    "Hebrew name, left to right": lambda: a_statement(30, name="אור בע״מ"),
}

every_statement = pytest.mark.parametrize("name", STATEMENTS)


@pytest.fixture(autouse=True)
def no_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Falling back to plain rendering is told; here it would prove nothing."""
    with caplog.at_level(logging.WARNING, "portal.kit.pdf.rendering"):
        yield
    assert not [one for one in caplog.get_records("call") if one.name == "portal.kit.pdf.rendering"]


def plain(statement: Statement) -> bytes:
    """As WeasyPrint alone makes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "_drawn", lambda page, rows: page.written(rows.markup()))
        return statement_pdf(statement, seller=a_seller())


@lru_cache
def both(name: str) -> tuple[bytes, bytes]:
    """The statement of that name as we make it and as WeasyPrint alone makes it."""
    statement = STATEMENTS[name]()
    return statement_pdf(statement, seller=a_seller()), plain(statement)


def cells(content: bytes) -> list[tuple[Any, ...]]:
    """Every cell of every table: its name, headings and text marks, in reading order."""
    reader = PdfReader(BytesIO(content))
    found = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if isinstance(element, int):
            return
        kids = element.get("/K", [])
        if element.get("/S") in ("/TH", "/TD"):
            attributes = element["/A"].get_object()
            found.append((element["/S"], len(attributes.get("/Headers", ())), bool(kids)))
        for kid in kids if isinstance(kids, list) else [kids]:
            walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def drawn_count(statement: Statement, monkeypatch: pytest.MonkeyPatch) -> int:
    counted = Counter[str]()
    into = drawn_rows.Drawing.into

    def count(drawing: Any, document: Any) -> None:
        counted["rows"] += len(drawing.rows)
        into(drawing, document)

    with monkeypatch.context() as patch:
        patch.setattr(drawn_rows.Drawing, "into", count)
        statement_pdf(statement, seller=a_seller())
    return counted["rows"]


@every_statement
def test_the_text_is_the_same_page_by_page(name):
    ours, theirs = (PdfReader(BytesIO(content)) for content in both(name))
    assert [words(page) for page in ours.pages] == [words(page) for page in theirs.pages]


def words(page: Any) -> Counter[str]:
    """Of a page, whatever their order: drawn rows come last in the file, though not on the page."""
    return Counter(page.extract_text().split())


@pytest.mark.skipif(not which("pdftotext"), reason="poppler is not here")
@every_statement
def test_poppler_reads_the_same_lines(name):
    texts = [
        run(["pdftotext", *layout, "-", "-"], input=content, capture_output=True, check=True).stdout
        for layout in ([], ["-layout"])
        for content in both(name)
    ]
    assert texts[0] == texts[1]
    assert texts[2] == texts[3]


@pytest.mark.skipif(not which("pdftoppm"), reason="poppler is not here")
@every_statement
def test_the_pages_look_the_same(name, tmp_path):
    contents = zip(("ours", "theirs"), both(name), strict=True)
    ours, theirs = (images(content, tmp_path / whose) for whose, content in contents)
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        different = ImageChops.difference(one, other).histogram()
        assert sum(different[64:]) <= 20, "pixels that anybody could see"


def images(content: bytes, folder: Path) -> list[Image.Image]:
    folder.mkdir()
    command = ["pdftoppm", "-r", "80", "-gray", "-", str(folder / "page")]
    run(command, input=content, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.iterdir())]


@every_statement
def test_every_cell_is_tagged_with_its_heading(name):
    ours, theirs = both(name)
    assert cells(ours) == cells(theirs)


@every_statement
def test_every_mark_on_a_page_belongs_to_an_element(name):
    reader = PdfReader(BytesIO(both(name)[0]))
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for i, page in enumerate(reader.pages):
        marks = page.get_contents().get_data().count(b"/MCID")
        parents = numbers[2 * i + 1].get_object()
        assert numbers[2 * i] == i
        assert len(parents) == marks
        for mark, parent in enumerate(parents):
            assert mark in parent.get_object()["/K"]


def test_nearly_all_rows_of_a_usual_statement_are_drawn(monkeypatch):
    assert drawn_count(a_statement(120), monkeypatch) == 122
    assert drawn_count(a_statement(60, references=("PO-1", LONG_WORD)), monkeypatch) == 32
    assert drawn_count(a_statement(30, language="ar"), monkeypatch) == 0


@pytest.mark.parametrize("lines", [0, 12, 120])
def test_the_same_statement_gives_the_same_bytes(lines):
    first = statement_pdf(a_statement(lines), seller=a_seller())
    statement_pdf(a_statement(33), seller=a_seller())
    assert statement_pdf(a_statement(lines), seller=a_seller()) == first


@pytest.mark.long
def test_five_hundred_statements_take_no_more_memory_than_a_hundred():
    sizes = []
    for number in range(1, 501):
        statement = a_statement(5 + number % 30, name=f"Customer {number}")
        statement_pdf(statement, seller=a_seller())
        if number in (100, 500):
            sizes.append(int(Path("/proc/self/statm").read_text().split()[1]))
    assert sizes[1] <= 1.05 * sizes[0]


def test_no_text_asks_for_font_features_of_its_own():
    """Each would leak, in WeasyPrint 70, a list of them."""
    sheet = rendering.static_path(rendering.STYLESHEET).read_text()
    faces, rules = sheet.split("@page", 1)
    assert faces.count('font-feature-settings: "tnum"') == faces.count("@font-face") == 3
    assert "font-variant" not in rules
    assert rules.count("font-feature-settings") == 1, "one large number a document"


class TestWhenWeasyPrintIsNotAsExpected:
    @pytest.fixture(autouse=True)
    def no_warning(self) -> None:
        """Here there is one."""

    @pytest.mark.parametrize("step", ["into", "finish"])
    def test_the_statement_is_made_without_drawing(self, step, monkeypatch, caplog):
        def fail(*arguments: object) -> None:
            raise UnknownLayout("otherwise")

        statement = a_statement(20)
        expected = plain(statement)
        monkeypatch.setattr(drawn_rows.Drawing, step, fail)
        assert statement_pdf(statement, seller=a_seller()) == expected
        assert "laid out one by one" in caplog.text
