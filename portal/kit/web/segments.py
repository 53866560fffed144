"""One of several ways to look at the same thing, as a row of links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A segment (`ui.segments`): where it leads, and whether it is the one shown."""

    label: str
    url: str
    is_current: bool
