import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.kit.files.uploads import UploadRefused, accept

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.mark.parametrize(
    ("content", "extension"), [(b"%PDF-1.4", "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0", "jpg")]
)
def test_first_bytes_decide_whatever_the_name_says(content, extension) -> None:
    accepted = accept(SimpleUploadedFile("receipt.html", content, content_type="text/html"))
    assert accepted.shown_name == f"receipt.{extension}"
    assert accepted.stored_name == f"{accepted.token}.{extension}"


@pytest.mark.parametrize(
    "content", [b"<svg xmlns=''>", b"<html>", b"MZ\x90", b"PK\x03\x04", b" %PDF-1.4", b"GIF89a"]
)
def test_other_kinds_are_refused(content) -> None:
    with pytest.raises(UploadRefused, match="PDF, PNG, JPG"):
        accept(SimpleUploadedFile("proof.pdf", content, content_type="application/pdf"))


def test_empty_and_large_files_are_refused() -> None:
    with pytest.raises(UploadRefused, match="empty"):
        accept(SimpleUploadedFile("a.pdf", b""))
    with pytest.raises(UploadRefused, match="larger"):
        accept(SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 100), most=50)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nb.pdf", '"; x=".pdf', ".pdf", "شركة.pdf"]
)
def test_hostile_names_become_harmless(name) -> None:
    shown = accept(SimpleUploadedFile(name, b"%PDF-1.4")).shown_name
    assert not set(shown) & set("/\\\r\n\"'")
    assert shown.endswith(".pdf")
