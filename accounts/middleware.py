"""Whose account this request is about, and who acts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.access import membership_for
from accounts.audit.events import Actor, acting
from accounts.groups import companies_reached, group_within, memberships_of
from accounts.models import Customer, Membership, Organization, ViewAs
from portal.kit.web.requests import of_portal

SESSION_KEY = "customer_id"
VIEW_AS_KEY = "view_as_id"
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def customer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Set `request.membership`, `request.customer` and `request.view_as`, read afresh so that a
    right taken away is gone on the next request (the session only remembers what was chosen).

    `request.reached` (the companies that the person may act for, as a tree), `request.companies`
    (those whose documents are seen from the present one) and `request.organization` are read when
    first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view_as = _view_as(request)
        places = _places(request, view_as)
        membership, chosen = _current_membership(request, view_as, places)
        reached: Any = SimpleLazyObject(lambda: companies_reached(places))
        known = of_portal(request)
        known.view_as = view_as
        known.membership = membership
        known.customer = chosen
        known.reached = reached
        known.companies = SimpleLazyObject(
            lambda: group_within(reached, chosen, membership) if chosen and membership else []
        )
        known.organization = SimpleLazyObject(Organization.current)
        return get_response(request)

    return middleware


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Name in the history who acts in this request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view_as: ViewAs | None = of_portal(request).view_as
        who = Actor(
            user_id=request.user.pk,
            on_behalf_of_id=view_as.membership.user_id if view_as else None,
            source="portal",
        )
        is_writing = request.user.is_authenticated and request.method not in READING
        with acting(who, changes_rows=is_writing):
            return get_response(request)

    return middleware


def _view_as(request: HttpRequest) -> ViewAs | None:
    """The look as a customer that this member of staff has begun, while it lasts."""
    chosen = request.session.get(VIEW_AS_KEY)
    if chosen is None or not request.user.is_staff:
        return None
    views = ViewAs.objects.select_related("membership__customer", "membership__user", "staff")
    view_as = views.filter(pk=chosen, staff_id=request.user.pk).first()
    if view_as is None or not view_as.is_running:
        del request.session[VIEW_AS_KEY]
        return None
    return view_as


def _places(request: HttpRequest, view_as: ViewAs | None) -> list[Membership]:
    """The person's places in companies, by the companies' names; of staff who look as a customer
    the one they look from."""
    if view_as is not None:
        return [view_as.membership]
    return memberships_of(user_id=request.user.pk) if request.user.is_authenticated else []


def _current_membership(
    request: HttpRequest, view_as: ViewAs | None, places: list[Membership]
) -> tuple[Membership | None, Customer | None]:
    """The place this person acts from, and the company they act for."""
    chosen = request.session.get(SESSION_KEY) if view_as is None else None
    if chosen is not None and places:
        membership = next((one for one in places if one.customer_id == chosen), None)
        if membership is not None:
            return membership, membership.customer
        below = Customer.objects.filter(pk=chosen, parent__isnull=False).first()
        reaching = membership_for(request.user, below) if below is not None else None
        if reaching is not None:
            return reaching, below
    first = places[0] if places else None
    return first, first.customer if first else None
