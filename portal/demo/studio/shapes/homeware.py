"""Light, cloth, baskets and boards, each from a few numbers and colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.demo.studio import materials as m
from portal.demo.studio.render import (
    F,
    Points,
    Solid,
    ball,
    box,
    cut,
    cylinder,
    flat,
    joined,
    length,
    moved,
    ring,
    solid_on_wheel,
    turned,
    turned_on_wheel,
)


def candle(pot: str, label: tuple[str, str]) -> list[Solid]:
    shell = turned_on_wheel([(0, 0.03), (0.37, 0.03), (0.4, 0.07), (0.4, 0.8)], 0.024, smooth=False)
    wick = moved(cylinder(0.012, 0.1, 0.005), y=0.66)
    paint = m.labelled(pot, *label, low=0.2, high=0.56, wide=0.22, front=0.2)
    return [
        Solid(shell, paint, 0.6),
        Solid(cylinder(0.375, 0.66, 0.02), "#f4e8cf", 0.2),
        Solid(wick, "#3a2f25", 0),
    ]


def pillar(colour: str, *, radius: float = 0.3, tall: float = 0.9) -> list[Solid]:
    body = cut(cylinder(radius, tall, 0.05), moved(ball(radius * 0.9), y=tall + radius * 0.78))
    return [
        Solid(body, colour, 0.2),
        Solid(moved(cylinder(0.012, 0.14, 0.004), y=tall - 0.06), "#3a2f25", 0),
    ]


def tapers(colour: str) -> list[Solid]:
    rod = solid_on_wheel([(0.0, 0.0), (0.075, 0.0), (0.07, 0.9), (0.035, 1.28), (0.0, 1.33)])
    return [Solid(moved(rod, x), colour, 0.25) for x in (-0.16, 0.0, 0.16)]


def candlestick(colour: str, light: str) -> list[Solid]:
    foot = solid_on_wheel(
        [
            (0.0, 0.0),
            (0.32, 0.0),
            (0.3, 0.05),
            (0.08, 0.12),
            (0.06, 0.3),
            (0.1, 0.36),
            (0.05, 0.44),
            (0.06, 0.58),
            (0.13, 0.66),
            (0.12, 0.74),
            (0.0, 0.74),
        ]
    )
    rod = solid_on_wheel([(0.0, 0.7), (0.075, 0.7), (0.06, 1.3), (0.0, 1.42)])
    return [Solid(foot, colour, 0.5, metal=0.8), Solid(rod, light, 0.25)]


def lantern(colour: str, tall: float = 1.0) -> list[Solid]:
    h, w = tall, 0.34

    def posts(p: Points) -> Any:
        q = np.stack([np.abs(p[:, 0]) - w, p[:, 1] - h / 2, np.abs(p[:, 2]) - w], -1)
        return box(0.03, h / 2, 0.03, 0.008)(q)

    roof = lambda p: (
        (np.maximum(np.abs(p[:, 0]), np.abs(p[:, 2])) + (p[:, 1] - h) * 0.95 - w - 0.07) * 0.6
    )
    top = lambda p: np.maximum(np.maximum(roof(p), h - p[:, 1]), p[:, 1] - h - 0.3)
    frame = joined(
        posts,
        moved(box(w + 0.05, 0.035, w + 0.05, 0.01), y=0.035),
        top,
        moved(ring(0.1, 0.018), y=h + 0.39),
    )
    return [
        Solid(turned(frame, 30), colour, 0.4),
        Solid(moved(cylinder(0.17, h * 0.5, 0.03), y=0.06), "#f3e6c8", 0.2, glow=0.25),
        Solid(
            moved(lambda p: length(p * np.array([1, 0.5, 1], F)) - 0.035, y=h * 0.5 + 0.15),
            "#ffb84d",
            0,
            glow=2.2,
        ),
    ]


def diffuser(colour: str) -> list[Solid]:
    body = solid_on_wheel(
        [
            (0.0, 0.02),
            (0.26, 0.02),
            (0.29, 0.08),
            (0.27, 0.42),
            (0.1, 0.56),
            (0.1, 0.66),
            (0.0, 0.66),
        ]
    )
    paint = m.labelled(colour, m.CREAM, "#4a4540", low=0.14, high=0.36, wide=0.15)

    def reed(lean: float, deep: float) -> Any:
        def distance(p: Points) -> Any:
            t = np.clip(p[:, 1] - 0.5, 0, 0.85)
            return (
                np.hypot(np.hypot(p[:, 0] - lean * t, p[:, 2] - deep * t), p[:, 1] - 0.5 - t)
                - 0.013
            )

        return distance

    reeds = joined(
        *(
            reed(x, z)
            for x, z in ((-0.3, 0.1), (-0.12, -0.2), (0.06, 0.16), (0.22, -0.1), (0.36, 0.12))
        )
    )
    return [Solid(body, paint, 0.95), Solid(reeds, "#b58f62", 0.05)]


def vase(colour: Any, line: list[tuple[float, float]], gloss: float = 0.55) -> list[Solid]:
    return [Solid(turned_on_wheel(line, 0.022), colour, gloss)]


def cushion(colour: Any, *, tall: float = 0.62) -> list[Solid]:
    def shape(p: Points) -> Any:
        y = p[:, 1] - tall
        bulge = np.sqrt(
            np.clip(1 - (np.abs(p[:, 0]) / 0.72) ** 2.6, 0, 1)
            * np.clip(1 - (np.abs(y) / tall) ** 2.6, 0, 1)
        )
        deep = 0.22 * bulge + 0.012
        side = np.maximum(np.abs(p[:, 0]) - 0.72, np.abs(y) - tall)
        return np.maximum(np.abs(p[:, 2]) - deep, side) * 0.55 - 0.012

    return [Solid(turned(shape, -14), colour, 0.02)]


def folded(
    colours: list[Any], *, thick: float = 0.085, wide: float = 0.7, deep: float = 0.46
) -> list[Solid]:
    out = []
    for place, colour in enumerate(colours):
        y = 0.02 + thick * (2 * place + 1)
        soft = lambda p, y=y: moved(box(wide, thick, deep, thick * 0.9), y=y)(
            p
            + np.stack([0 * p[:, 0], 0.012 * np.sin(p[:, 0] * 6 + place), 0 * p[:, 0]], -1).astype(
                F
            )
        )
        out.append(Solid(turned(soft, -22 + 3 * place), colour, 0.02))
    return out


def apron(colour: Any, strap: str) -> list[Solid]:
    def outline(x: Any, y: Any) -> Any:
        half = np.where(y > 0.86, 0.27, np.where(y > 0.7, 0.27 + (0.86 - y) / 0.16 * 0.25, 0.52))
        return np.maximum(np.abs(x) - half, np.abs(y - 0.63) - 0.61) * 0.7

    body = flat(outline, 0.03, 0.02)
    fall = lambda p: body(
        p
        + np.stack(
            [0 * p[:, 0], 0 * p[:, 0], 0.035 * np.sin(p[:, 0] * 9) * np.clip(0.9 - p[:, 1], 0, 1)],
            -1,
        ).astype(F)
    )
    neck = moved(ring(0.2, 0.018, 0.62), y=1.22)
    pocket = moved(
        flat(lambda x, y: np.maximum(np.abs(x) - 0.26, np.abs(y) - 0.15), 0.02, 0.015),
        y=0.42,
        z=0.035,
    )
    return [Solid(fall, colour, 0.02), Solid(neck, strap, 0.02), Solid(pocket, colour, 0.02)]


def basket(
    colour: str, *, radius: float = 0.56, tall: float = 0.6, handles: bool = True
) -> list[Solid]:
    r, h = radius, tall
    body = turned_on_wheel(
        [(0, 0.04), (r * 0.86, 0.04), (r, 0.16), (r * 1.03, h * 0.6), (r * 0.96, h)], 0.032
    )
    bumpy = lambda p: body(p) - 0.008 * np.abs(np.sin(p[:, 1] * 46)).astype(F)
    out = [Solid(lambda p: bumpy(p) * 0.8, m.woven(colour), 0.03)]
    if handles:
        loops = joined(
            moved(ring(0.13, 0.026), -r * 0.98, h), moved(ring(0.13, 0.026), r * 0.98, h)
        )
        out.append(Solid(loops, m.darker(colour, 0.6), 0.05))
    return out


def trug(colour: str) -> list[Solid]:
    body = basket(colour, radius=0.6, tall=0.36, handles=False)
    arch = moved(ring(0.56, 0.03, 0.8), y=0.34)
    upper = lambda p: np.maximum(arch(p), 0.3 - p[:, 1])
    return [*body, Solid(upper, m.wood(m.WALNUT), 0.1)]


def board(colour: str, *, is_round: bool = False) -> list[Solid]:
    if is_round:
        plank = moved(cylinder(0.62, 0.08, 0.03))
    else:
        plank = moved(box(0.82, 0.04, 0.48, 0.035), y=0.04)
    grip = moved(box(0.2, 0.04, 0.09, 0.035), x=0.74 if is_round else 0.98, y=0.04)
    hole = moved(cylinder(0.035, 0.3, 0.0), x=0.84 if is_round else 1.08, y=-0.1)
    return [Solid(turned(cut(joined(plank, grip, soft=0.06), hole), -18), m.wood(colour), 0.12)]


def tray(colour: str) -> list[Solid]:
    floor = moved(box(0.86, 0.03, 0.56, 0.02), y=0.03)
    wall = cut(
        moved(box(0.88, 0.11, 0.58, 0.05), y=0.11), moved(box(0.82, 0.2, 0.52, 0.03), y=0.25)
    )
    holes = joined(*(moved(box(0.1, 0.035, 0.16, 0.03), x=x, y=0.15) for x in (-0.86, 0.86)))
    return [Solid(turned(cut(joined(floor, wall), holes), -20), m.wood(colour, 30), 0.15)]
