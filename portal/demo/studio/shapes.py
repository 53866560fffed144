"""The families of goods, each from a few numbers and colours."""

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
    disc,
    flat,
    joined,
    length,
    moved,
    ring,
    solid_on_wheel,
    turned,
    turned_on_wheel,
)

CLAY = "#b08057"


def _at(solid: Solid, x: float, z: float, y: float = 0.0, turn: float = 0.0) -> Solid:
    """The same thing elsewhere, its pattern along with it."""
    by = np.array([x, y, z], F)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    spin = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]], F)
    colour = solid.colour
    moved_colour = (lambda p: colour((p - by) @ spin)) if callable(colour) else colour
    distance = moved(turned(solid.distance, turn), *map(float, by))
    return Solid(distance, moved_colour, solid.gloss, solid.metal, solid.clear, solid.glow)


def placed(
    solids: list[Solid], x: float, z: float, y: float = 0.0, turn: float = 0.0
) -> list[Solid]:
    return [_at(one, x, z, y, turn) for one in solids]


def scaled(solids: list[Solid], by: float) -> list[Solid]:
    def one(solid: Solid) -> Solid:
        colour = solid.colour
        return Solid(
            lambda p: solid.distance(p / F(by)) * F(by),
            (lambda p: colour(p / F(by))) if callable(colour) else colour,
            solid.gloss,
            solid.metal,
            solid.clear,
            solid.glow,
        )

    return [one(solid) for solid in solids]


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
