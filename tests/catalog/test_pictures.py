"""One door for pictures: drawn anew, bounded, kept once, shown by signed addresses."""

from __future__ import annotations

import time
from io import BytesIO
from struct import pack
from zlib import compress, crc32

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image

from catalog import pictures
from catalog.models import Picture
from catalog.pictures import address_of, keep_picture, path_of, srcset_of, widths_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path


def file(format_: str = "PNG", size: tuple[int, int] = (900, 600), **options) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "#336699").save(out, format_, **options)
    return out


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def huge_png(side: int) -> BytesIO:
    """A few bytes that claim to be side × side pixels."""
    head = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return BytesIO(b"\x89PNG\r\n\x1a\n" + body)


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_picture_is_kept_in_every_size_up_to_its_own(format_: str) -> None:
    picture = keep_picture(file(format_))
    assert (picture.width, picture.height) == (900, 600)
    for width in (160, 320, 640, 900):
        with Image.open(path_of(picture.sha256, str(width))) as kept:
            assert (kept.format, kept.width) == ("WEBP", width)
    with Image.open(path_of(picture.sha256, "mail")) as kept:
        assert (kept.format, kept.width) == ("JPEG", 640)


@pytest.mark.parametrize(
    ("width", "expected"),
    [(100, [100]), (160, [160]), (1280, [160, 320, 640, 1280]), (2000, [160, 320, 640, 1280])],
)
def test_picture_is_never_enlarged(width: int, expected: list[int]) -> None:
    assert widths_of(width) == expected


def test_same_picture_is_kept_once() -> None:
    assert keep_picture(file()) == keep_picture(file())
    assert Picture.objects.count() == 1


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[0x0112] = 6  # to be turned by a quarter
    content = file("JPEG", exif=exif.tobytes())
    content.seek(0, 2)
    content.write(b"<script>SECRET</script>")
    picture = keep_picture(content)
    assert (picture.width, picture.height) == (600, 900)
    for size in ("master", "160", "mail"):
        assert b"SECRET" not in path_of(picture.sha256, size).read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        BytesIO(b""),
        BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        BytesIO(b"GIF89a" + b"\0" * 40),
        BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        BytesIO(b"%PDF-1.7"),
        huge_png(100_000),
        huge_png(15_000),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_and_nothing_kept(content, settings) -> None:
    with pytest.raises(ValidationError):
        keep_picture(content)
    assert not Picture.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))


def test_file_of_too_many_bytes_is_refused_unread(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(ValidationError):
        keep_picture(file())


def test_signed_address_shows_the_picture_to_whoever_has_it() -> None:
    picture = keep_picture(file())
    response = Client().get(address_of(picture, 320))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.getvalue() == path_of(picture.sha256, "320").read_bytes()


def test_address_that_was_not_signed_here_shows_nothing() -> None:
    picture = keep_picture(file())
    good = address_of(picture, 320)
    name, size, period, signature = good.rpartition("/")[2].split("-")
    for parts in (
        (name, "640", period, signature),
        ("0" * 64, size, period, signature),
        (name, size, str(int(period) + 1), signature),
        (name, size, period, "0" * 24),
        (name, "../160", period, signature),
    ):
        assert Client().get(f"/shop/pictures/{'-'.join(parts)}").status_code == 404


def test_address_ends_after_two_weeks(monkeypatch) -> None:
    address = address_of(keep_picture(file()), 320)
    now = time.time()
    for weeks, status in ((1, 200), (2, 404)):
        monkeypatch.setattr(pictures.time, "time", lambda w=weeks: now + w * pictures.PERIOD)
        response = Client().get(address)
        assert response.status_code == status
        response.close()


def test_srcset_names_every_size() -> None:
    named = srcset_of(keep_picture(file()))
    assert [part.rpartition(" ")[2] for part in named.split(", ")] == [
        "160w",
        "320w",
        "640w",
        "900w",
    ]
