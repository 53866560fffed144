"""Addresses of pages, each worked out once.

`reverse` tries the patterns of every app anew at each call, and a list asks for the address of
every row. What it answers follows from the project's urls, the prefix it is served under and the
arguments alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

MAX_REMEMBERED = 20_000


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """What `reverse` answers for these arguments. Raises NoReverseMatch as that does."""
    urls = get_urlconf() or settings.ROOT_URLCONF
    try:
        return _address(urls, get_script_prefix(), name, args, tuple(kwargs.items()))
    except TypeError:
        # An argument that cannot be remembered.
        return reverse(name, args=args, kwargs=kwargs)


@lru_cache(maxsize=MAX_REMEMBERED, typed=True)
def _address(
    urls: str, _prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, urls, args=args, kwargs=dict(kwargs))
