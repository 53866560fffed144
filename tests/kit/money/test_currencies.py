from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from portal.kit.money.currencies import (
    NO_DECIMALS,
    THREE_DECIMALS,
    exponent,
    quantise,
)


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
