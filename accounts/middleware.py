"""Whose account this request is about, and who acts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.access import membership_for
from accounts.audit.events import Actor, acting
from accounts.groups import group_of
from accounts.models import Customer, Membership, Organization, ViewAs

SESSION_KEY = "customer_id"
VIEW_AS_KEY = "view_as_id"
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def customer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Set `request.membership`, `request.customer` and `request.view_as`, read afresh so that a
    right taken away is gone on the next request (the session only remembers what was chosen),
    and `request.companies` and `request.organization`, read when first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view_as = _view_as(request)
        membership, chosen = _current_membership(request, view_as)
        request.view_as = view_as  # type: ignore[attr-defined]
        request.membership = membership  # type: ignore[attr-defined]
        request.customer = chosen  # type: ignore[attr-defined]
        request.companies = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: group_of(chosen, membership) if chosen and membership else []
        )
        request.organization = SimpleLazyObject(Organization.current)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Name in the history who acts in this request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view_as: ViewAs | None = request.view_as  # type: ignore[attr-defined]
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


def _current_membership(
    request: HttpRequest, view_as: ViewAs | None
) -> tuple[Membership | None, Customer | None]:
    """The place this person acts from, and the company they act for."""
    if not request.user.is_authenticated:
        return None, None
    person = view_as.membership.user if view_as else request.user
    memberships = Membership.objects.filter(user=person).select_related("customer")
    chosen = request.session.get(SESSION_KEY) if view_as is None else view_as.membership.customer_id
    if chosen is not None:
        membership = memberships.filter(customer_id=chosen).first()
        if membership is not None:
            return membership, membership.customer
        below = Customer.objects.filter(pk=chosen, parent__isnull=False).first()
        reaching = membership_for(person, below) if below is not None else None
        if reaching is not None:
            return reaching, below
    first = memberships.order_by("customer__name", "pk").first()
    return first, first.customer if first else None
