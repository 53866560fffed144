"""What a shared link can show: one entry a kind. Rooms above add theirs by `register_kind`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import Organization, SharedLink


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
        days = " – ".join(link.parameters[key] for key in ("from", "to") if key in link.parameters)
        return f"{self.label} {link.number or days}".strip()


_kinds: dict[str, Kind] = {}


def register_kind(name: str, kind: Kind) -> None:
    """Let links of this `SharedLink.kind` be opened."""
    _kinds[name] = kind


def kind_of(link: SharedLink) -> Kind | None:
    """None for a kind that no installed room knows."""
    return _kinds.get(link.kind)
