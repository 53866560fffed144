"""Bar charts as SVG geometry: a template draws it, without a script."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 640
HEIGHT = 200
LEFT = 56
RIGHT = 8
TOP = 12
BOTTOM = 28
MAX_LABELS = 12
GROUP_FILL = 0.72
LABEL_ROOM = 6
NICE_STEPS = [Decimal(step) for step in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")]


@dataclass(frozen=True, slots=True)
class Value:
    """One amount of a series: `text` is the amount as the reader's language writes it, `title`
    what it says to a screen reader, `url` where it leads."""

    series: str
    name: str
    amount: Decimal
    text: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values that stand together over one label: a group of bars, or a row of a table.
    `tick` is what stands under the bars where the label is too long."""

    label: str
    values: Sequence[Value]
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    series: str
    url: str
    title: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Tick:
    position: str
    text_position: str
    label: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Positions in a `width` × `height` box, as text so that no locale touches the decimals."""

    bars: list[Bar]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    baseline: int = HEIGHT - BOTTOM
    label_baseline: int = HEIGHT - LABEL_ROOM


def nice_ceiling(amount: Decimal, ticks: int) -> tuple[Decimal, Decimal]:
    """A round axis end at or above `amount` and the distance between its `ticks`."""
    if amount <= 0:
        return Decimal(ticks), Decimal(1)
    raw = amount / ticks
    magnitude = Decimal(1).scaleb(raw.adjusted())
    step = next(nice * magnitude for nice in NICE_STEPS if nice * magnitude >= raw)
    return step * ticks, step


def bar_chart(
    groups: Sequence[Group], *, axis_label: Callable[[Decimal], str], ticks: int = 4
) -> BarChart:
    """Lay out `groups` of non-negative amounts over a zero line."""
    highest = max((value.amount for group in groups for value in group.values), default=Decimal(0))
    top, step = nice_ceiling(highest, ticks)
    plot_height = HEIGHT - TOP - BOTTOM
    group_width = (WIDTH - LEFT - RIGHT) / max(len(groups), 1)
    every = -(-len(groups) // MAX_LABELS) or 1
    bars, x_ticks = [], []
    for index, group in enumerate(groups):
        inner = group_width * GROUP_FILL
        bar_width = inner / max(len(group.values), 1)
        x = LEFT + index * group_width + (group_width - inner) / 2
        for place, value in enumerate(group.values):
            if not value.amount:
                continue
            height = float(value.amount / top) * plot_height
            bars.append(
                Bar(
                    value.series,
                    value.url,
                    value.title,
                    x=f"{x + place * bar_width:.1f}",
                    y=f"{HEIGHT - BOTTOM - height:.1f}",
                    width=f"{max(bar_width - 1, 1):.1f}",
                    height=f"{height:.1f}",
                )
            )
        if index % every == 0:
            middle = f"{LEFT + (index + 0.5) * group_width:.1f}"
            x_ticks.append(Tick(middle, middle, group.tick or group.label))
    y_ticks = []
    for count in range(ticks + 1):
        y = HEIGHT - BOTTOM - plot_height * count / ticks
        y_ticks.append(Tick(f"{y:.1f}", f"{y + 4:.1f}", axis_label(step * count)))
    return BarChart(bars, y_ticks, x_ticks)
