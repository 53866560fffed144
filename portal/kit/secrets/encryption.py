"""Text that is unreadable in a stolen copy of the database: the key is not in it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(text: str, *, purpose: str) -> str:
    """`text`, encrypted by Fernet with a key made from `SECRET_KEY` and `purpose`."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """What `seal` was given, be it under one of `SECRET_KEY_FALLBACKS`. Raises InvalidToken for
    anything else, another purpose's included."""
    return _keys(purpose).decrypt(sealed.encode()).decode()


def _keys(purpose: str) -> MultiFernet:
    """The present key first; older ones still read what they wrote."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"{purpose}:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
