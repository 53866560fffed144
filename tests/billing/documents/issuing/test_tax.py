from __future__ import annotations

from decimal import Decimal

import pytest

from billing.documents.issuing.tax import line_net, tax_groups
from billing.models import InvoiceLine


def _line(net: str, rate: str) -> InvoiceLine:
    return InvoiceLine(unit_price=Decimal(net), net=Decimal(net), tax_rate=Decimal(rate))


@pytest.mark.parametrize(
    ("quantity", "price", "currency", "net"),
    [
        ("3", "0.335", "EUR", "1.01"),  # 1.005, half up
        ("-3", "0.335", "EUR", "-1.01"),
        ("1", "0.4", "JPY", "0"),
        ("1", "0.5", "JPY", "1"),
        ("0.3333", "10", "KWD", "3.333"),
        ("-0.0001", "1", "EUR", "0.00"),
    ],
)
def test_a_line_is_rounded_half_up_to_the_minor_unit(
    quantity: str, price: str, currency: str, net: str
) -> None:
    line = InvoiceLine(quantity=Decimal(quantity), unit_price=Decimal(price))

    assert str(line_net(line, currency)) == net


def test_tax_is_reckoned_on_the_sum_of_a_rate_and_not_by_line() -> None:
    # By line it would be 3 × 0.01 = 0.03.
    (group,) = tax_groups([_line("0.03", "19")] * 3, "EUR")

    assert (group.net, group.tax) == (Decimal("0.09"), Decimal("0.02"))


def test_rates_are_told_apart_by_value_and_rise() -> None:
    lines = [_line("10", "20.000"), _line("10", "5.5"), _line("10", "20"), _line("10", "0")]

    groups = tax_groups(lines, "EUR")

    assert [(str(group.rate), group.net, group.tax) for group in groups] == [
        ("0", 10, 0),
        ("5.5", 10, Decimal("0.55")),
        ("20", 20, 4),
    ]


def test_no_lines_have_no_groups() -> None:
    assert tax_groups([], "EUR") == []
