"""A small photographer's studio: solids by signed distance, one soft key light, a paper sweep.

Not part of the portal and not imported by it: `python3 -m portal.demo.studio OUT` needs numpy and
Pillow, and makes the pictures that are kept in `portal/demo/pictures`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

F = np.float32
Points = Any  # float32 array of shape (n, 3)
Distance = Callable[[Points], Any]
Colour = Any  # "#rrggbb", or a function of points that gives colours

KEY = np.array([-0.55, 0.85, 0.62], F)
KEY /= np.linalg.norm(KEY)
FILL = np.array([0.8, 0.35, 0.5], F)
FILL /= np.linalg.norm(FILL)
WIDTH, HEIGHT = 640, 800
OVERSAMPLED = 1.25


@dataclass(frozen=True)
class Solid:
    """A shape with its material. `clear` is how much of the backdrop shines through."""

    distance: Distance
    colour: Colour
    gloss: float = 0.3
    metal: float = 0.0
    clear: float = 0.0
    glow: float = 0.0


@dataclass(frozen=True)
class Shot:
    """What is photographed, on which paper, from where. `box` holds all of it."""

    solids: Sequence[Solid]
    paper: str = "#e6e1d8"
    eye: tuple[float, float, float] = (0.0, 1.45, 4.6)
    at: tuple[float, float, float] = (0.0, 0.5, 0.0)
    view: float = 24.0
    size: tuple[int, int] = (WIDTH, HEIGHT)
    box: tuple[float, float, float] = field(default=(1.3, 1.6, 1.3))


def length(v: Any) -> Any:
    return np.sqrt((v * v).sum(-1))


def rgb(text: str) -> Any:
    """Linear light."""
    return (np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], F) / 255) ** 2.2


def blend(a: Any, b: Any, part: Any) -> Any:
    part = np.asarray(part, F)[:, None]
    return a * (1 - part) + b * part


def even(colour: str, p: Points) -> Any:
    return np.repeat(rgb(colour)[None], len(p), 0)


def moved(distance: Distance, x: float = 0, y: float = 0, z: float = 0) -> Distance:
    by = np.array([x, y, z], F)
    return lambda p: distance(p - by)


def turned(distance: Distance, degrees: float) -> Distance:
    """Around the upright axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]], F)
    return lambda p: distance(p @ turn)


def joined(*distances: Distance, soft: float = 0.0) -> Distance:
    def both(p: Points) -> Any:
        found = distances[0](p)
        for one in distances[1:]:
            other = one(p)
            if soft:
                h = np.clip(0.5 + 0.5 * (other - found) / soft, 0, 1)
                found = other + (found - other) * h - soft * h * (1 - h)
            else:
                found = np.minimum(found, other)
        return found

    return both


def cut(distance: Distance, away: Distance) -> Distance:
    return lambda p: np.maximum(distance(p), -away(p))


def box(x: float, y: float, z: float, round_: float = 0.02) -> Distance:
    half = np.array([x, y, z], F)

    def distance(p: Points) -> Any:
        q = np.abs(p) - half + round_
        return np.minimum(q.max(-1), 0) + length(np.maximum(q, 0)) - round_

    return distance


def cylinder(radius: float, height: float, round_: float = 0.02) -> Distance:
    """Standing on the ground."""

    def distance(p: Points) -> Any:
        across = np.hypot(p[:, 0], p[:, 2]) - radius + round_
        up = np.abs(p[:, 1] - height / 2) - height / 2 + round_
        q = np.stack([across, up], -1)
        return np.minimum(q.max(-1), 0) + length(np.maximum(q, 0)) - round_

    return distance


def disc(radius: float, thick: float, round_: float = 0.015) -> Distance:
    """A cylinder that faces the camera."""
    lying = cylinder(radius, thick, round_)
    return lambda p: lying(np.stack([p[:, 0], p[:, 2] + thick / 2, p[:, 1]], -1))


def ball(radius: float) -> Distance:
    return lambda p: length(p) - radius


def ring(wide: float, thick: float, squeeze: float = 1.0) -> Distance:
    """A torus that faces the camera."""
    return lambda p: np.hypot(np.hypot(p[:, 0], p[:, 1] * squeeze) - wide, p[:, 2]) - thick


def flat(outline: Callable[[Any, Any], Any], thick: float, round_: float = 0.03) -> Distance:
    """A drawing in the plane of the picture, made thick."""

    def distance(p: Points) -> Any:
        q = np.stack([outline(p[:, 0], p[:, 1]) + round_, np.abs(p[:, 2]) - thick + round_], -1)
        return np.minimum(q.max(-1), 0) + length(np.maximum(q, 0)) - round_

    return distance


def curve(points: Sequence[tuple[float, float]], pieces: int = 240) -> Any:
    """A smooth line (Catmull-Rom) through points of radius and height."""
    p = np.array([points[0], *points, points[-1]], float)
    out = []
    each = max(4, pieces // len(points))
    for i in range(1, len(p) - 2):
        a, b, c, d = p[i - 1 : i + 3]
        t = np.linspace(0, 1, each, endpoint=False)[:, None]
        out.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.concatenate([*out, p[-1:]]).astype(F)


@lru_cache(maxsize=64)
def _field(
    points: tuple[tuple[float, float], ...], is_smooth: bool
) -> tuple[Any, float, float, float]:
    """Distances to a turned line, once on a fine grid: no facets, and cheap to look up."""
    line = curve(points) if is_smooth else np.array(points, F)
    top, wide, step = float(line[:, 1].max()) + 0.5, float(line[:, 0].max()) + 0.5, 0.006
    r, y = np.meshgrid(np.arange(0, wide, step, F), np.arange(-0.4, top, step, F))
    best = np.full(r.shape, 9, F)
    for a, b in zip(line[:-1], line[1:], strict=True):
        ba = b - a
        pr, py = r - a[0], y - a[1]
        t = np.clip((pr * ba[0] + py * ba[1]) / max(float(ba @ ba), 1e-12), 0, 1)
        best = np.minimum(best, (pr - ba[0] * t) ** 2 + (py - ba[1] * t) ** 2)
    return np.sqrt(best), step, wide, top


def turned_on_wheel(
    points: Sequence[tuple[float, float]], thick: float = 0.024, *, smooth: bool = True
) -> Distance:
    """A vessel: a line of radius and height, turned around the upright axis, with a wall."""
    grid, step, wide, top = _field(tuple(points), smooth)
    rows, columns = grid.shape

    def distance(p: Points) -> Any:
        r, y = np.hypot(p[:, 0], p[:, 2]), p[:, 1]
        u = np.clip(r / step, 0, columns - 1.001)
        v = np.clip((y + 0.4) / step, 0, rows - 1.001)
        i, j = v.astype(int), u.astype(int)
        a, b = v - i, u - j
        found = (
            grid[i, j] * (1 - a) * (1 - b)
            + grid[i + 1, j] * a * (1 - b)
            + grid[i, j + 1] * (1 - a) * b
            + grid[i + 1, j + 1] * a * b
        )
        out = np.hypot(
            np.maximum(r - wide + 0.02, 0), np.maximum(np.maximum(y - top + 0.02, -0.38 - y), 0)
        )
        return (found + out - thick).astype(F)

    return distance


def solid_on_wheel(points: Sequence[tuple[float, float]], *, smooth: bool = True) -> Distance:
    """The same, filled: candles, baubles, lids."""
    shell = turned_on_wheel(points, 0.0, smooth=smooth)
    line = curve(tuple(points)) if smooth else np.array(points, F)
    order = np.argsort(line[:, 1], kind="stable")
    heights, radii = line[order, 1], line[order, 0]

    def distance(p: Points) -> Any:
        r, y = np.hypot(p[:, 0], p[:, 2]), p[:, 1]
        inside = (r < np.interp(y, heights, radii)) & (y > heights[0]) & (y < heights[-1])
        found = shell(p)
        return np.where(inside, -found, found) - 0.01

    return distance


class Scene:
    def __init__(self, shot: Shot) -> None:
        self.shot = shot
        self.low = np.array([-shot.box[0], -0.05, -shot.box[2]], F)
        self.high = np.array(shot.box, F)

    def distance(self, p: Points) -> Any:
        return np.minimum.reduce([one.distance(p) for one in self.shot.solids])

    def _through_box(self, o: Points, d: Points) -> tuple[Any, Any]:
        with np.errstate(divide="ignore", invalid="ignore"):
            a, b = (self.low - o) / d, (self.high - o) / d
        near = np.nanmax(np.minimum(a, b), -1)
        far = np.nanmin(np.maximum(a, b), -1)
        return np.maximum(near, 0.005), far

    def march(self, o: Points, d: Points) -> Any:
        """How far each ray goes until it meets a solid; infinity where it meets none."""
        near, far = self._through_box(o, d)
        t = np.full(len(o), np.inf, F)
        going = np.flatnonzero(near < far)
        at = near.astype(F)
        for _ in range(120):
            if not len(going):
                break
            h = self.distance(o[going] + d[going] * at[going, None])
            met = h < 0.0009
            t[going[met]] = at[going[met]]
            at[going] += np.maximum(h * 0.88, 0.0004)
            going = going[~met & (at[going] < far[going])]
        return t

    def lit(self, o: Points, toward: Any, soft: float = 7.0, steps: int = 44) -> Any:
        """How much of a soft light reaches each point: 0 to 1."""
        d = np.repeat(toward[None], len(o), 0)
        near, far = self._through_box(o, d)
        light = np.ones(len(o), F)
        at = near.astype(F)
        going = np.flatnonzero(near < far)
        for _ in range(steps):
            if not len(going):
                break
            h = self.distance(o[going] + d[going] * at[going, None])
            light[going] = np.minimum(light[going], np.clip(0.5 + 0.5 * soft * h / at[going], 0, 1))
            at[going] += np.clip(h * 0.8, 0.012, 0.25)
            going = going[(at[going] < far[going]) & (light[going] > 0.01)]
        return light * light * (3 - 2 * light)

    def occlusion(self, p: Points, n: Points) -> Any:
        open_ = np.ones(len(p), F)
        for k in (0.05, 0.12, 0.24, 0.42):
            open_ -= (
                0.24
                * np.clip(
                    k - np.minimum(self.distance(p + n * k), p[:, 1] + n[:, 1] * k + 0.001), 0, None
                )
                / k
            )
        return np.clip(open_, 0.15, 1)

    def normal(self, p: Points) -> Any:
        e = F(0.0022)
        k = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], F)
        n = sum(one[None] * self.distance(p + one * e)[:, None] for one in k)
        return n / (length(n)[:, None] + 1e-9)


def photograph(shot: Shot) -> Image.Image:
    """The picture, in the shot's size."""
    wide, high = (int(side * OVERSAMPLED) for side in shot.size)
    scene = Scene(shot)
    eye, d = _rays(shot, wide, high)
    o = np.repeat(eye[None], len(d), 0)
    paper = rgb(shot.paper)
    colour = _paper(scene, o, d, paper)
    t = scene.march(o, d)
    hit = np.flatnonzero(np.isfinite(t))
    p = o[hit] + d[hit] * t[hit, None]
    colour[hit] = _surface(scene, p, d[hit], colour[hit])
    image = colour.reshape(high, wide, 3) * np.linspace(1.05, 0.95, high, dtype=F)[:, None, None]
    toned = image * (2.51 * image + 0.03) / (image * (2.43 * image + 0.59) + 0.14) * 1.06
    pixels = (np.clip(toned, 0, 1) ** (1 / 2.2) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(pixels).resize(shot.size, Image.Resampling.LANCZOS)


def _rays(shot: Shot, wide: int, high: int) -> tuple[Any, Points]:
    eye, at = np.array(shot.eye, F), np.array(shot.at, F)
    prepayment = at - eye
    prepayment /= np.linalg.norm(prepayment)
    right = np.cross(prepayment, [0, 1, 0])
    right /= np.linalg.norm(right)
    up = np.cross(right, prepayment)
    ys, xs = np.mgrid[0:high, 0:wide].astype(F)
    s = np.tan(np.radians(shot.view / 2)) / (min(wide, high) / 2)
    d = (
        prepayment
        + ((xs - wide / 2) * s)[..., None] * right
        - ((ys - high / 2) * s)[..., None] * up
    )
    d = d.reshape(-1, 3).astype(F)
    return eye, d / length(d)[:, None]


def _paper(scene: Scene, o: Points, d: Points, paper: Any) -> Points:
    """The sweep of paper: a floor that becomes a wall without an edge, with the shadows on it."""
    colour = np.repeat(paper[None], len(d), 0).astype(F)
    with np.errstate(divide="ignore"):
        t = np.where(d[:, 1] < -1e-4, -o[:, 1] / d[:, 1], np.inf)
    p = o + d * np.where(np.isfinite(t), t, 0)[:, None]
    near = np.flatnonzero(np.isfinite(t) & (length(p[:, [0, 2]]) < 4.5))
    q = p[near]
    up = np.repeat(np.array([[0, 1, 0]], F), len(q), 0)
    light = scene.lit(q + up * 0.002, KEY, soft=5.0)
    close = length(q[:, [0, 2]]) < 2.4
    open_ = np.ones(len(q), F)
    open_[close] = scene.occlusion(q[close], up[close])
    lum = (1.5 * KEY[1] * light + 0.62 * open_ + 0.10) / (1.5 * KEY[1] + 0.72)
    fade = np.clip((length(q[:, [0, 2]]) - 1.6) / 2.9, 0, 1) ** 0.8
    colour[near] = blend(paper * lum[:, None], np.repeat(paper[None], len(q), 0), fade)
    return colour


def _surface(scene: Scene, p: Points, d: Points, behind: Points) -> Points:
    solids = scene.shot.solids
    n = scene.normal(p)
    which = np.stack([one.distance(p) for one in solids], -1).argmin(-1)
    albedo = np.zeros((len(p), 3), F)
    gloss, metal, clear, glow = (np.zeros(len(p), F) for _ in range(4))
    for place, one in enumerate(solids):
        mine = which == place
        if mine.any():
            albedo[mine] = one.colour(p[mine]) if callable(one.colour) else rgb(one.colour)
            gloss[mine], metal[mine], clear[mine], glow[mine] = (
                one.gloss,
                one.metal,
                one.clear,
                one.glow,
            )
    light = scene.lit(p + n * 0.01, KEY)
    open_ = scene.occlusion(p, n)
    v = -d
    key, fill, sky = np.clip(n @ KEY, 0, 1) * light, np.clip(n @ FILL, 0, 1), 0.5 + 0.5 * n[:, 1]
    warm, cool = np.array([1, 0.97, 0.92], F), np.array([0.92, 0.96, 1], F)
    lamp = (
        1.32 * key[:, None] * warm
        + (0.34 * fill * open_)[:, None] * cool
        + (0.5 * sky * open_)[:, None]
    )
    colour = albedo * lamp * (1 - 0.8 * metal)[:, None]
    half = KEY + v
    half /= length(half)[:, None]
    shine = np.clip((n * half).sum(-1), 0, 1) ** 110 * light
    edge = (1 - np.clip((n * v).sum(-1), 0, 1)) ** 4
    mirror = 2 * (n * v).sum(-1)[:, None] * n - v
    window = np.clip((mirror @ np.array([-0.75, 0.5, 0.43], F) - 0.89) / 0.05, 0, 1) * (
        0.35 + 0.65 * light
    )
    reflected = gloss * (0.9 * shine + 0.22 * window + 0.26 * edge * open_)
    colour += reflected[:, None]
    # Metal mirrors a bright room above and the paper below.
    room = (
        np.clip(0.5 + 0.9 * mirror[:, 1], 0.06, 1.25)
        + 0.7 * window
        + 0.35 * np.clip(-mirror[:, 0], 0, 1)
    )
    colour += (metal * room * open_)[:, None] * albedo
    colour += (glow[:, None]) * albedo
    through = (clear * (1 - 0.7 * edge))[:, None]
    return colour * (1 - through) + (behind * (0.75 + 0.25 * albedo) + reflected[:, None]) * through
