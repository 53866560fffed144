"""Amounts as people paste them: read as they are meant, or refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.kit.money.currencies import exponent
from portal.kit.money.format import written
from portal.kit.money.parsing import NotAnAmount, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", "0"),
        ("  ", "0"),
        ("50", "50"),
        ("£50", "50"),
        ("50 £", "50"),
        ("£ 10.00", "10"),
        ("GBP 10.00", "10"),
        ("gbp10", "10"),
        ("12,5", "12.5"),
        ("12.", "12"),
        (".5", "0.5"),
        ("1143.24", "1143.24"),
        ("1,143.24", "1143.24"),
        ("1.143,24", "1143.24"),
        ("1 143,24", "1143.24"),
        ("1\u202f143,24", "1143.24"),
        ("1'143.24", "1143.24"),
        ("1’143.24", "1143.24"),
        ("1,143", "1143"),
        ("12,34,567.80", "1234567.80"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("٥٠", "50"),
        ("١٬١٤٣٫٢٤", "1143.24"),
        ("１，１４３．２４", "1143.24"),
        ("￡５０", "50"),
        ("-5", "-5"),
        ("−£5", "-5"),
        ("0.125", "0.125"),
    ],
)
def test_amount_is_read_as_it_is_meant(text: str, amount: str) -> None:
    with translation.override("en-gb"):
        assert read_amount(text, "GBP") == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.143", "can be read in two ways"),
        ("$50", "are in GBP"),
        ("50 EUR", "are in GBP"),
        ("ten", "valid amount"),
        ("1e9", "valid amount"),
        ("1,14,3.24", "valid amount"),
        ("1.143.24,1.2", "valid amount"),
        ("5-3", "valid amount"),
        ("5 and 3", "valid amount"),
        ("50-", "valid amount"),
        ("9" * 16, "valid amount"),
        ("Fr.50", "valid amount"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text: str, sentence: str) -> None:
    with translation.override("en-gb"), pytest.raises(NotAnAmount, match=sentence):
        read_amount(text, "GBP")


@pytest.mark.parametrize(
    ("language", "currency", "text", "amount"),
    [
        ("en-gb", "KWD", "916.169", "916.169"),
        ("en-gb", "KWD", "1,143.000", "1143"),
        ("de", "EUR", "1.143", "1143"),
        ("de", "KWD", "1,143", "1.143"),
        ("en-gb", "JPY", "¥5,000", "5000"),
        ("en-gb", "USD", "$50", "50"),
        ("en-gb", "USD", "US$50", "50"),
    ],
)
def test_three_digits_after_a_mark_follow_currency_and_language(
    language: str, currency: str, text: str, amount: str
) -> None:
    with translation.override(language):
        assert read_amount(text, currency) == Decimal(amount)


def test_dinars_with_a_comma_are_asked_about_in_english() -> None:
    with translation.override("en-gb"), pytest.raises(NotAnAmount, match="two ways"):
        read_amount("1,143", "KWD")


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["GBP", "EUR", "USD", "JPY", "KWD", "INR", "CHF"]),
    st.sampled_from(["en", "en-gb", "de", "fr", "ar", "ja", "hi", "de-ch", "sv", "pl"]),
)
def test_whatever_we_write_can_be_pasted_back(minor: int, currency: str, language: str) -> None:
    amount = Decimal(minor).scaleb(-exponent(currency))
    with translation.override(language):
        assert read_amount(written(amount, currency), currency) == amount
