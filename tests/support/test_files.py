"""The one door for files: what is taken, what is refused, and what remains of it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from portal.kit.files.uploads import UploadRefused
from support.files import MAX_BYTES, accept_file
from tests.support.factories import PDF, make_upload


def archive(**members: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def picture(kind: str, size: tuple[int, int] = (8, 8), **options) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, kind, **options)
    return content.getvalue()


CONTENT_TYPES = {"[Content_Types].xml": "<Types/>"}
DOCX = archive(**CONTENT_TYPES, word__document="x")
XLSX = archive(**CONTENT_TYPES, xl__workbook="x")
ODT = archive(mimetype="application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("name", "content", "kept_as"),
    [
        ("a.pdf", PDF, "a.pdf"),
        ("a.exe", PDF, "a.pdf"),
        ("a.png", picture("PNG"), "a.png"),
        ("a.jpeg", picture("JPEG"), "a.jpg"),
        ("a.docx", DOCX, "a.docx"),
        ("a.zip", XLSX, "a.xlsx"),
        ("a.odt", ODT, "a.odt"),
        ("a.csv", b"SKU;Qty\nA1;3\n", "a.csv"),
        ("a.txt", "Grüße".encode(), "a.txt"),
    ],
)
def test_content_decides_what_a_file_is(name: str, content: bytes, kept_as: str) -> None:
    assert accept_file(make_upload(name, content)).accepted.shown_name == kept_as


BOMB = BytesIO()
with ZipFile(BOMB, "w", 8) as file:
    file.writestr("[Content_Types].xml", "<Types/>")
    file.writestr("word/document.xml", b"0" * 300_000_000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.pdf", b""),
        ("page.html", b"<html><script>alert(1)</script>"),
        ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
        ("run.exe", b"MZ\x90\x00"),
        ("run.txt", b"MZ\x00\x00"),
        ("latin.csv", "Größe".encode("latin-1")),
        ("any.zip", archive(readme="x")),
        ("macro.docx", archive(**CONTENT_TYPES, word__document="x", word__vbaProject_bin="x")
         .replace(b"vbaProject_bin", b"vbaProject.bin")),
        ("nested.docx", archive(**CONTENT_TYPES, **{"word__a.zip": "x"})),
        ("bomb.docx", BOMB.getvalue()),
        ("broken.docx", DOCX[:40]),
        ("broken.png", picture("PNG")[:40]),
        ("lying.odt", archive(mimetype="text/html")),
    ],
    # An archive's bytes hold the time it was made: no name that two processes agree on.
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_taken_is_refused_by_its_name(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused, match=name):
        accept_file(make_upload(name, content))


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    head = bytearray(picture("PNG"))
    head[16:24] = (100_000).to_bytes(4, "big") * 2
    with pytest.raises(UploadRefused):
        accept_file(make_upload("huge.png", bytes(head)))


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(UploadRefused, match="larger than 15 MB"):
        accept_file(make_upload("a.pdf", PDF + b" " * MAX_BYTES))


def test_nothing_but_pixels_remains_of_a_picture() -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    content = picture("JPEG", exif=exif.tobytes()) + b"<script>alert(2)</script>"
    kept = accept_file(make_upload("a.jpg", content)).content.read()
    assert b"script" not in kept
    assert Image.open(BytesIO(kept)).size == (8, 8)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf", "..\\..\\boot.pdf", "CON.pdf", "a\x00b.pdf", "a\nb.pdf",
        "\u202egpj.exe.pdf", "x" * 300 + ".pdf", ".pdf", "pdf", " .pdf", "a/b/c.pdf",
        '"><img src=x>.pdf', "名前.pdf", "عقد.pdf", "a;b=c.pdf", "%2e%2e%2f.pdf",
    ],
)  # fmt: skip
def test_a_hostile_name_never_reaches_the_disk_and_is_shown_plain(name: str) -> None:
    accepted = accept_file(make_upload(name, PDF)).accepted
    assert accepted.stored_name == f"{accepted.token}.pdf"
    assert len(accepted.token) == 32
    assert len(accepted.shown_name) <= 64
    assert not set(accepted.shown_name) & set('/\\\x00\n"\u202e')
