"""Amounts as they are written must be Babel's, but for the minus sign, and far quicker."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from django.template import Context, Template
from django.utils import translation

from portal.kit.money.currencies import exponent
from portal.kit.money.format import locale_for, written

LANGUAGES = ["en-gb", "en-us", "de", "fr", "nl", "it", "sv", "ja", "he", "ar", "pt-br", "tr", "ru"]
AMOUNTS = ["0", "1", "-1", "999.99", "1234.5", "-1234567.89", "98765432109876.54"]


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("language", [*LANGUAGES, "hi", "de-at", "de-ch", "es", "pl", "pt"])
@pytest.mark.parametrize("currency", ["GBP", "EUR", "USD", "JPY", "CHF", "KWD"])
def test_amounts_are_written_as_babel_writes_them(language: str, currency: str) -> None:
    with translation.override(language):
        for text in AMOUNTS:
            amount = Decimal(text).quantize(Decimal(1).scaleb(-exponent(currency)))
            expected = format_currency(amount, currency, locale=locale_for(language))
            plain = written(amount, currency).replace("\u200e\u2212", "-")
            plain = plain.replace("\u2212", "-").replace("\u00a0", "")
            assert plain == expected.replace("\u00a0", "").replace("\u2212", "-")


@pytest.mark.parametrize(
    ("language", "amount", "currency", "expected"),
    [
        ("en-gb", "1234.50", "GBP", "£1,234.50"),
        ("en-gb", "-1234.5", "GBP", "\u2212£1,234.50"),
        ("en-gb", "1250000", "JPY", "JP¥1,250,000"),
        ("en-gb", "12.3456", "KWD", "KWD\u00a012.346"),
        ("de", "1234.5", "EUR", "1.234,50\u00a0€"),
        ("fr", "1234.5", "EUR", "1\u202f234,50\u00a0€"),
        ("hi", "12345678.9", "INR", "₹1,23,45,678.90"),
        ("en-gb", "0", "GBP", "£0.00"),
    ],
)
def test_money_filter_speaks_the_readers_language(
    language: str, amount: str, currency: str, expected: str
) -> None:
    with translation.override(language):
        assert render("{{ a|money:c }}", a=Decimal(amount), c=currency) == expected


@pytest.mark.parametrize(("language", "mark"), [("ar", "\u200e"), ("he", "\u200e"), ("de", "")])
def test_minus_stands_left_of_its_digits_where_one_reads_from_the_right(
    language: str, mark: str
) -> None:
    with translation.override(language):
        assert f"{mark}\u2212" in written(Decimal(-12), "EUR")
        assert ("\u200e" in written(Decimal(-12), "EUR")) == bool(mark)


def test_money_filter_takes_an_amount_and_nothing() -> None:
    with translation.override("en-gb"):
        assert render("{{ m|money:'GBP' }}", m=Decimal(5)) == "£5.00"
        assert render("{{ m|money:'GBP' }}", m=None) == "–"


def test_money_filter_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        render("{{ a|money:'GBP' }}", a=1.5)


def test_day_filter_writes_a_short_date_with_its_machine_form() -> None:
    with translation.override("en-gb"):
        text = render("{{ d|day }}", d=date(2026, 11, 21))
    assert text == '<time datetime="2026-11-21">21 Nov 2026</time>'


def test_day_filter_takes_an_instant_as_its_day_here() -> None:
    with translation.override("de"):
        text = render("{{ d|day }}", d=datetime(2026, 11, 21, 23, 59, tzinfo=UTC))
    assert text == '<time datetime="2026-11-21">21.11.2026</time>'


def test_day_filter_writes_a_dash_for_no_date() -> None:
    assert render("{{ d|day }}", d=None) == "–"


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("en-gb", "2.500", "2.5"),
        ("en-gb", "3.000", "3"),
        ("en-gb", "100", "100"),
        ("en-gb", "0.000", "0"),
        ("en-gb", "-1.10", "\u22121.1"),
        ("de", "1200.125", "1.200,125"),
    ],
)
def test_quantity_filter_drops_zeros_that_say_nothing(
    language: str, value: str, expected: str
) -> None:
    with translation.override(language):
        assert render("{{ q|quantity }}", q=Decimal(value)) == expected


def test_quantity_filter_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        render("{{ q|quantity }}", q=1.5)


def test_money_filter_writes_a_dash_for_a_variable_that_is_not_there():
    assert render("{{ gone.amount|money:'GBP' }}") == "–"


def test_money_filter_refuses_a_text():
    with pytest.raises(TypeError):
        render("{{ a|money:'GBP' }}", a="12.00")
