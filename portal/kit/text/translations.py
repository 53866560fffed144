"""Django's translations, each looked up once.

A page asks for hundreds of texts, and each time Django looks through the catalogues of all the
apps, for an English page through seven of them in vain. What a text means in a language does not
change while a process lives, so it is remembered.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import trans_real

# More texts than the project has; a text made up at run time may not fill the memory.
MAX_REMEMBERED = 20_000


class RememberingTranslation(trans_real.DjangoTranslation):
    """A language's catalogues with a memory of what was found in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._known: dict[Any, str] = {}
        super().__init__(*args, **kwargs)

    def gettext(self, message: str) -> str:
        found = self._known.get(message)
        if found is None:
            # A lazy or safe string has methods of its own: the memory holds plain text.
            found = self._remember(str(message), super().gettext(message))
        return found

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        key = (msgid1, msgid2, n)
        found = self._known.get(key)
        if found is None:
            found = self._remember(key, super().ngettext(msgid1, msgid2, n))
        return found

    def _remember(self, key: Any, found: str) -> str:
        if len(self._known) < MAX_REMEMBERED:
            self._known[key] = found
        return found


def install() -> None:
    """Have Django make its translations of this class. Call it before any text is translated."""
    # Forgotten is what was made before the apps were ready, such as words in a check's message.
    vars(trans_real).update(
        DjangoTranslation=RememberingTranslation, _translations={}, _default=None
    )
