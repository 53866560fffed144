"""Pictures find their products by the names of their files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.importing.pictures import import_pictures
from catalog.models import ProductPicture
from catalog.pictures import MAX_BYTES
from tests.catalog.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 50), colour).save(out, "PNG")
    return out.getvalue()


def folder(tmp_path: Path, **files: bytes) -> Path:
    place = tmp_path / "in"
    (place / "deeper").mkdir(parents=True)
    for name, content in files.items():
        (place / name.replace("__", "/")).write_bytes(content)
    return place


def zipped(tmp_path: Path, files: dict[str, bytes]) -> Path:
    path = tmp_path / "in.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_folder_names_sku_and_place_and_again_nothing_changes(tmp_path: Path) -> None:
    product = make_product("Quay mug", sku="MUG-1")
    place = folder(
        tmp_path,
        **{"mug1.png": picture("teal"), "deeper__MUG-1-2.png": picture("red"), "note.txt": b"x"},
    )
    first = import_pictures(place)
    assert (first.created, first.unchanged, first.refused) == (2, 0, [])
    uses = ProductPicture.objects.filter(product=product).order_by("position")
    assert list(uses.values_list("position", "alt")) == [(1, "Quay mug"), (2, "Quay mug")]
    again = import_pictures(place)
    assert (again.created, again.unchanged) == (0, 2)


def test_sku_that_ends_in_a_number_is_not_cut(tmp_path: Path) -> None:
    short, long = make_product(sku="BOWL"), make_product(sku="BOWL-2")
    import_pictures(zipped(tmp_path, {"BOWL-2.png": picture("teal")}))
    assert ProductPicture.objects.get().product == long != short


def test_zip_with_bombs_strangers_and_wrong_files_lets_the_good_ones_in(tmp_path: Path) -> None:
    make_product(sku="A1")
    make_product(sku="B1")
    path = zipped(
        tmp_path,
        {
            "../A1.png": picture("teal"),
            "B1.png": b"\0" * (MAX_BYTES + 10),
            "B1-2.jpg": b"<svg/>",
            "ZZ.png": picture("red"),
        },
    )
    outcome = import_pictures(path)
    assert outcome.created == 1
    assert dict(outcome.refused) == {
        "B1.png": "larger than 15 MB, or it cannot be read",
        "B1-2.jpg": "This is no JPEG, PNG, WebP, AVIF or TIFF picture.",
        "ZZ.png": "no product has this SKU",
    }


def test_rehearsal_keeps_nothing(tmp_path: Path) -> None:
    make_product(sku="A1")
    outcome = import_pictures(zipped(tmp_path, {"A1.png": picture("teal")}), dry_run=True)
    assert outcome.created == 1
    assert not ProductPicture.objects.exists()


def test_command_tells_what_stays_out_and_ends_with_4(tmp_path: Path, capsys) -> None:
    with pytest.raises(CommandError) as ended:
        call_command("import_pictures", str(zipped(tmp_path, {"ZZ.png": picture("red")})))
    assert ended.value.returncode == 4
    assert "ZZ.png: no product has this SKU" in capsys.readouterr().out
    with pytest.raises(CommandError, match="neither a folder nor a ZIP"):
        call_command("import_pictures", str(tmp_path / "nothing"))
