"""Named points between which a process may die. Tests kill there; otherwise nothing happens."""

from __future__ import annotations

from collections.abc import Callable


def _nothing(point: str) -> None:
    """In earnest nobody watches."""


_watcher: Callable[[str], None] = _nothing


def failpoint(point: str) -> None:
    """Say that `point` has been passed."""
    _watcher(point)


def watch_failpoints(watcher: Callable[[str], None] | None) -> None:
    """Let `watcher` be told, or nobody again. What it raises ends the caller there."""
    global _watcher  # noqa: PLW0603 - one process, one watcher
    _watcher = watcher or _nothing
