"""Pictures of products by the names of their files, from a folder or a ZIP: `MUG-1.jpg` is the
picture of MUG-1, `MUG-1-2.jpg` its second one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.codes import code_of
from catalog.models import ProductPicture, Variant
from catalog.pictures import MAX_BYTES, keep_picture
from portal.kit.importing.tables import BadFile

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff"})
MAX_FILES = 20_000
NUMBERED = re.compile(r"^(.+?)[-_ ]([0-9]{1,2})$")


@dataclass(slots=True)
class PictureOutcome:
    """`refused` are names with the reason why they stay out."""

    created: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    variant: Variant
    position: int


def import_pictures(path: Path, *, dry_run: bool = False) -> PictureOutcome:
    """Each file is a transaction of its own: those that are in stay in. Running it again changes
    nothing. Raises BadFile for what is neither a folder nor a ZIP, or holds too many files."""
    outcome = PictureOutcome()
    variants = {one.code: one for one in Variant.objects.select_related("product")}
    for name, content in _files(path):
        place = _place_of(PurePosixPath(name).stem, variants)
        if place is None:
            outcome.refused.append((name, "no product has this SKU"))
        elif content is None:
            outcome.refused.append((name, "larger than 15 MB, or it cannot be read"))
        elif dry_run:
            outcome.created += 1
        else:
            _keep(name, content, place, outcome)
    return outcome


def _place_of(stem: str, variants: dict[str, Variant]) -> _Place | None:
    """A SKU may end in a number itself: the whole name is asked first."""
    whole = variants.get(code_of(stem))
    if whole is not None:
        return _Place(whole, 1)
    numbered = NUMBERED.match(stem)
    variant = variants.get(code_of(numbered[1])) if numbered else None
    return _Place(variant, int(numbered[2])) if numbered and variant else None


@transaction.atomic
def _keep(name: str, content: bytes, place: _Place, outcome: PictureOutcome) -> None:
    try:
        picture = keep_picture(BytesIO(content))
    except ValidationError as error:
        outcome.refused.append((name, " ".join(error.messages)))
        return
    product = place.variant.product
    use, is_new = ProductPicture.objects.get_or_create(
        product=product,
        picture=picture,
        defaults={"alt": product.name, "position": place.position},
    )
    if is_new and place.variant.value1_id:
        use.variants.add(place.variant)
    outcome.created += is_new
    outcome.unchanged += not is_new


def _files(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """Names with their content; None for what is too large or broken. Other endings are passed
    over, and nothing of a ZIP is unpacked beyond what a picture may hold."""
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in ENDINGS)
        _check_count(len(files))
        for file in files:
            is_small = file.is_file() and file.stat().st_size <= MAX_BYTES
            yield str(file.relative_to(path)), file.read_bytes() if is_small else None
        return
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError) as error:
        raise BadFile(f"{path} is neither a folder nor a ZIP.") from error
    with archive:
        names = [one for one in archive.namelist() if PurePosixPath(one).suffix.lower() in ENDINGS]
        _check_count(len(names))
        for name in sorted(names):
            yield name, _unpacked(archive, name)


def _unpacked(archive: ZipFile, name: str) -> bytes | None:
    """What an entry says of its size is not believed."""
    try:
        with archive.open(name) as file:
            content = file.read(MAX_BYTES + 1)
    except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        return None
    return content if len(content) <= MAX_BYTES else None


def _check_count(count: int) -> None:
    if count > MAX_FILES:
        raise BadFile(f"More than {MAX_FILES:,} pictures at once.")
