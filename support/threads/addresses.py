"""How an address names what a discussion is about: `invoice.INV-00042`."""

from __future__ import annotations

from django.urls import reverse


def discussion_url(kind: str, number: str) -> str:
    """The page of the discussion about a document."""
    return reverse("support:discussion-detail", args=[f"{kind}.{number}"])


def named_in(subject: str) -> tuple[str, str]:
    """Kind and number of `invoice.INV-00042`."""
    kind, _dot, number = subject.partition(".")
    return kind, number
