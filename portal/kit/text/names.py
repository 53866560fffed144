"""What a name may say. Names stand in mails that strangers get from us: an address in one would be
sent, and clicked on, in our name.

The database holds the coarser half of it (`portal/kit/sql/0002_plain_text.sql`), for whoever
writes rows past these validators.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Line ends, controls, and what turns the letters behind it round.
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# A scheme, www, an email, a domain with a path or port, a tag.
ADDRESS = re.compile(r"://|\bwww\.|\S@\S|[<>]|[\w-]\.[^\W\d_]{2,}[/:?#]\S", re.IGNORECASE)
# What mail programs make a link of: a domain in small letters, and in any where its last part is
# that of many. "Dr.Smith" and "J. R. R." are none.
DOMAIN = re.compile(r"[\w-]{2,}\.[^\W\d_]{2,}(?!\w)")
KNOWN_DOMAIN = re.compile(
    r"(?:[\w-]\.(?:com|net|org|info|biz|xyz)"
    r"|[\w-]{2,}\.(?:io|co|app|dev|online|site|shop|top|link|click|eu|uk|fr|nl|pl|ru|cn|jp|ch))"
    r"(?!\w)",
    re.IGNORECASE,
)


def validate_company_name(name: str) -> None:
    """One line without an address. A company may be called Booking.com, or end in A/S."""
    if _NOT_IN_A_NAME.search(name):
        raise ValidationError(_("Enter the name on one line."))
    if ADDRESS.search(_as_read(name)):
        raise ValidationError(_("Enter a name without web or email addresses."))


def validate_person_name(name: str) -> None:
    """One line without an address or a domain."""
    validate_company_name(name)
    read = _as_read(name)
    if "/" in read or KNOWN_DOMAIN.search(read) or _has_domain(read):
        raise ValidationError(_("Enter a name without web or email addresses."))


def is_company_name(name: str) -> bool:
    try:
        validate_company_name(name)
    except ValidationError:
        return False
    return True


def _has_domain(read: str) -> bool:
    folded = read.lower() if read.isupper() else read
    return any(not found[0].rpartition(".")[2][0].isupper() for found in DOMAIN.finditer(folded))


def _as_read(name: str) -> str:
    """As a mail program reads it: wide letters and stops are ordinary ones, what is not seen is
    not there."""
    composed = unicodedata.normalize("NFKC", name).replace("\u3002", ".")
    return "".join(one for one in composed if unicodedata.category(one) != "Cf")
