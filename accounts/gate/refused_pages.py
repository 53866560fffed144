"""What a person sees instead of a page: that it is another of their companies', or that their role
does not include it, and whom to ask."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Customer, Membership, Role
from accounts.verbs import Verb
from portal.kit.web.rendering import page


def belongs_elsewhere(request: Any, customer: Customer) -> HttpResponse:
    """The offer to go on as `customer`, at this address if it can be opened by itself."""
    following = request.get_full_path() if request.method == "GET" else ""
    context: dict[str, object] = {"owner": customer, "following": following}
    return _page(request, "accounts/belongs_elsewhere.jinja", context, status=409)


def missing_right(request: Any, verb: Verb) -> HttpResponse:
    """Which right is missing, and the owner who can give it."""
    membership: Membership = request.membership
    owners = Membership.objects.filter(
        customer=membership.customer, role=Role.OWNER, user__is_active=True
    )
    first = owners.exclude(user=membership.user).select_related("user").order_by("pk").first()
    is_withheld = verb in membership.customer.withheld_verbs or verb in (
        request.customer.withheld_verbs
    )
    context: dict[str, object] = {
        "role": membership.get_role_display(),
        "missing": _sentence(verb, membership),
        "is_withheld": is_withheld,
        "owner": None if is_withheld or first is None else first.user,
    }
    return _page(request, "accounts/missing_right.jinja", context, status=403)


def _sentence(verb: Verb, membership: Membership) -> str:
    """What the role does not include, as a sentence that begins with the role."""
    sentences = {
        Verb.SEE_PROFILE: _("Your role (%(role)s) does not show the profile."),
        Verb.SEE_BILLING: _("Your role (%(role)s) does not show invoices and payments."),
        Verb.SEE_STATEMENTS: _("Your role (%(role)s) does not show statements."),
        Verb.PAY: _("Your role (%(role)s) does not include paying."),
        Verb.SHARE: _("Your role (%(role)s) does not include sharing documents."),
        Verb.MANAGE_METHODS: _("Your role (%(role)s) does not include payment methods."),
        Verb.SEE_SHOP: _("Your role (%(role)s) does not show the shop."),
        Verb.SEE_ORDERS: _("Your role (%(role)s) does not show orders."),
        Verb.ORDER: _("Your role (%(role)s) does not include ordering."),
        Verb.SEE_TICKETS: _("Your role (%(role)s) does not show tickets and messages."),
        Verb.SEE_DOCUMENTS: _("Your role (%(role)s) does not show shared documents."),
        Verb.MANAGE_COMPANY: _("Your role (%(role)s) does not include changing company details."),
        Verb.MANAGE_PEOPLE: _("Your role (%(role)s) does not include managing people."),
        Verb.SEE_HISTORY: _("Your role (%(role)s) does not show the history."),
    }
    return sentences[verb] % {"role": membership.get_role_display()}


def _page(request: Any, template: str, context: dict[str, object], *, status: int) -> HttpResponse:
    response = page(request, template, context, status=status)
    if getattr(request, "htmx", None):
        # A region cannot hold this page: the browser opens it as a whole.
        response.headers["HX-Redirect"] = request.get_full_path()
    return response
