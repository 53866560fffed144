"""Passwords that others know or guess first: those that leaked, and the names of the companies."""

from __future__ import annotations

import re
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import AccessRequest, Customer, Invitation, Organization, User

WORD = re.compile(r"[^\W_]{4,}")
# So common in companies' names that they say nothing of this one.
LEGAL_FORMS = frozenset({"gmbh", "limited", "company", "corp", "group", "trading", "supplies"})


class LeakedPasswordValidator:
    """Refuses what stands in `BREACHED_PASSWORDS_FILE`: SHA-1 hashes in hexadecimal, sorted, one a
    line, whatever follows a colon ignored. No file, no check; nothing leaves the machine."""

    def validate(self, password: str, user: User | None = None) -> None:
        path = settings.BREACHED_PASSWORDS_FILE
        if path and is_listed(Path(path), password):
            raise ValidationError(
                _("This password has appeared in a data breach. Choose another."), code="leaked"
            )

    def get_help_text(self) -> str:
        return _("Your password can’t be one that has appeared in a data breach.")


class ContextPasswordValidator:
    """Refuses the names of the seller and of the person's companies, in any case."""

    def validate(self, password: str, user: User | None = None) -> None:
        said = password.casefold()
        if any(word in said for word in context_words(user)):
            raise ValidationError(
                _("Your password can’t contain the name of a company here."), code="context"
            )

    def get_help_text(self) -> str:
        return _("Your password can’t contain the name of a company here.")


def context_words(user: User | None) -> set[str]:
    """Words of four letters or more in the names of the seller, of the person's companies and of
    those that have invited them. At most four statements."""
    seller = Organization.current()
    names = [seller.name, seller.legal_name, "Foyer"]
    if user is not None:
        if user.pk:
            names += Customer.objects.filter(memberships__user=user).values_list("name", flat=True)
        asked = Invitation.objects.open().filter(email__iexact=user.email)
        names += asked.values_list("customer__name", flat=True)
        applied = AccessRequest.objects.filter(email__iexact=user.email)
        names += applied.values_list("company", flat=True)
    words = {word.casefold() for name in names for word in WORD.findall(name)}
    return words - LEGAL_FORMS


def is_listed(path: Path, password: str) -> bool:
    """Whether the password's SHA-1 hash, or a prefix of it, is a line of the sorted file.

    By bisection: some thirty reads of a file of any size. Raises OSError without the file.
    """
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            line = _line_at(file, middle)
            if not line or line > wanted:
                high = middle
            elif wanted.startswith(line):
                return True
            else:
                low = middle + 1
        return bool(line := _line_at(file, 0)) and wanted.startswith(line)


def _line_at(file: BinaryIO, offset: int) -> str:
    """The first whole line that begins at or after this byte, without its count."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline()
    return file.readline().split(b":")[0].strip().decode("ascii", "replace").upper()
