"""Texts are looked up once, and mean what Django's catalogues say."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext, override, pgettext
from django.utils.translation.trans_real import translation

from portal.kit.text.translations import MAX_REMEMBERED, RememberingTranslation


def test_every_language_remembers() -> None:
    for language in ("en-gb", "de", "fr"):
        assert isinstance(translation(language), RememberingTranslation)


def test_a_remembered_text_is_that_of_its_language() -> None:
    found = []
    for _ in range(2):
        for language in ("en-gb", "de"):
            with override(language):
                found.append((gettext("Yes"), pgettext("alt. month", "May"), gettext("")))
    assert found[:2] == found[2:]
    assert found[0] != found[1]
    assert found[1] == ("Ja", "Mai", "")


def test_plurals_follow_the_number() -> None:
    with override("de"):
        for _ in range(2):
            assert ngettext("%(num)d day", "%(num)d days", 1) == "%(num)d Tag"
            assert ngettext("%(num)d day", "%(num)d days", 3) == "%(num)d Tage"


def test_texts_made_up_at_run_time_do_not_fill_the_memory() -> None:
    language = translation("nl")
    for number in range(MAX_REMEMBERED + 10):
        assert language.gettext(f"made up {number}") == f"made up {number}"
    assert len(vars(language)["_known"]) <= MAX_REMEMBERED
    vars(language)["_known"].clear()
