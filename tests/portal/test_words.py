"""The words of allauth's pages are ours, and its title case is gone."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override

LOCALE = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES"


def test_compiled_words_are_those_of_the_source() -> None:
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO((LOCALE / "django.po").read_bytes())))
    assert compiled.getvalue() == (LOCALE / "django.mo").read_bytes()


@pytest.mark.parametrize("language", ["en", "en-gb", "en-us"])
def test_words_hold_in_every_english(language: str) -> None:
    with override(language):
        assert gettext("Change Password") == "Change password"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["password/reset/", "login/code/"])
def test_no_heading_of_allauth_is_in_title_case(path: str) -> None:
    page = Client().get(f"/accounts/{path}").content.decode()
    words = re.findall(r"<(?:h1|button|label)[^>]*>\s*([^<]+)", page)
    assert words
    assert [text for text in words if re.search(r"\b[A-Z]\w+ [A-Z]\w+", text)] == []
