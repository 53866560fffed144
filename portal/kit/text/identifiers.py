"""Numbers of documents stand in addresses: `/invoices/<number>/`, `/invoices/<number>/pdf/`."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.kit.text.characters import bad_in_identifier

# What follows a number in an address. A test compares it with the addresses there are.
RESERVED = frozenset(
    {"autopay", "cancel", "csv", "dispute", "pdf", "sent", "share", "skip", "take-in"}
    | {"withdraw", "xlsx", "new", "edit", "delete", "mail"}
)
_ESCAPED = re.compile("%[0-9A-Fa-f]{2}")


def why_no_identifier(text: str) -> str:
    """Why a document cannot bear this number, for a report: it holds something invisible, or its
    address could be taken for another one. Nothing when it can. Slashes are fine: `2026/10/7`."""
    bad = bad_in_identifier(text)
    if bad:
        return f"holds a character that cannot be printed ({bad})"
    parts = text.split("/")
    if (
        "\\" in text
        or _ESCAPED.search(text)
        or any(part.strip() in {"", ".", ".."} for part in parts)
        or any(part.strip().lower() in RESERVED for part in parts[1:])
    ):
        return "would make an address that means something else"
    return ""


def validate_document_number(text: str) -> None:
    """For models and whatever makes a number: raises ValidationError where it has no address of
    its own. The database holds the same (`portal/kit/sql/0002_plain_text.sql`)."""
    if why_no_identifier(text):
        raise ValidationError(_("This number would have no address of its own."))
