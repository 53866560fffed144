"""How long one stays signed in, and where."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User

BEGAN, SEEN = "began", "seen"
# When somebody was last seen is written down at most this often.
NOTED_EVERY_SECONDS = 60


def begin(request: HttpRequest) -> None:
    """Note when this sign-in began. It is called once a sign-in, with the new session."""
    now = int(time.time())
    request.session[BEGAN] = now
    request.session[SEEN] = now


def limit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """End a session that has lasted, or been idle, for too long. Staff's are shorter."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and BEGAN in request.session:
            now = int(time.time())
            if _is_over(request, now):
                logout(request)
                messages.info(request, _("You were signed out after a while. Please sign in."))
                return redirect(settings.LOGIN_URL)
            if now - request.session[SEEN] >= NOTED_EVERY_SECONDS:
                _note(request, now)
        return get_response(request)

    return middleware


def end(session: UserSession) -> None:
    """Sign that browser out, from its next click on."""
    session.end()


def end_all(user: User) -> None:
    """Sign the person out of every browser."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _is_over(request: HttpRequest, now: int) -> bool:
    is_staff = request.user.is_staff
    longest = settings.STAFF_SESSION_SECONDS if is_staff else settings.SESSION_COOKIE_AGE
    idle = settings.STAFF_SESSION_IDLE_SECONDS if is_staff else settings.SESSION_IDLE_SECONDS
    is_kept = not is_staff and not request.session.get_expire_at_browser_close()
    was_idle = now - request.session[SEEN] >= idle and not is_kept
    return was_idle or now - request.session[BEGAN] >= longest


def _note(request: HttpRequest, now: int) -> None:
    request.session[SEEN] = now
    sessions = UserSession.objects.filter(session_key=request.session.session_key)
    sessions.update(last_seen_at=timezone.now())
