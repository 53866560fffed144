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


@pytest.mark.parametrize("kind", ["dark", "mark"])
def test_logo_for_dark_ground_and_the_mark_are_shown_to_anybody(kind: str) -> None:
    organization = make_organization()
    url = f"/logo/{kind}/"
    assert Client().get(url).status_code == 404
    getattr(organization, f"logo_{kind}").save(f"{kind}.png", ContentFile(b"\x89PNG-not-really"))
    assert Client().get(url).headers["Content-Type"] == "image/png"


def test_accent_colour_is_a_stylesheet_that_may_be_kept() -> None:
    make_organization(accent_colour="#ffcc00")
    response = Client().get("/brand/ffcc00.css")
    assert response.headers["Content-Type"].startswith("text/css")
    assert "immutable" in response.headers["Cache-Control"]
    assert "--accent: light-dark(#" in response.content.decode()
    assert 'href="/brand/ffcc00.css"' in Client().get("/accounts/login/").content.decode()


@pytest.mark.parametrize("accent", ["x", "fffffff", "ffffff%7D"])
def test_no_colour_is_no_stylesheet(accent: str) -> None:
    make_organization()
    assert Client().get(f"/brand/{accent}.css").status_code == 404
