"""A logo is one of three kinds of picture, of a sensible size, drawn anew."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from portal.kit.files.pictures import PictureField


def picture(kind: str, size: tuple[int, int] = (20, 10), **options: object) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "red").save(content, kind, **options)
    return content.getvalue()


def cleaned(content: bytes, name: str = "logo.png"):
    return PictureField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_three_kinds_are_taken_and_named_by_their_content(kind: str, ending: str) -> None:
    kept = cleaned(picture(kind), "../../logo.html")
    assert kept.name == f"logo{ending}"
    assert Image.open(kept).format == kind


@pytest.mark.parametrize("kind", ["EPS", "GIF", "BMP", "TIFF", "ICO"])
def test_other_kinds_are_refused_whatever_they_are_called(kind: str) -> None:
    with pytest.raises(ValidationError, match="PNG, JPEG or WebP"):
        cleaned(picture(kind))


@pytest.mark.parametrize("content", [b"<svg/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError):
        cleaned(content)


def test_more_than_2000_pixels_or_a_megabyte_is_refused() -> None:
    assert cleaned(picture("PNG", (2000, 10)))
    with pytest.raises(ValidationError, match="2000 pixels"):
        cleaned(picture("PNG", (2001, 10)))
    with pytest.raises(ValidationError, match="1 MB"):
        cleaned(picture("PNG") + b"x" * 1024 * 1024)


def test_what_was_hidden_in_the_file_is_gone() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    kept = cleaned(picture("PNG", pnginfo=notes) + b"<?php evil ?>")
    assert b"script" not in kept.read()
    kept.seek(0)
    assert b"php" not in kept.read()
