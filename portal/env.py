"""Typed readers of environment variables. Each error names the variable and what it accepts."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """`1`, `true`, `yes`, `on` or their opposites, in any case."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it takes true or false.")


def number(name: str, *, default: int) -> int:
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes a whole number.") from None


def words(name: str, *, default: list[str] | None = None) -> list[str]:
    """A list separated by commas."""
    value = text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else default or []


def one_of(name: str, choices: tuple[str, ...]) -> str:
    """One of these words; the first of them unless it is set."""
    value = text(name).lower() or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it takes {' or '.join(choices)}.")
    return value


def secret(name: str, default: str = "") -> str:
    """The variable itself, or the content of the file that `<name>_FILE` points to."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE cannot be read: {error.strerror}: {path}"
        ) from None
