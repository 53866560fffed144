import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.factories import make_organization

pytestmark = pytest.mark.django_db


def test_logo_is_shown_to_anybody_and_never_run() -> None:
    organization = make_organization()
    organization.logo.save("logo.png", ContentFile(b"\x89PNG-not-really"))
    response = Client().get("/logo/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == b"\x89PNG-not-really"


def test_no_logo_is_not_found() -> None:
    make_organization()
    assert Client().get("/logo/").status_code == 404


def test_logo_whose_file_has_gone_is_not_found() -> None:
    organization = make_organization()
    organization.logo.save("gone.png", ContentFile(b"x"))
    organization.logo.storage.delete(organization.logo.name)
    assert Client().get("/logo/").status_code == 404
