"""What a shared link can show: one entry a kind. Rooms above add theirs by `register_kind`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from accounts.models import Organization, SharedLink
from portal.kit.money.format import days_text


@dataclass(frozen=True, slots=True)
class Shown:
    """One document for somebody without a sign-in: the template and what it reads."""

    title: str
    template: str
    context: dict[str, object]


@dataclass(frozen=True, slots=True)
class File:
    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`show` and `pdf` find exactly what the link names, or answer None when it is gone.

    `show` shows at most so many lines, or all when None is asked for. `page` is where members
    see the document's links.
    """

    label: str | Promise
    show: Callable[[SharedLink, Organization, int | None], Shown | None]
    pdf: Callable[[SharedLink, Organization], File | None]
    page: Callable[[SharedLink], str]

    def title(self, link: SharedLink) -> str:
        """What the document is called in a list of links."""
        return f"{self.label} {link.number or _days(link)}".strip()


def _days(link: SharedLink) -> str:
    """The days that a link is about, `1–31 Oct 2026`; nothing where it names none."""
    try:
        first, last = (date.fromisoformat(link.parameters[key]) for key in ("from", "to"))
    except (KeyError, TypeError, ValueError):
        return ""
    return days_text(first, last)


_kinds: dict[str, Kind] = {}


def register_kind(name: str, kind: Kind) -> None:
    """Let links of this `SharedLink.kind` be opened."""
    _kinds[name] = kind


def kind_of(link: SharedLink) -> Kind | None:
    """None for a kind that no installed room knows."""
    return _kinds.get(link.kind)
