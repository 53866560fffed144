"""Staff look at the portal as a customer's person does: read-only, with a reason, for a while."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import Actor, record
from accounts.middleware import READING, VIEW_AS_KEY
from accounts.models import Membership, User, ViewAs
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

# The sign-in details on these pages are the staff's own; while looking they would confuse.
CLOSED_PATHS = ("/accounts/", "/account/", "/invitation/", "/sign-up/")


@transaction.atomic
def start(request: HttpRequest, membership: Membership, *, reason: str) -> ViewAs:
    """Look as this member from now on. It stands in the company's history, reason included.

    Raises Refusal for a target who is staff: their rights are more than a customer's.
    """
    staff = request.user
    assert isinstance(staff, User)  # noqa: S101 - tells the type checker
    if membership.user.is_staff or not membership.user.is_active:
        raise Refusal(
            _("You can only view the portal as an active person of a customer, not as staff.")
        )
    view_as = ViewAs.objects.create(staff=staff, membership=membership, reason=reason)
    request.session[VIEW_AS_KEY] = view_as.pk
    _record("view-as.started", view_as, {"reason": reason})
    return view_as


@transaction.atomic
def stop(request: HttpRequest, view_as: ViewAs) -> None:
    """End the look. Doing it twice changes nothing."""
    request.session.pop(VIEW_AS_KEY, None)
    if view_as.ended_at is None:
        view_as.ended_at = timezone.now()
        view_as.save(update_fields=["ended_at"])
        _record("view-as.ended", view_as, None)


def read_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """While staff look as a customer, nothing but reading gets through, and no page about
    signing in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view_as: ViewAs | None = of_portal(request).view_as
        if view_as is None or request.path == reverse("accounts:view-as-delete"):
            return get_response(request)
        if request.method not in READING or request.path.startswith(CLOSED_PATHS):
            return page(request, "accounts/view_as_refused.jinja", {}, status=403)
        return get_response(request)

    return middleware


def _record(kind: str, view_as: ViewAs, details: dict[str, object] | None) -> None:
    record(
        kind,
        customer=view_as.membership.customer,
        person=view_as.membership.user,
        details=details,
        actor=Actor(view_as.staff_id, view_as.membership.user_id, "portal"),
    )
