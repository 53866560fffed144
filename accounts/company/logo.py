"""The seller's logo as a file, for what is printed."""

from __future__ import annotations

from accounts.models import Organization


def logo_of(seller: Organization) -> bytes:
    """The seller's logo; nothing when there is none, or its file has gone."""
    if not seller.logo:
        return b""
    try:
        with seller.logo.open("rb") as file:
            content: bytes = file.read()
            return content
    except OSError:
        return b""
