"""A PDF with the words of its template and no layout: for tests whose subject is not the PDF.

WeasyPrint takes most of a second for an invoice. Templates are rendered here as for a real one, so
that their mistakes and their queries are found; what is typeset is the business of the tests with
the mark `real_pdf`.
"""

from __future__ import annotations

import re
from hashlib import sha256
from html import unescape
from typing import Any

from portal.kit.pdf import rendering

NO_WORDS = re.compile(r"<(head|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


def written(page: Any, rows: str, drawing: Any = None) -> bytes:
    """In place of the method of that name; one page, and the same bytes for the same words."""
    html = page.html(rows)
    lines = (" ".join(line.split()) for line in unescape(NO_WORDS.sub(" ", html)).splitlines())
    words = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines if line)
    shown = b"BT /F 8 Tf 9 TL 40 800 Td\n%sET" % words
    digest = sha256(html.encode()).hexdigest().encode()
    return _file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Title(%s)/Subject(%s)>>" % (_escaped(page.title), digest),
    )


def drawn(page: Any, rows: Any) -> bytes:
    """In place of the function that draws long tables."""
    return written(page, rows.markup())


def use(monkeypatch: Any) -> None:
    monkeypatch.setattr(rendering._Page, "written", written)
    monkeypatch.setattr(rendering, "_drawn", drawn)


def _escaped(text: str) -> bytes:
    return re.sub(rb"([\\()])", rb"\\\1", text.encode("cp1252", "replace"))


def _file(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n"
    ) % (len(objects) + 1, table, len(objects) + 1, len(objects), len(out))
