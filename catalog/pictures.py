"""The one door for pictures: decoded, bounded, drawn anew, kept in a few sizes, shown by signed
addresses.

Nothing of an uploaded file is kept but its pixels. A picture is known by the hash of what was
drawn, so the same one is kept once. Its address holds for a week or two: which products there
are may be a secret.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from catalog.models import Picture
from portal.kit.files.storage import check_space, media_path, write_whole

FOLDER = "pictures"
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2000
WIDTHS = (160, 320, 640, 1280)
JPEG_WIDTH = 640
QUALITY, MASTER_QUALITY = 80, 90
PERIOD = 7 * 24 * 3600
SALT = "catalog.pictures"


def keep_picture(content: IO[bytes]) -> Picture:
    """Keep what the file shows, or find that it is kept already. Raises ValidationError, and
    nothing is kept, for other formats, broken files and what is too large."""
    image = _decoded(content)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    master = _webp(image, MASTER_QUALITY)
    name = sha256(master).hexdigest()
    found = Picture.objects.filter(sha256=name).first()
    if found is not None and path_of(name, "master").exists():
        return found
    check_space(media_path(FOLDER))
    write_whole(path_of(name, "master"), master)
    for width in widths_of(image.width):
        write_whole(path_of(name, str(width)), _webp(_narrowed(image, width), QUALITY))
    jpeg = BytesIO()
    on_paper = Image.new("RGB", image.size, "white")
    on_paper.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    _narrowed(on_paper, min(JPEG_WIDTH, image.width)).save(jpeg, "JPEG", quality=82)
    write_whole(path_of(name, "mail"), jpeg.getvalue())
    values = {"width": image.width, "height": image.height, "colour": _average(on_paper)}
    return Picture.objects.get_or_create(sha256=name, defaults=values)[0]


def widths_of(width: int) -> list[int]:
    """The sizes a picture of this width is kept in; it is never enlarged."""
    smaller = [one for one in WIDTHS if one < width]
    return [*smaller, width] if len(smaller) < len(WIDTHS) else smaller


def path_of(name: str, size: str) -> Path:
    """Where a rendition lies: `size` is a width, "master" or "mail"."""
    ending = "jpg" if size == "mail" else "webp"
    return media_path(f"{FOLDER}/{name[:2]}/{name}-{size}.{ending}")


def address_of(picture: Picture, width: int) -> str:
    """Where a browser finds the picture, at least so wide where it is. The same all week, so that
    browsers keep it."""
    kept = widths_of(picture.width)
    size = next((one for one in kept if one >= width), kept[-1])
    return _signed(picture.sha256, size, int(time.time()) // PERIOD, settings.SECRET_KEY)


@lru_cache(maxsize=20_000)
def _signed(name: str, size: int, period: int, _secret: str) -> str:
    """A page of sixty products has four hundred addresses, the same all week."""
    signature = next(_signatures(name, size, period))
    return reverse("catalog:picture-detail", args=[f"{name}-{size}-{period}-{signature}"])


def srcset_of(picture: Picture) -> str:
    """The value of `srcset`: every size with its width."""
    kept = widths_of(picture.width)
    return ", ".join(f"{address_of(picture, width)} {width}w" for width in kept)


def find_by_address(address: str) -> Path | None:
    """The file behind an address that was signed here and still holds."""
    parts = address.split("-")
    if len(parts) != 4 or not (
        parts[1].isascii() and parts[1].isdecimal() and parts[2].isdecimal()
    ):
        return None
    name, size, period, signature = parts
    age = int(time.time()) // PERIOD - int(period)
    good = _signatures(name, int(size), int(period))
    if age not in {0, 1} or not any(hmac.compare_digest(one, signature) for one in good):
        return None
    return path_of(name, size)


def _signatures(name: str, size: int, period: int) -> Iterator[str]:
    """By the present secret key first, then by those before it."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        signed = salted_hmac(SALT, f"{name}.{size}.{period}", secret=secret, algorithm="sha256")
        yield signed.hexdigest()[:24]


def check_head(content: IO[bytes]) -> None:
    """Whether the file's head is that of a picture that may come in. Decodes no pixel.

    Raises ValidationError.
    """
    with _opened(content):
        pass


def _decoded(content: IO[bytes]) -> Image.Image:
    """The pixels, upright, in sRGB, without whatever else the file holds."""
    with _opened(content) as picture:
        # WeasyPrint asks Pillow, for the whole process, to let half a picture pass.
        lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            picture.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient
        return _in_srgb(ImageOps.exif_transpose(picture))


@contextmanager
def _opened(content: IO[bytes]) -> Iterator[Image.Image]:
    """The picture within its bounds, not decoded yet. What fails while it is open is a broken
    file."""
    content.seek(0, 2)
    if content.tell() > MAX_BYTES:
        raise ValidationError(_("The picture is larger than 15 MB."))
    content.seek(0)
    try:
        with Image.open(content, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS or max(picture.size) > 20_000:
                raise ValidationError(_("The picture has more than 40 million pixels."))
            yield picture
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is no JPEG, PNG, WebP, AVIF or TIFF picture.")) from error


def _in_srgb(image: Image.Image) -> Image.Image:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
            image = converted if converted is not None else image
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile nobody understands: the numbers as they are
    plain = image.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def _average(image: Image.Image) -> str:
    pixel = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    red, green, blue = pixel if isinstance(pixel, tuple) else (255, 255, 255)
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
