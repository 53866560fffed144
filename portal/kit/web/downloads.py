"""Files handed to the browser to keep."""

import re

from django.http import HttpResponse

UNSAFE = re.compile(r"[^A-Za-z0-9._]+")


def safe_name(name: str) -> str:
    """`name` as a file name every system takes: `Invoice INV/7` becomes `Invoice-INV-7`."""
    return UNSAFE.sub("-", name).strip("-.") or "document"


def pdf_response(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """A PDF called `name`.pdf, to be saved, or `inline` to be looked at and printed."""
    response = HttpResponse(content, content_type="application/pdf")
    how = "inline" if inline else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{safe_name(name)}.pdf"'
    return response
