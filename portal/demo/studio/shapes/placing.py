"""Where things stand, and how large they are."""

from __future__ import annotations

import numpy as np

from portal.demo.studio.render import (
    F,
    Solid,
    moved,
    turned,
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
