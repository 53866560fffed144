"""PDFs from templates. The only place that knows WeasyPrint.

A template may name our static files (`static:css/print-document.css`) and what the caller hands
over (`given:logo`). Everything else, `file:` and `https:` alike, is refused.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.kit.pdf.drawn_rows import SPECIMEN_DRAWN, Drawing, Grid, TextRows
from portal.kit.pdf.font_coverage import warn_of_missing_fonts
from portal.kit.pdf.glyphs import Face

logger = logging.getLogger(__name__)

STYLESHEET = "css/print-document.css"
FACE = "vendor/inter-print/inter-latin-400.woff2"
VARIANT = "pdf/ua-1"
TYPES = {".woff2": "font/woff2", ".css": "text/css", ".png": "image/png", ".svg": "image/svg+xml"}

# Embedded fonts carry the time of their making, which must not tell two copies apart.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")

# Fonts are loaded once; Pango's font map must not be used by two threads at a time.
_fonts = FontConfiguration()
_rendering = Lock()
_grids: dict[tuple[str, str, str, float], Grid] = {}


class NotForPdf(ValueError):
    """A template asked for something that PDFs may not contain."""


class Fetcher(URLFetcher):
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
    rows: TextRows | None = None,
) -> bytes:
    """The template as a tagged PDF (PDF/UA-1), in `language`, entitled `title`.

    `dated` (an ISO date) is written into it in place of the clock, so that the same document
    always gives the same bytes. `given` are files that the template names as `given:<name>`.
    `rows` are the body of a long table, which the template names as `rows`.
    """
    page = _Page(template, context, title, language, dated, given or {})
    with _rendering, _collected_once():
        if rows and rows.rows and not page.is_bidi:
            try:
                return _drawn(page, rows)
            except Exception:  # slower is better than none
                logger.warning("Rows of %s are laid out one by one", template, exc_info=True)
        return page.written(rows.markup() if rows else "")


@dataclass(frozen=True)
class _Page:
    """What there is to render."""

    template: str
    context: Mapping[str, object]
    title: str
    language: str
    dated: str
    given: Mapping[str, bytes]

    @property
    def is_bidi(self) -> bool:
        with translation.override(self.language):
            return translation.get_language_bidi()

    def html(self, rows: str) -> str:
        values = {
            **self.context,
            "rows": rows,
            "title": self.title,
            "language": self.language,
            "direction": "rtl" if self.is_bidi else "ltr",
            "dated": self.dated,
        }
        with translation.override(self.language):
            return render_to_string(self.template, values)

    def laid_out(self, html: str) -> Document:
        return HTML(string=html, url_fetcher=Fetcher(self.given)).render(
            stylesheets=[_stylesheet(_changed_at())], font_config=_fonts, pdf_variant=VARIANT
        )

    def written(self, rows: str, drawing: Drawing | None = None) -> bytes:
        html = self.html(rows)
        warn_of_missing_fonts(html, title=self.title)
        document = self.laid_out(html)
        if drawing:
            drawing.into(document)
        pdf: bytes = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=sha256(html.encode()).digest()[:16],
            finisher=drawing.finish if drawing else None,
        )
        return pdf


def _drawn(page: _Page, rows: TextRows) -> bytes:
    """The page with those rows drawn that are simple enough."""
    key = (page.template, rows.kind, page.language, _changed_at())
    grid = _grids.get(key)
    if grid is None:
        specimen = page.laid_out(page.html(rows.specimen().markup_with(SPECIMEN_DRAWN)))
        grid = _grids[key] = Grid.of(specimen)
    shaped = grid.shape(rows, _face(), page.language)
    simple = [one for one in shaped if one is not None]
    drawing = Drawing(grid, _face(), simple) if simple else None
    return page.written(rows.markup_with(shaped), drawing)


@contextmanager
def _collected_once() -> Iterator[None]:
    """Collect garbage after a document, not a hundred times while its boxes grow."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)


def get_ready() -> None:
    """Load what every PDF needs, so that processes forked from this one share it."""
    _stylesheet(_changed_at())
    _face()


@lru_cache(maxsize=1)
def _face() -> Face:
    return Face(static_path(FACE))


def _changed_at() -> float:
    return static_path(STYLESHEET).stat().st_mtime


@lru_cache(maxsize=1)
def _stylesheet(changed_at: float) -> CSS:
    """The print stylesheet, parsed once until it changes."""
    text = static_path(STYLESHEET).read_text()
    return CSS(string=text, font_config=_fonts, url_fetcher=Fetcher({}))
