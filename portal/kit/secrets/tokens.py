"""Secrets that open something: made once, shown once, kept only as a hash."""

from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe

BYTES = 24


def new_token() -> str:
    """192 random bits as text that fits in an address."""
    return token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What is stored of a token, and what it is found by: 64 hexadecimal digits.

    The secret has as many random bits as can never be guessed, so a fast hash is enough and a
    lookup by it gives nothing away.
    """
    return sha256(token.encode(errors="replace")).hexdigest()


def is_same(token: str, stored: str) -> bool:
    """Whether this token's hash is the stored one, in a time that tells nothing about it."""
    return compare_digest(hash_of(token), stored)
