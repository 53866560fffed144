"""Where one is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.sign_in.devices import device_of
from accounts.sign_in.sessions import end
from portal.kit.web.rendering import page


@open_view
@login_required
def session_list(request: HttpRequest) -> HttpResponse:
    """One's own sessions: device, address, since when, last seen; those that are over go."""
    sessions = UserSession.objects.purge_and_list(request.user)
    rows = [
        (session, device_of(session.user_agent), session.is_current())
        for session in sorted(sessions, key=lambda one: one.last_seen_at, reverse=True)
    ]
    return page(request, "accounts/session_list.jinja", {"sessions": rows})


@open_view
@require_POST
@login_required
def session_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions; anybody else's is 404. It asks for no password: whoever
    does it in haste has a reason."""
    end(get_object_or_404(UserSession, pk=pk, user_id=request.user.pk))
    messages.success(request, _("Device signed out."))
    return redirect("accounts:session-list")
