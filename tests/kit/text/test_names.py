"""Names that stand in our mails hold no addresses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.kit.text.names import validate_company_name, validate_person_name

ADDRESSES = [
    "http://evil.example",
    "Win at www.evil.example now",
    "evil@example.com",
    "a\r\nBcc: evil@example.com",
    "two\nlines",
    "one\u2028line",
    "<b>Ann</b>",
    "evil.example/path",
    "evil.example?who",
    "evil@exam\u00adple.com",
    "evil\uff20example\uff0ecom",
    "\uff48ttp\uff1a//evil",
    "Ann\u202emoc.live",
    "Ann \u2066Bell\u2069",
    "Ann\x85Bell",
]


DOMAINS = [
    "evil.example",
    "click evil.com now",
    "EVIL.COM",
    "Evil.Com",
    "x.com",
    "see evil.example.",
]
WIDE = [
    "evil\uff0ecom",
    "evil\u3002com",
    "evil\u200b.com",
    "\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
    "Evil.Online",
]


@pytest.mark.parametrize("name", [*ADDRESSES, *DOMAINS, *WIDE])
def test_person_is_not_called_like_an_address(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_person_name(name)


@pytest.mark.parametrize("name", ADDRESSES)
def test_company_is_not_called_like_an_address(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_company_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ann O'Hara",
        "Dr.Smith",
        "J. R. R. Tolkien",
        "Élodie Ñandú",
        "李小龙",
        "St. John-Smith",
        "P.de Vries",
        "Dr.De Vries",
        "J.R.R. Tolkien",
        "Ph.D. Ann Bell",
        "د.أحمد",
        "می\u200cخواهم",
    ],
)
def test_people_keep_their_names(name: str) -> None:
    validate_person_name(name)


@pytest.mark.parametrize(
    "name", ["Booking.com B.V.", "Novo A/S", "Kettle & Co", "C/O Smith", "A.B.C. Ltd", "7-Eleven"]
)
def test_companies_keep_their_names(name: str) -> None:
    validate_company_name(name)
