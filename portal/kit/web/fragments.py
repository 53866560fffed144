"""Parts of pages that are drawn once for the values they show.

A part such as the navigation is the same on page after page. It is handed everything it shows as
a value that can be compared, and what was drawn of an equal value is used again: there is nothing
that could go stale. The memory is a process's own and bounded.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language
from markupsafe import Markup

MAX_REMEMBERED = 500
# Stands in what is remembered where each answer has a token of its own.
TOKEN = "csrf-token-of-this-answer"  # noqa: S105 - a mark, not a secret


def fragment(request: HttpRequest, template: str, shown: Hashable) -> Markup:
    """The template drawn with `shown` and nothing else in its context but `csrf_input`, a form's
    token. Two equal values must look alike: the template asks for nothing that `shown` does not
    hold, except words, addresses and icons."""
    around = (get_language(), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    drawn = _drawn(template, shown, around)
    if TOKEN in drawn:
        drawn = drawn.replace(TOKEN, get_token(request))
    # It was escaped when it was drawn, and a token has no characters to escape.
    return Markup(drawn)  # noqa: S704


@lru_cache(maxsize=MAX_REMEMBERED)
def _drawn(template: str, shown: Hashable, _around: tuple[str | None, str, str]) -> str:
    token = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(TOKEN)
    return str(get_template(template).render({"shown": shown, "csrf_input": token}))
