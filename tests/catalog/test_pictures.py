"""One door for pictures: drawn anew, bounded, kept once, shown by signed addresses."""

from __future__ import annotations

import time
from io import BytesIO
from struct import pack
from zlib import compress, crc32

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image, ImageFile

from catalog import pictures
from catalog.models import Axis, AxisValue, Picture, Product, ProductPicture
from catalog.pictures import address_of, keep_picture, path_of, srcset_of, widths_of
from catalog.showing.images import first_images, images_of
from catalog.tasks import draw_picture
from catalog.uploads import receive, waiting_path
from tests.catalog.factories import make_presentation, make_product, make_variant, variant_of

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


def broken_png() -> BytesIO:
    """A sound head, and pixels that cannot be unpacked."""
    head = pack(">IIBBBBB", 90, 90, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", b"no pixels") + chunk(b"IEND", b"")
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


def waiting(product: Product, content: BytesIO, **fields) -> ProductPicture:
    token = receive(content)
    return ProductPicture.objects.create(product=product, incoming=token, alt="A mug", **fields)


def test_web_process_decodes_nothing_and_the_worker_draws(monkeypatch) -> None:
    load, content, product = ImageFile.ImageFile.load, file("JPEG"), make_product()
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *_: pytest.fail("decoded on the page"))
    use = waiting(product, content)
    assert first_images([use.product_id]) == {}
    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    draw_picture(token=use.incoming)
    draw_picture(token=use.incoming)
    use.refresh_from_db()
    assert (use.picture.width, use.incoming) == (900, "")
    assert not any(path.is_file() for path in waiting_path("x").parent.iterdir())


def test_what_only_the_worker_finds_broken_is_told_beside_the_picture(monkeypatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    use = waiting(make_product(), broken_png())
    draw_picture(token=use.incoming)
    use.refresh_from_db()
    assert use.picture is None
    assert use.problem == "This is no JPEG, PNG, WebP, AVIF or TIFF picture."
    assert not waiting_path(use.incoming).exists()


def test_picture_that_a_product_has_already_is_not_there_twice() -> None:
    product = make_product()
    for _ in range(2):
        draw_picture(token=waiting(product, file()).incoming)
    assert ProductPicture.objects.filter(product=product, incoming="").count() == 1
    assert ProductPicture.objects.count() == 1


def test_cover_is_drawn_by_the_worker_too() -> None:
    shown = make_presentation(cover_incoming=receive(file()), cover_alt="A table")
    draw_picture(token=shown.cover_incoming)
    shown.refresh_from_db()
    assert (shown.cover.width, shown.cover_incoming) == (900, "")


def colour(product: Product, name: str, **fields) -> ProductPicture:
    content = BytesIO()
    Image.new("RGB", (90, 120), name).save(content, "PNG")
    picture = keep_picture(content)
    return ProductPicture.objects.create(product=product, picture=picture, alt=name, **fields)


def test_variant_shows_its_own_pictures_first_and_those_of_no_other() -> None:
    product = make_product()
    red = variant_of(product)
    axis = Axis.objects.create(product=product, place=1, name="Colour")
    value = AxisValue.objects.create(axis=axis, product=product, place=1, value="Blue")
    blue = make_variant(product, value1=value)
    colour(product, "white", position=1)
    for variant, name in ((red, "red"), (blue, "blue")):
        colour(product, name, position=2).variants.add(variant)
    assert [image.alt for image in images_of(product, blue)] == ["blue", "white"]
    assert [image.alt for image in images_of(product, None)] == ["white", "red", "blue"]


@pytest.mark.parametrize(
    ("focus", "classes"),
    [((50, 50), ""), ((0, 100), "focus-x-0 focus-y-100"), ((34, 47), "focus-x-30 focus-y-50")],
)
def test_focal_point_stays_in_view(focus: tuple[int, int], classes: str, settings) -> None:
    product = make_product()
    colour(product, "teal", focal_x=focus[0], focal_y=focus[1])
    assert first_images([product.pk])[product.pk].focus_class == classes
    drawn = (settings.BASE_DIR / "styles/components/focus.css").read_text()
    assert all(f".{name} {{" in drawn for name in classes.split())
