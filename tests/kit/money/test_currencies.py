from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from portal.kit.money.currencies import (
    NO_DECIMALS,
    THREE_DECIMALS,
    CurrencyMismatch,
    Money,
    exponent,
    quantise,
)


def _eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("1.005", "EUR", "1.01"),
        ("-1.005", "EUR", "-1.01"),
        ("1.0049", "EUR", "1.00"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("-0.001", "EUR", "0.00"),  # and not -0.00
    ],
)
def test_amounts_round_half_up_to_the_minor_unit(amount: str, currency: str, rounded: str) -> None:
    assert str(quantise(Decimal(amount), currency)) == rounded


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        quantise(1.1, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(1.1, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _eur("1") * 1.1  # type: ignore[operator]


def test_currencies_do_not_mix() -> None:
    yen = Money(Decimal(1), "JPY")
    with pytest.raises(CurrencyMismatch):
        _eur("1") + yen
    with pytest.raises(CurrencyMismatch):
        _eur("1") < yen  # noqa: B015
    with pytest.raises(CurrencyMismatch):
        Money.sum([_eur("1"), yen], "EUR")


def test_equal_amounts_of_two_currencies_differ() -> None:
    assert Money(Decimal(0), "EUR") != Money(Decimal(0), "JPY")


def test_arithmetic_and_comparison() -> None:
    assert _eur("1.10") + _eur("2.20") == _eur("3.30")
    assert _eur("1.10") - _eur("2.20") == -_eur("1.10")
    assert _eur("0.335") * 3 == _eur("1.02")  # 0.34 each: an amount is always at its unit
    assert _eur("1") < _eur("2") <= _eur("2")
    assert _eur("2") > _eur("1") >= _eur("1")
    assert not Money.zero("EUR")
    assert Money.sum([], "EUR") == Money.zero("EUR")
    assert str(_eur("1.1")) == "1.10 EUR"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("1.01", "EUR", 101), ("7", "JPY", 7), ("1.001", "KWD", 1001)]
)
def test_minor_units_go_there_and_back(amount: str, currency: str, minor: int) -> None:
    money = Money(Decimal(amount), currency)

    assert money.minor == minor
    assert Money.from_minor(minor, currency) == money


def test_a_split_gives_left_over_cents_to_the_largest_remainders() -> None:
    assert _eur("1.00").split([1, 1, 1]) == [_eur("0.34"), _eur("0.33"), _eur("0.33")]
    assert _eur("-1.00").split([1, 1, 1]) == [_eur("-0.34"), _eur("-0.33"), _eur("-0.33")]
    assert _eur("0.05").split([Decimal("0.7"), Decimal("0.3")]) == [_eur("0.04"), _eur("0.01")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_a_split_wants_sensible_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        _eur("1").split(weights)


@pytest.mark.django_db
def test_the_database_knows_the_same_decimals() -> None:
    codes = sorted(NO_DECIMALS | THREE_DECIMALS | {"EUR", "USD", "GBP"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, currency_exponent(code) FROM unnest(%s::text[]) AS code ORDER BY code",
            [codes],
        )
        assert cursor.fetchall() == [(code, exponent(code)) for code in codes]


@pytest.mark.django_db
def test_the_database_names_no_other_currencies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'currency_exponent'")
        (source,) = cursor.fetchone()
    assert {word.strip("',()") for word in source.split() if word.strip("(").startswith("'")} == (
        NO_DECIMALS | THREE_DECIMALS
    )
