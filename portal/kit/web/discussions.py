"""Where people talk about a document. Rooms below the one that holds the threads ask here, without
knowing it."""

from collections.abc import Callable

_url_of: list[Callable[[str, str], str]] = []


def register_discussions(url_of: Callable[[str, str], str]) -> None:
    """Say where the discussion of a document is, by its kind ("invoice") and number."""
    _url_of[:] = [url_of]


def discussion_url(kind: str, number: str) -> str:
    """The page of the discussion; empty where nothing holds any."""
    return _url_of[0](kind, number) if _url_of else ""
