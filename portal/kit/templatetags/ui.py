"""Components. A misspelt or missing attribute fails when the template compiles.

Each is shown in every state on the component page (`/components/` in DEBUG) and named in
`docs/design-system.md`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from lucide.templatetags.lucide import lucide

register = template.Library()

TONES = frozenset({"success", "warning", "danger", "info", "neutral"})


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


@register.simple_tag
def badge(label: str, *, tone: str = "neutral") -> SafeString:
    """A state in a word."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge has no tone {tone!r}.")
    return format_html('<span class="badge badge-{}">{}</span>', tone, label)


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    icon: str = "",
    actions_url: str = "",
    actions_label: str = "",
    class_: str = "",
) -> SafeString:
    """A sheet with an optional heading and one link beside it.

    Written here: a page has many, and a template of its own costs ten times as much.
    """
    action = format_html('<a class="card-action" href="{}">{}</a>', actions_url, actions_label)
    head = format_html(
        '<header class="card-head"><h2 class="card-title">{}{}</h2>{}</header>',
        lucide_icon(icon) if icon else "",
        title,
        action if actions_url else "",
    )
    return format_html(
        '<section class="{}">{}<div class="card-body">{}</div></section>',
        f"card {class_}".strip(),
        head if title else "",
        content,
    )


@register.simple_block_tag
def table_wrap(content: str, *, label: str) -> SafeString:
    """Where a wide table scrolls, by keyboard too; on a phone its rows become cards."""
    return format_html(
        '<div class="table-wrap" role="region" tabindex="0" aria-label="{}">{}</div>',
        label,
        content,
    )


@register.simple_tag
def empty(
    *, title: str, text: str = "", icon: str = "inbox", url: str = "", label: str = ""
) -> SafeString:
    """What stands where there is nothing to list, and what to do about it."""
    context = {"title": title, "text": text, "icon_name": icon, "url": url, "label": label}
    return render_to_string("components/empty.html", context)


def _swap(url: str, target: str) -> SafeString:
    """The htmx half of a link that replaces one region; the link works without it."""
    if not target:
        return SafeString()
    return format_html(
        ' hx-get="{}" hx-target="#{}" hx-swap="outerHTML show:#{}:top" hx-push-url="true"',
        url,
        target,
        target,
    )


@register.simple_tag
def pager(listing: Any, *, target: str = "") -> SafeString:
    """First, previous, next and last page of a listing; nothing when there is one page.

    With `target`, htmx replaces the element of that id instead of the whole page.
    """
    names = ("first", "previous", "next", "last")
    links = {name: getattr(listing, f"{name}_url", None) for name in names}
    count = getattr(listing, "count_label", "")
    if not any(links.values()) and not count:
        return SafeString()
    context = {f"{name}_url": url for name, url in links.items()}
    context |= {f"{name}_swap": _swap(url, target) for name, url in links.items() if url}
    return render_to_string("components/pager.html", context | {"count_label": count})


SORT_ICONS = {"ascending": "arrow-up", "descending": "arrow-down", None: "chevrons-up-down"}


@register.simple_tag
def sort_header(
    listing: Any, field: str, label: str, *, numeric: bool = False, target: str = ""
) -> SafeString:
    """A column's heading whose link sorts by it."""
    state = listing.sort_state(field)
    url = listing.sort_url(field)
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="{}"{}>{}{}</a></th>',
        format_html(' class="{}"', "num") if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        url,
        _swap(url, target),
        label,
        lucide_icon(SORT_ICONS[state]),
    )


@register.simple_tag
def definition(label: str, value: object) -> SafeString:
    """A term and what it is, inside `<dl class="definitions">`; nothing known is a dash."""
    shown = "–" if value is None or value == "" else value
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form's field with label, help and error."""
    return bound.as_field_group()
