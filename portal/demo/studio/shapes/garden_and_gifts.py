"""What is for outside, for a feast or for a desk, each from a few numbers and colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.demo.studio import materials as m
from portal.demo.studio.render import (
    Points,
    Solid,
    ball,
    box,
    cut,
    cylinder,
    disc,
    flat,
    joined,
    moved,
    ring,
    solid_on_wheel,
    turned,
    turned_on_wheel,
)


def kettle(colour: str) -> list[Solid]:
    body = solid_on_wheel(
        [(0.0, 0.02), (0.5, 0.02), (0.58, 0.1), (0.54, 0.34), (0.3, 0.58), (0.2, 0.62), (0.0, 0.64)]
    )
    knob = moved(ball(0.06), y=0.71)
    arch = moved(ring(0.42, 0.03, 0.9), y=0.56)
    handle = lambda p: np.maximum(arch(p), 0.56 - p[:, 1])

    def spout(p: Points) -> Any:
        t = np.clip((-0.42 - p[:, 0]) / 0.4, 0, 1)
        y = 0.3 + 0.34 * t**1.4
        return (
            np.hypot(np.hypot(p[:, 1] - y, np.maximum(np.abs(p[:, 0] + 0.62) - 0.2, 0)), p[:, 2])
            - (0.085 - 0.04 * t)
        ) * 0.7

    return [
        Solid(joined(body, spout, soft=0.05), colour, 0.6, metal=0.85),
        Solid(joined(handle, knob), "#2c2724", 0.4),
    ]


def watering_can(colour: str) -> list[Solid]:
    body = cylinder(0.44, 0.66, 0.04)
    arch = moved(ring(0.3, 0.03, 0.85), 0.38, 0.5)
    handle = lambda p: np.maximum(arch(p), 0.36 - p[:, 0])

    def spout(p: Points) -> Any:
        t = np.clip((-0.36 - p[:, 0]) / 0.56, 0, 1)
        return (
            np.hypot(
                np.hypot(p[:, 1] - 0.2 - 0.66 * t, np.maximum(np.abs(p[:, 0] + 0.64) - 0.28, 0)),
                p[:, 2],
            )
            - 0.055
            - 0.06 * np.clip(t - 0.86, 0, 1) * 7
        ) * 0.6

    return [
        Solid(
            joined(body, handle, spout, soft=0.02),
            m.bands(colour, "#d8d4c8", every=0.5, share=0.05),
            0.45,
            metal=0.2,
        )
    ]


def pot(colour: Any, *, radius: float = 0.5, tall: float = 0.72) -> list[Solid]:
    r, h = radius, tall
    return [
        Solid(
            turned_on_wheel(
                [
                    (0, 0.03),
                    (r * 0.62, 0.03),
                    (r * 0.95, h * 0.76),
                    (r * 0.95, h * 0.77),
                    (r * 1.05, h * 0.78),
                    (r * 1.07, h),
                ],
                0.03,
                smooth=False,
            ),
            colour,
            0.15,
        ),
        Solid(moved(cylinder(r * 0.98, 0.05, 0.02), y=h * 0.84), "#3a2c22", 0),
    ]


def heart(colour: Any, cord: str) -> list[Solid]:
    def outline(x: Any, y: Any) -> Any:
        s = 0.86
        x, y = np.abs(x) / s, (y - 0.16) / s
        a = np.hypot(x - 0.25, y - 0.75) - np.sqrt(2) / 4
        k = 0.5 * np.maximum(x + y, 0)
        b = np.sqrt(np.minimum(x * x + (y - 1) ** 2, (x - k) ** 2 + (y - k) ** 2)) * np.sign(x - y)
        return np.where(x + y > 1, a, b) * s

    return [
        Solid(flat(outline, 0.15, 0.12), colour, 0.08),
        Solid(moved(ring(0.13, 0.014), y=1.16), cord, 0),
    ]


def star(colour: Any) -> list[Solid]:
    def outline(x: Any, y: Any) -> Any:
        y = y - 0.68
        angle = np.mod(np.arctan2(x, y) + np.pi / 5, 2 * np.pi / 5) - np.pi / 5
        r = np.hypot(x, y)
        return (
            r * np.cos(np.abs(angle) - 0.0) * 0.55 + r * np.abs(np.sin(angle)) * 0.95 - 0.35
        ) * 0.85

    return [Solid(turned(flat(outline, 0.09, 0.03), -12), colour, 0.1)]


def bauble(colour: Any, *, radius: float = 0.5) -> list[Solid]:
    r = radius
    cap = moved(cylinder(0.1, 0.12, 0.02), y=2 * r - 0.02)
    hook = moved(ring(0.06, 0.012), y=2 * r + 0.15)
    return [
        Solid(moved(ball(r), y=r), colour, 1.0, metal=0.35),
        Solid(joined(cap, hook), "#cfae62", 0.5, metal=0.8),
    ]


def tree(colour: str, *, tall: float = 1.2) -> list[Solid]:
    h = tall
    line = [
        (0.0, 0.0),
        (0.42, 0.0),
        (0.43, 0.03),
        (0.27, h * 0.36),
        (0.33, h * 0.38),
        (0.18, h * 0.66),
        (0.22, h * 0.68),
        (0.02, h),
        (0.0, h),
    ]
    return [Solid(solid_on_wheel(line, smooth=False), m.glazed(colour, specks=0.3), 0.7)]


def gift(colour: Any, ribbon: str) -> list[Solid]:
    body = moved(box(0.5, 0.34, 0.5, 0.02), y=0.34)
    lid = moved(box(0.53, 0.09, 0.53, 0.02), y=0.7)
    band = joined(
        moved(box(0.07, 0.402, 0.54, 0.01), y=0.4), moved(box(0.54, 0.402, 0.07, 0.01), y=0.4)
    )
    bow = joined(
        moved(ring(0.13, 0.045, 1.3), -0.14, 0.9),
        moved(ring(0.13, 0.045, 1.3), 0.14, 0.9),
        moved(ball(0.065), y=0.83),
    )
    return [
        Solid(turned(one, -28), paint, gloss)
        for one, paint, gloss in (
            (joined(body, lid), colour, 0.15),
            (joined(band, bow), ribbon, 0.35),
        )
    ]


def notebook(colour: Any, elastic: str) -> list[Solid]:
    cover = moved(box(0.52, 0.74, 0.09, 0.03), y=0.74)
    paper = moved(box(0.5, 0.715, 0.075, 0.01), x=0.03, y=0.74)
    strip = moved(box(0.02, 0.745, 0.097, 0.01), x=0.36, y=0.74)
    whole = ((cover, colour, 0.12), (paper, "#efe8d8", 0.02), (strip, elastic, 0.05))
    return [Solid(turned(one, -26), paint, gloss) for one, paint, gloss in whole]


def shopper(colour: Any, handle: str) -> list[Solid]:
    body = moved(box(0.6, 0.52, 0.26, 0.05), y=0.52)
    loops = joined(*(moved(ring(0.24, 0.028, 0.8), y=1.04, z=z) for z in (-0.16, 0.2)))
    upper = lambda p: np.maximum(loops(p), 1.0 - p[:, 1])
    return [Solid(turned(body, -24), colour, 0.25), Solid(turned(upper, -24), handle, 0.2)]


def clock(paper: str, rim: str) -> list[Solid]:
    return [
        Solid(moved(disc(0.66, 0.12, 0.03), y=0.68), m.clock_face(paper, rim, 0.66, 0.68), 0.15)
    ]


def frame(colour: str, print_: Any) -> list[Solid]:
    rim = cut(
        moved(box(0.56, 0.72, 0.05, 0.015), y=0.72),
        moved(box(0.47, 0.63, 0.2, 0.0), y=0.72, z=0.16),
    )
    return [
        Solid(turned(rim, -16), m.wood(colour), 0.15),
        Solid(turned(moved(box(0.48, 0.64, 0.01, 0.0), y=0.72), -16), print_, 0.3),
    ]


def mirror(colour: str) -> list[Solid]:
    rim = moved(ring(0.62, 0.045), y=0.68)
    return [
        Solid(rim, m.wood(colour), 0.2),
        Solid(moved(disc(0.61, 0.03, 0.005), y=0.68), "#c9d6da", 0.8, metal=0.75),
    ]


def soap(colour: str, band: str) -> list[Solid]:
    bar = moved(box(0.5, 0.16, 0.32, 0.1), y=0.16)
    wrap = moved(box(0.2, 0.166, 0.327, 0.09), y=0.16)
    return [
        Solid(turned(bar, -24), m.glazed(colour, specks=0.35), 0.15),
        Solid(turned(wrap, -24), band, 0.05),
    ]


def egg_cups(colours: list[str]) -> list[Solid]:
    cup = turned_on_wheel(
        [(0.0, 0.03), (0.16, 0.03), (0.08, 0.12), (0.08, 0.2), (0.2, 0.3), (0.22, 0.42)], 0.02
    )
    egg = solid_on_wheel([(0.0, 0.26), (0.12, 0.3), (0.17, 0.42), (0.13, 0.58), (0.0, 0.66)])
    out = []
    for (x, z), colour in zip(((-0.5, -0.1), (0.0, 0.25), (0.5, -0.1)), colours, strict=True):
        out += [
            Solid(moved(cup, x, 0, z), colour, 0.7),
            Solid(moved(egg, x, 0, z), "#d9b08c", 0.15),
        ]
    return out
