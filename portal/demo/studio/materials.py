"""Glazes, woods, weaves and prints, as colours of a point."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.demo.studio.render import F, Points, blend, even, length, rgb

_rng = np.random.default_rng(3)
SPECKS = _rng.random((4096, 3)).astype(F)
OAK, ACACIA, WALNUT = "#c39a68", "#9b6840", "#6f4a31"
CREAM, OAT, SLATE, OCHRE = "#efe9db", "#e7dfcf", "#4b606a", "#c9953f"
SEA, TERRACOTTA, NAVY, SAGE = "#3f7377", "#b9623f", "#2b3d55", "#8a9c7f"
RED, BERRY, PINE, BLUSH = "#b8322f", "#7d2b41", "#2f5141", "#dcb3a1"


def glazed(glaze: str, clay: str = "", *, to: float = 0.2, specks: float = 0.0) -> Any:
    """A glaze that ends in a wavy line above the bare clay, perhaps speckled."""

    def colour(p: Points) -> Any:
        found = even(glaze, p)
        if clay:
            wave = 0.012 * np.sin(np.arctan2(p[:, 2], p[:, 0]) * 5)
            found = blend(even(clay, p), found, np.clip((p[:, 1] - to - wave) / 0.012, 0, 1))
        return blend(found, found * 0.35, speckled(p, specks) * 0.8) if specks else found

    return colour


def speckled(p: Points, share: float, size: float = 0.035) -> Any:
    cell = np.floor(p / size).astype(int)
    h = ((cell[:, 0] * 73856093) ^ (cell[:, 1] * 19349663) ^ (cell[:, 2] * 83492791)) & 4095
    inside = p / size - cell - 0.5 - (SPECKS[h] - 0.5) * 0.6
    return ((length(inside) < 0.1 + 0.12 * SPECKS[h][:, 0]) & (SPECKS[h][:, 1] < share)).astype(F)


def wood(colour: str, grain: float = 40.0) -> Any:
    def found(p: Points) -> Any:
        line = np.sin(p[:, 2] * grain + 5 * np.sin(p[:, 0] * 2.3) + 9 * p[:, 1])
        fine = np.sin(p[:, 2] * grain * 4.1 + 11 * np.sin(p[:, 0] * 1.7))
        return blend(even(colour, p), even(colour, p) * 0.66, 0.26 + 0.22 * line + 0.08 * fine)

    return found


def bands(
    ground: str, other: str, *, every: float = 0.13, share: float = 0.3, axis: int = 1
) -> Any:
    """Stripes across one axis, softly edged."""

    def colour(p: Points) -> Any:
        place = np.mod(p[:, axis] / every, 1.0)
        return blend(
            even(ground, p), even(other, p), np.clip((share / 2 - np.abs(place - 0.5)) / 0.02, 0, 1)
        )

    return colour


def striped(ground: str, other: str, *, low: float, high: float, lines: int = 3) -> Any:
    """A few rings around a vessel between two heights."""

    def colour(p: Points) -> Any:
        place = (p[:, 1] - low) / (high - low) * lines
        on = (np.abs(np.mod(place, 1) - 0.5) < 0.2) & (place > 0) & (place < lines)
        return blend(even(ground, p), even(other, p), on)

    return colour


def spotted(ground: str, other: str, *, step: float = 0.19, radius: float = 0.055) -> Any:
    """Dots in offset rows on what faces the camera, and on its sides."""

    def dots(a: Any, b: Any) -> Any:
        row = np.round(b / step)
        off = np.mod(row, 2) * step / 2
        return np.hypot(a - off - np.round((a - off) / step) * step, b - row * step) < radius

    def colour(p: Points) -> Any:
        front = dots(p[:, 0], p[:, 1])
        return blend(even(ground, p), even(other, p), front)

    return colour


def checked(ground: str, other: str, every: float = 0.2) -> Any:
    """Gingham: two see-through stripes over each other."""

    def colour(p: Points) -> Any:
        a = (np.mod(p[:, 0] / every, 1) < 0.5).astype(F)
        b = (np.mod(p[:, 1] / every, 1) < 0.5).astype(F)
        return blend(even(ground, p), even(other, p), (a + b) * 0.48) * _threads(p)

    return colour


def cloth(colour: str, stripe: str = "", every: float = 0.22, share: float = 0.16) -> Any:
    ground = bands(colour, stripe, every=every, share=share, axis=0) if stripe else None

    def found(p: Points) -> Any:
        return (ground(p) if ground else even(colour, p)) * _threads(p)

    return found


def _threads(p: Points) -> Any:
    weave = np.sin(p[:, 0] * 260) * np.sin(p[:, 1] * 260 + p[:, 2] * 120)
    return (0.96 + 0.05 * weave)[:, None].astype(F)


def woven(colour: str, rows: float = 46.0, across: float = 26.0) -> Any:
    """Basketwork: strands over and under, darker where they dive."""

    def found(p: Points) -> Any:
        row = np.floor(p[:, 1] * rows / np.pi)
        angle = np.arctan2(p[:, 2], p[:, 0]) * across
        dive = np.abs(np.sin(p[:, 1] * rows)) * (
            0.55 + 0.45 * np.abs(np.sin(angle + row * np.pi / 2))
        )
        tint = 0.9 + 0.2 * SPECKS[(row.astype(int) * 7 + (angle / np.pi).astype(int)) & 4095][:, 0]
        return even(colour, p) * ((0.45 + 0.6 * dive) * tint)[:, None]

    return found


def labelled(
    ground: Any, paper: str, ink: str, *, low: float, high: float, wide: float, front: float = 0.1
) -> Any:
    """A paper label on the side that faces the camera, with two lines of type on it."""

    def colour(p: Points) -> Any:
        found = ground(p) if callable(ground) else even(ground, p)
        middle = (low + high) / 2
        on = (p[:, 2] > front) & (np.abs(p[:, 0]) < wide) & (p[:, 1] > low) & (p[:, 1] < high)
        tall = high - low
        title = (np.abs(p[:, 1] - middle - tall * 0.14) < tall * 0.055) & (
            np.abs(p[:, 0]) < wide * 0.66
        )
        small = (np.abs(p[:, 1] - middle + tall * 0.1) < tall * 0.024) & (
            np.abs(p[:, 0]) < wide * 0.46
        )
        rule = np.abs(np.abs(p[:, 1] - middle) - tall * 0.4) < tall * 0.012
        found = blend(found, even(paper, p), on)
        return blend(
            found, even(ink, p), on & (title | small | rule) * (np.abs(p[:, 0]) < wide * 0.9)
        )

    return colour


def below(height: float, low: Any, high: Any) -> Any:
    """One colour below a height and another above it."""

    def colour(p: Points) -> Any:
        a = low(p) if callable(low) else even(low, p)
        b = high(p) if callable(high) else even(high, p)
        return blend(a, b, np.clip((p[:, 1] - height) / 0.008, 0, 1))

    return colour


def clock_face(paper: str, ink: str, radius: float, y: float) -> Any:
    def colour(p: Points) -> Any:
        x, up = p[:, 0], p[:, 1] - y
        r, angle = np.hypot(x, up), np.arctan2(x, up)
        near = np.abs(np.mod(angle / (np.pi / 6) + 0.5, 1) - 0.5) * r * np.pi / 6
        mark = (near < 0.014) & (r > radius * 0.78) & (r < radius * 0.9)

        def hand(at: float, long: float, thick: float) -> Any:
            along = x * np.sin(at) + up * np.cos(at)
            return (
                (np.abs(x * np.cos(at) - up * np.sin(at)) < thick)
                & (along > -0.06)
                & (along < long)
            )

        drawn = (
            mark | hand(-1.05, radius * 0.5, 0.02) | hand(1.05, radius * 0.72, 0.013) | (r < 0.035)
        )
        found = blend(even(paper, p), even(ink, p), drawn & (p[:, 2] > 0))
        return blend(found, even(ink, p), r > radius * 0.955)

    return colour


def darker(colour: str, part: float = 0.7) -> Any:
    return lambda p: np.repeat((rgb(colour) * part)[None], len(p), 0)
