"""Whose account this request is about."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import Membership, Organization

SESSION_KEY = "customer_id"


def customer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Set `request.membership` and `request.customer`, read afresh so that a right taken away
    is gone on the next request (the session only remembers which company was chosen), and
    `request.organization`, read when first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        membership = _membership(request) if request.user.is_authenticated else None
        request.membership = membership  # type: ignore[attr-defined]
        request.customer = membership.customer if membership else None  # type: ignore[attr-defined]
        request.organization = SimpleLazyObject(Organization.current)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def _membership(request: HttpRequest) -> Membership | None:
    chosen = request.session.get(SESSION_KEY)
    memberships = (
        Membership.objects.filter(user_id=request.user.pk or 0)
        .select_related("customer")
        .order_by("customer__name", "pk")
    )
    if chosen is not None:
        membership = memberships.filter(customer_id=chosen).first()
        if membership is not None:
            return membership
    return memberships.first()
