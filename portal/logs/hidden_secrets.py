"""Addresses in the log without the part that opens something."""

from __future__ import annotations

import logging
import re

# Paths whose next part opens something for whoever has it.
SECRET_PATHS = re.compile(
    r"(/(?:shared|invitation|sign-up|accounts/password/reset/key|accounts/confirm-email)/)[^/\s'\"?]+"
)


class HideSecrets(logging.Filter):
    """Takes the secret out of the address of a link, whoever logs it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = SECRET_PATHS.sub(r"\1…", text)
        if hidden != text:
            record.msg, record.args = hidden, None
        return True
