from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portal.kit.web.charts import HEIGHT, Group, Value, bar_chart, nice_ceiling

amounts = st.decimals(min_value=0, max_value=10**12, places=2)


def value(amount: str | Decimal) -> Value:
    return Value("paid", "Paid", Decimal(amount), str(amount), "/x/", "Paid")


@given(amounts, st.integers(2, 6))
def test_axis_ends_at_or_above_the_highest_amount_after_equal_steps(
    amount: Decimal, ticks: int
) -> None:
    top, step = nice_ceiling(amount, ticks)
    assert top >= amount
    assert step * ticks == top


@given(st.lists(amounts, min_size=1, max_size=40))
def test_no_bar_leaves_the_box(heights: list[Decimal]) -> None:
    chart = bar_chart([Group("x", [value(h)]) for h in heights], axis_label=str)
    for bar in chart.bars:
        assert 0 <= float(bar.y) <= HEIGHT
        assert float(bar.y) + float(bar.height) <= chart.baseline + 0.11


def test_bars_stand_in_the_proportion_of_their_amounts() -> None:
    chart = bar_chart([Group("x", [value("50"), value("100")])], axis_label=str)
    low, high = (float(bar.height) for bar in chart.bars)
    assert high == low * 2


def test_chart_without_amounts_has_an_axis_and_no_bars() -> None:
    chart = bar_chart([Group("x", [value("0")])], axis_label=str)
    assert chart.bars == []
    assert [tick.label for tick in chart.y_ticks] == ["0", "1", "2", "3", "4"]


def test_many_groups_label_only_some() -> None:
    chart = bar_chart([Group(str(n), [value("1")]) for n in range(100)], axis_label=str)
    assert len(chart.x_ticks) <= 12
