"""Sums that hold for every amount: splitting, rounding, tax, spreading a payment."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.documents.issuing.tax import line_net, tax_groups
from billing.ledger.allocation import propose_oldest_first
from billing.models import InvoiceLine, OpenItem
from portal.kit.money.currencies import exponent, minor_unit, quantise

thorough = settings(max_examples=1000)
currencies = st.sampled_from(["JPY", "EUR", "USD", "KWD"])
decimals = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)
units = st.integers(-(10**12), 10**12)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 10**6, places=4)), min_size=1, max_size=12
).filter(any)
rates = st.sampled_from(
    [Decimal(r) for r in ("0", "5", "5.5", "7", "19", "20", "20.000", "33.333")]
)
lines = st.lists(
    st.builds(
        InvoiceLine,
        quantity=st.decimals(-1000, 1000, places=4),
        unit_price=st.decimals(0, 10**6, places=4),
        tax_rate=rates,
    ),
    max_size=12,
)


def _half_up(value: Fraction, currency: str) -> Fraction:
    """Rounding as it is taught: add a half of the last digit to the size and cut."""
    scale = 10 ** exponent(currency)
    sign = -1 if value < 0 else 1
    return Fraction(sign * int(abs(value) * scale + Fraction(1, 2)), scale)


@given(amount=decimals, currency=currencies)
@thorough
def test_rounding_is_half_up_and_settles_at_once(amount: Decimal, currency: str) -> None:
    rounded = quantise(amount, currency)

    assert Fraction(rounded) == _half_up(Fraction(amount), currency)
    assert quantise(rounded, currency) == rounded
    assert -rounded.as_tuple().exponent == exponent(currency)
    assert rounded or not rounded.is_signed()


@given(lines=lines, currency=currencies)
@thorough
def test_tax_is_per_rate_on_the_rounded_lines(lines: list[InvoiceLine], currency: str) -> None:
    nets: defaultdict[Fraction, Fraction] = defaultdict(Fraction)
    for line in lines:
        line.net = line_net(line, currency)
        exact = Fraction(line.quantity) * Fraction(line.unit_price)
        assert Fraction(line.net) == _half_up(exact, currency)
        nets[Fraction(line.tax_rate)] += Fraction(line.net)

    groups = tax_groups(lines, currency)

    assert [Fraction(group.rate) for group in groups] == sorted(nets)
    for group in groups:
        net = nets[Fraction(group.rate)]
        assert Fraction(group.net) == net
        assert Fraction(group.tax) == _half_up(net * Fraction(group.rate) / 100, currency)


@given(
    opens=st.lists(st.integers(0, 10**9), max_size=12),
    count=st.integers(0, 10**10),
    currency=currencies,
)
@thorough
def test_a_payment_spread_oldest_first_fills_from_the_front(
    opens: list[int], count: int, currency: str
) -> None:
    unit = minor_unit(currency)
    items = [OpenItem(pk=n, open=amount * unit) for n, amount in enumerate(opens, start=1)]

    shares = propose_oldest_first(items, count * unit)

    assert sum(share.amount for share in shares) == min(count, sum(opens)) * unit
    assert all(0 < share.amount <= share.item.open for share in shares)
    assert all(share.amount == share.item.open for share in shares[:-1])
    owed = [item for item in items if item.open]
    assert [share.item for share in shares] == owed[: len(shares)]
