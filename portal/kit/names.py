"""What a name may say. Names stand in mails that strangers get from us: an address in one would be
sent, and clicked on, in our name."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A scheme, www, an e-mail, a domain with a path or port, a tag.
ADDRESS = re.compile(r"://|\bwww\.|\S@\S|[<>]|[\w-]\.[a-z]{2,}[/:?]\S", re.IGNORECASE)
# What mail programs make a link of. "Dr.Smith" is none.
DOMAIN = re.compile(r"[\w-]{2,}\.(?:[a-z]{2,}|com|net|org|info|biz)\b")


def validate_company_name(name: str) -> None:
    """One line without an address. A company may be called Booking.com, or end in A/S."""
    if any(unicodedata.category(one) in ("Cc", "Zl", "Zp") for one in name):
        raise ValidationError(_("Please write the name in one line."))
    if ADDRESS.search(name):
        raise ValidationError(_("Please write a name, without addresses."))


def validate_person_name(name: str) -> None:
    """One line without an address or a domain."""
    validate_company_name(name)
    if DOMAIN.search(name.lower() if name.isupper() else name) or "/" in name:
        raise ValidationError(_("Please write a name, without addresses."))
