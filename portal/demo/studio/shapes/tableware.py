"""What stands on a table or in a kitchen, each from a few numbers and colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.demo.studio import materials as m
from portal.demo.studio.render import (
    Points,
    Solid,
    ball,
    box,
    cylinder,
    joined,
    length,
    moved,
    ring,
    solid_on_wheel,
    turned,
    turned_on_wheel,
)
from portal.demo.studio.shapes.placing import CLAY


def mug(glaze: str, *, wide: float = 1.0, tall: float = 1.0, specks: float = 0.4) -> list[Solid]:
    r, h = 0.39 * wide, 0.84 * tall
    body = turned_on_wheel(
        [(0, 0.05), (r * 0.76, 0.05), (r * 0.95, 0.13), (r * 0.985, h * 0.55), (r, h)], 0.026
    )
    loop = moved(ring(0.2 * tall, 0.04, 0.86), r + 0.015, h * 0.53)
    handle = lambda p: np.maximum(loop(p), r - p[:, 0] - 0.03)
    return [
        Solid(
            turned(joined(body, handle, soft=0.03), 28),
            m.glazed(glaze, CLAY, to=h * 0.24, specks=specks),
            0.8,
        )
    ]


def plates(glaze: str, count: int = 4, radius: float = 0.86) -> list[Solid]:
    r = radius
    return [
        Solid(
            turned_on_wheel(
                [(0, 0.03 + y), (r * 0.62, 0.03 + y), (r * 0.94, 0.075 + y), (r, 0.105 + y)], 0.02
            ),
            m.glazed(glaze, specks=0.3),
            0.65,
        )
        for y in (0.068 * place for place in range(count))
    ]


def bowl(out: str, inside: str, radius: float = 0.7, tall: float = 0.46) -> list[Solid]:
    r, h = radius, tall
    shape = turned_on_wheel([(0, 0.04), (r * 0.42, 0.04), (r * 0.8, h * 0.42), (r, h)], 0.022)

    def colour(p: Points) -> Any:
        across = np.hypot(p[:, 0], p[:, 2])
        wall = np.interp(p[:, 1], [0.04, h * 0.42, h], [r * 0.42, r * 0.8, r])
        return m.blend(m.even(out, p), m.even(inside, p), (across < wall) | (p[:, 1] > h - 0.008))

    return [Solid(shape, colour, 0.75)]


def jug(colour: Any, *, tall: float = 1.0, gloss: float = 0.7) -> list[Solid]:
    h = tall
    body = turned_on_wheel(
        [(0, 0.04), (0.27, 0.04), (0.37, 0.2 * h), (0.35, 0.5 * h), (0.22, 0.82 * h), (0.26, h)]
    )
    loop = moved(ring(0.22, 0.038, 0.74), 0.36, 0.6 * h)
    handle = lambda p: np.maximum(loop(p), 0.33 - p[:, 0])
    return [Solid(joined(body, handle, soft=0.04), colour, gloss)]


def teapot(glaze: str) -> list[Solid]:
    body = turned_on_wheel(
        [(0, 0.04), (0.32, 0.04), (0.54, 0.24), (0.56, 0.42), (0.4, 0.64), (0.24, 0.7)]
    )
    lid = solid_on_wheel(
        [(0.26, 0.69), (0.24, 0.73), (0.1, 0.79), (0.05, 0.82), (0.075, 0.88), (0.0, 0.93)]
    )
    grip = moved(ring(0.24, 0.04, 0.8), 0.56, 0.42)
    handle = lambda p: np.maximum(grip(p), 0.5 - p[:, 0])

    def spout(p: Points) -> Any:
        t = np.clip((p[:, 1] - 0.28) / 0.36, 0, 1)
        x = -0.46 - 0.36 * t**1.5
        return (
            np.hypot(np.hypot(p[:, 0] - x, np.maximum(np.abs(p[:, 1] - 0.46) - 0.18, 0)), p[:, 2])
            - (0.085 - 0.03 * t)
        ) * 0.7

    return [
        Solid(joined(body, handle, spout, soft=0.05), m.glazed(glaze, specks=0.25), 0.8),
        Solid(lid, m.glazed(glaze), 0.8),
    ]


def glass(colour: str, *, radius: float = 0.27, tall: float = 0.7) -> list[Solid]:
    shape = turned_on_wheel(
        [(0, 0.05), (radius * 0.8, 0.05), (radius * 0.94, 0.12), (radius, tall)], 0.02
    )
    return [Solid(shape, colour, 0.95, clear=0.55)]


def carafe(colour: str) -> list[Solid]:
    shape = turned_on_wheel(
        [(0, 0.05), (0.34, 0.05), (0.42, 0.24), (0.3, 0.62), (0.15, 0.86), (0.2, 1.12)], 0.018
    )
    return [Solid(shape, colour, 0.95, clear=0.6)]


def canister(glaze: str, *, radius: float = 0.42, tall: float = 0.86) -> list[Solid]:
    r, h = radius, tall
    return [
        Solid(
            turned_on_wheel([(0, 0.03), (r * 0.88, 0.03), (r, 0.1), (r, h)]),
            m.glazed(glaze, specks=0.2),
            0.5,
        ),
        Solid(moved(cylinder(r * 1.02, 0.08, 0.025), y=h), m.wood(m.OAK), 0.15),
        Solid(moved(ball(0.06), y=h + 0.13), m.wood(m.OAK), 0.15),
    ]


def tin(colour: Any, *, radius: float = 0.36, tall: float = 0.62) -> list[Solid]:
    return [
        Solid(cylinder(radius, tall, 0.025), colour, 0.55),
        Solid(moved(cylinder(radius * 1.03, 0.1, 0.02), y=tall - 0.01), colour, 0.6),
    ]


def jar(
    inside: str, lid: str, label: tuple[str, str], *, radius: float = 0.36, tall: float = 0.72
) -> list[Solid]:
    r, h = radius, tall
    body = solid_on_wheel(
        [(0.0, 0.02), (r * 0.86, 0.02), (r, 0.1), (r, h * 0.82), (r * 0.84, h), (0.0, h)]
    )
    paint = m.labelled(inside, *label, low=h * 0.2, high=h * 0.66, wide=r * 0.66)
    return [Solid(body, paint, 0.95), Solid(moved(cylinder(r * 0.9, 0.13, 0.03), y=h), lid, 0.5)]


def bottle(inside: str, cap: str, label: tuple[str, str]) -> list[Solid]:
    body = solid_on_wheel(
        [
            (0.0, 0.02),
            (0.2, 0.02),
            (0.235, 0.07),
            (0.235, 0.72),
            (0.2, 0.86),
            (0.085, 1.0),
            (0.08, 1.2),
            (0.0, 1.2),
        ]
    )
    paint = m.labelled(inside, *label, low=0.2, high=0.62, wide=0.15)
    return [Solid(body, paint, 0.95), Solid(moved(cylinder(0.092, 0.12, 0.02), y=1.18), cap, 0.4)]


def carton(
    colour: Any, *, wide: float = 0.42, tall: float = 0.56, deep: float = 0.28
) -> list[Solid]:
    return [Solid(turned(moved(box(wide, tall, deep, 0.015), y=tall), -24), colour, 0.15)]


def coffee_bag(colour: Any) -> list[Solid]:
    def shape(p: Points) -> Any:
        up = p[:, 1] / 1.15
        deep = 0.27 * np.clip(1 - np.clip((up - 0.62) / 0.34, 0, 1) ** 1.5, 0.06, 1)
        q = (
            np.stack(
                [np.abs(p[:, 0]) - 0.4, np.abs(p[:, 1] - 0.58) - 0.58, np.abs(p[:, 2]) - deep], -1
            )
            + 0.035
        )
        return (np.minimum(q.max(-1), 0) + length(np.maximum(q, 0)) - 0.035) * 0.7

    return [Solid(turned(shape, -16), colour, 0.25)]
