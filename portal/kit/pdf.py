"""PDFs from templates. The only place that knows WeasyPrint.

A template may name our static files (`static:css/print-document.css`) and what the caller hands
over (`given:logo`). Everything else, `file:` and `https:` alike, is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLESHEET = "css/print-document.css"
TYPES = {".woff2": "font/woff2", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}

# Embedded fonts carry the time of their making, which must not tell two copies apart.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

# Fonts are loaded once; Pango's font map must not be used by two threads at a time.
_fonts = FontConfiguration()
_rendering = Lock()


class NotForPdf(ValueError):
    """A template asked for something that PDFs may not contain."""


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives a document our static files and the files handed over with it, nothing else."""

    def __init__(self, given: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._given = given

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == "static":
            path = static_path(name)
            kind = TYPES.get(path.suffix, "application/octet-stream")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
        if scheme == "given" and name in self._given:
            return URLFetcherResponse(url, self._given[name])
        raise NotForPdf(f"PDFs do not fetch {url}")


def static_path(name: str) -> Path:
    """Where a static file of ours lies. Raises NotForPdf for any other path."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation as error:
        raise NotForPdf(f"PDFs do not fetch {name}") from error
    if not isinstance(found, str) or not Path(found).is_file():
        raise NotForPdf(f"There is no static file {name}")
    return Path(found)


def render_pdf(
    template: str,
    context: Mapping[str, object],
    *,
    title: str,
    language: str,
    dated: str,
    given: Mapping[str, bytes] | None = None,
) -> bytes:
    """The template as a tagged PDF (PDF/UA-1), in `language`, entitled `title`.

    `dated` (an ISO date) is written into it in place of the clock, so that the same document
    always gives the same bytes. `given` are files that the template names as `given:<name>`.
    """
    with translation.override(language):
        html = render_to_string(
            template,
            {
                **context,
                "title": title,
                "language": language,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "dated": dated,
            },
        )
    fetcher = Fetcher(given or {})
    with _rendering:
        pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[_stylesheet(_changed_at())],
            font_config=_fonts,
            pdf_variant="pdf/ua-1",
            pdf_identifier=sha256(html.encode()).digest()[:16],
        )
    return pdf


def _changed_at() -> float:
    return static_path(STYLESHEET).stat().st_mtime


@lru_cache(maxsize=1)
def _stylesheet(changed_at: float) -> CSS:
    """The print stylesheet, parsed once until it changes."""
    text = static_path(STYLESHEET).read_text()
    return CSS(string=text, font_config=_fonts, url_fetcher=Fetcher({}))
