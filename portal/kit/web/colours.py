"""A seller's one colour made readable: dark enough on white, light enough on the dark look."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

HEX = re.compile(r"#[0-9a-fA-F]{6}")
# WCAG 2.2 AA for text, 1.4.3.
READABLE = 4.5
WHITE, INK = "#ffffff", "#04121a"
SHEET_LIGHT, SHEET_DARK = "#ffffff", "#14181b"
STEP = 0.01


@dataclass(frozen=True, slots=True)
class Accent:
    """An accent for the light and for the dark look, and what is written on each."""

    light: str
    dark: str
    on_light: str
    on_dark: str


@lru_cache(maxsize=64)
def accent_of(colour: str) -> Accent:
    """The accent of `#rrggbb`: darkened until it can be read on white, lightened until it can be
    read on the dark look's sheet. Raises ValueError for anything else."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is not a colour like #1b7183.")
    light = _shifted(colour, SHEET_LIGHT, -STEP)
    dark = _shifted(colour, SHEET_DARK, STEP)
    return Accent(light, dark, _text_on(light), _text_on(dark))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _shifted(colour: str, ground: str, step: float) -> str:
    """The colour, lighter or darker by as little as makes it readable on `ground`."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    while contrast(colour, ground) < READABLE and 0 <= lightness + step <= 1:
        lightness += step
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
    return colour


def _text_on(ground: str) -> str:
    return max((WHITE, INK), key=lambda text: contrast(text, ground))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(min(max(one, 0), 1) * 255):02x}" for one in channels)


def _luminance(colour: str) -> float:
    linear = [
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
