"""What Django's own templates (the admin's, allauth's, PDFs') share with the customers' pages."""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from lucide.templatetags.lucide import lucide

register = template.Library()


@lru_cache(maxsize=256)
def lucide_icon(name: str) -> SafeString:
    """An icon beside a text that says the same."""
    attributes = {"class": "icon", "aria-hidden": "true", "focusable": "false"}
    return SafeString(lucide(name, size=None, **attributes))


# Letters that are written from right to left: Hebrew, Arabic and their kin.
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


@register.filter
def isolated(text: str) -> str:
    """Each line in its own direction, where that may be another than the page's: on a page from
    right to left an address reads “4 Quay Road” and not “Quay Road 4”, and on one from left to
    right an Arabic name with Latin words in it keeps their order."""
    if not text or not (get_language_bidi() or RIGHT_TO_LEFT.search(str(text))):
        return text
    return "\n".join(f"\u2068{line}\u2069" for line in str(text).splitlines())


@register.simple_tag(takes_context=True)
def jinja(context: template.Context, name: str, **values: object) -> SafeString:
    """`{% jinja "frame/rail.jinja" %}`: a part of the customers' pages on a page of Django's own
    engine (allauth's), so that it is written once."""
    # Jinja2 has escaped what is in it.
    return SafeString(render_to_string(name, values, request=context.get("request")))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A lucide icon beside a text that says the same."""
    return lucide_icon(name)
