"""What text Stripe takes, by the last part of a parameter's name."""

from __future__ import annotations

import re

from tests.stripe_double.wire import invalid

# In characters.
LONGEST = {
    "client_reference_id": 200,
    "description": 1000,
    "email": 512,
    "customer_email": 512,
    "receipt_email": 512,
    "name": 256,
    "phone": 20,
    "message": 1200,
    "success_url": 5000,
    "cancel_url": 5000,
    "return_url": 5000,
    "statement_descriptor": 22,
    "statement_descriptor_suffix": 22,
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_URL = re.compile(r"https?://[^\s/]+.*|\{CHECKOUT_SESSION_ID\}")


def fits(text: str, path: str) -> str:
    """The text, or Stripe's refusal of it."""
    name = path.rpartition("[")[2].rstrip("]")
    longest = LONGEST.get(name)
    if longest is not None and "metadata" not in path and len(text) > longest:
        raise invalid(f"Invalid string: {text[:10]}…; must be at most {longest} characters", path)
    if name.endswith("email") and text and not _EMAIL.fullmatch(text):
        raise invalid(f"Invalid email address: {text}", path, "email_invalid")
    if name.endswith("_url") and text and not _URL.fullmatch(text):
        raise invalid("Not a valid URL", path, "url_invalid")
    if name.startswith("statement_descriptor") and set(text) & set("<>\"'*\\"):
        raise invalid("The statement descriptor contains invalid characters.", path)
    return text
