from __future__ import annotations

import re

import pytest
from babel import Locale
from babel.numbers import get_territory_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from portal.kit.money.choices import MONEY
from portal.kit.text.characters import bad_in_identifier, bad_in_line, bad_in_text, printable
from portal.kit.text.countries import CountryFormField, country_code, country_name
from portal.kit.text.identifiers import RESERVED, why_no_identifier


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"]
)
def test_controls_stand_in_no_text(character: str) -> None:
    for look in (bad_in_text, bad_in_line, bad_in_identifier):
        assert look(f"a{character}b") == f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", ["\n", "\r", "\t", "\u2028"])
def test_breaks_stand_in_texts_alone(character: str) -> None:
    assert bad_in_text(f"a{character}b") == ""
    assert bad_in_line(f"a{character}b")


@pytest.mark.parametrize(
    "text",
    ["Müller & Söhne", "شركة الواحة", "می\u200cخواهم", "👩\u200d👩\u200d👧", "日本語", "a\u00a0b"],
)
def test_letters_of_every_script_stand_in_names(text: str) -> None:
    assert bad_in_line(text) == ""


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad"])
def test_identifiers_hold_nothing_invisible(character: str) -> None:
    assert bad_in_identifier(f"INV{character}1") == f"U+{ord(character):04X}"
    assert why_no_identifier(f"INV{character}1")


def test_every_form_asks_the_rule() -> None:
    class NoteForm(forms.Form):
        name = forms.CharField()
        note = forms.CharField(widget=forms.Textarea)

    form = NoteForm({"name": "Bell\x07", "note": "two\nlines\x1b[31m"})
    assert set(form.errors) == {"name", "note"}
    assert "U+0007" in form.errors["name"][0]
    assert NoteForm({"name": "Bell", "note": "two\n\tlines"}).is_valid()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.EmailField(), '"a\x07b"@example.com'),
        (forms.URLField(assume_scheme="https"), "https://example.com/\x1b"),
        (forms.SlugField(allow_unicode=True), "a\x9fb"),
        (forms.RegexField("."), "a\x07"),
        (forms.JSONField(), '{"a": ["\\u0007"]}'),
        (forms.JSONField(), '{"\\u001b": 1}'),
        (forms.JSONField(), '"\\u009f"'),
        (CountryFormField(), "France\x07"),
    ],
)
def test_no_kind_of_text_field_escapes_the_rule(field: forms.Field, typed: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(typed)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.UUIDField(), "3b241101-e2bb-4255-8caf-4136c566a962"),
        (forms.JSONField(), '{"a": [1, null, true, "two\\nlines"]}'),
        (forms.EmailField(), "ann@example.com"),
    ],
)
def test_fields_that_make_something_else_of_their_text_are_let_through(
    field: forms.Field, typed: str
) -> None:
    assert field.clean(typed)


@pytest.mark.parametrize("typed", ["Narnia", "276", "ZZ"])
def test_what_is_no_country_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ValidationError, match="code of two letters"):
        CountryFormField().clean(typed)


def test_country_typed_as_a_code_is_kept_as_its_name() -> None:
    field = CountryFormField(required=False)
    assert [field.clean(one) for one in ("de", "DEU", " Allemagne ", "")] == [
        *("Germany", "Germany", "Allemagne", ""),
    ]


def test_printable_writes_escapes() -> None:
    assert printable("a\x1b[31m\nü") == "a\\x1b[31m\\nü"


def test_no_word_that_follows_a_number_in_an_address_is_left_out() -> None:
    def patterns(resolver, prefix=""):
        for one in resolver.url_patterns:
            here = prefix + str(one.pattern)
            yield from patterns(one, here) if hasattr(one, "url_patterns") else [here]

    after = {
        word
        for address in patterns(get_resolver())
        if "<path:number>" in address
        for word in re.split("/", address.rpartition("<path:number>")[2])
        if word and "<" not in word
    }
    assert len(after) > 4
    assert after <= RESERVED


def test_money_is_what_some_country_pays_with() -> None:
    tender = {
        code
        for territory in Locale("en").territories
        if len(territory) == 2
        for code in get_territory_currencies(territory, tender=True)
    }
    assert tender - MONEY == set()
    assert MONEY - tender <= {"BGN", "VED", "SVC", "CUP", "ERN"} | tender


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("germany ", "DE")),
        *(("Allemagne", "DE"), ("Deutschland", "DE"), ("EIRE", "IE"), ("USA", "US"), ("UK", "GB")),
        *(("276", ""), ("ZZ", ""), ("EU", ""), ("", ""), ("Unspecified", ""), ("XK", "XK")),
    ],
)
def test_country_by_code_or_name(text: str, code: str) -> None:
    assert country_code(text) == code
    assert bool(country_name(text)) == bool(code)
