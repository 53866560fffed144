"""Sessions in the database, as Django keeps them; the statement that loads one is compiled once."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.kit.db.compiled import compiled

_by_key = compiled(lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(DatabaseSessions):
    """Django's store, its loading made cheaper: every request of a signed-in person begins so."""

    def _get_session_from_db(self) -> Session | None:
        """The session if there is one that has not expired; otherwise the key is forgotten, as
        the store above does it."""
        found = _by_key(key=str(self.session_key)) if self.session_key else []
        if found and found[0].expire_date > timezone.now():
            return found[0]
        # Not in the stubs of Django's store.
        return super()._get_session_from_db()  # type: ignore[misc,no-any-return]  # Django's own
