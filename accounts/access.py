"""The one gate: who may do what for which customer.

Menus, buttons and views all ask `can`; every customer's page is a `customer_view`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from accounts.models import Customer, Membership, Organization, Role, User
from accounts.verbs import Verb

__all__ = ["ALLOWED", "CustomerRequest", "Verb", "allows", "can", "customer_view", "open_view"]

P = ParamSpec("P")


ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.OWNER: frozenset(Verb),
    Role.ACCOUNTS: frozenset(
        {
            Verb.SEE_PROFILE,
            Verb.SEE_BILLING,
            Verb.SEE_STATEMENTS,
            Verb.PAY,
            Verb.MANAGE_METHODS,
            Verb.MANAGE_COMPANY,
        }
    ),
    Role.BUYER: frozenset({Verb.SEE_PROFILE, Verb.ORDER}),
    Role.VIEWER: frozenset({Verb.SEE_PROFILE, Verb.SEE_BILLING, Verb.SEE_STATEMENTS}),
}


class CustomerRequest(HttpRequest):
    """A request that has passed the gate: the person and the company are known."""

    user: User
    customer: Customer
    membership: Membership
    organization: Organization


def can(user: User | AnonymousUser, verb: Verb, customer: Customer) -> bool:
    """Whether `user` may do `verb` for `customer`. Asks the database."""
    membership = (
        Membership.objects.filter(user_id=user.pk, customer=customer).first()
        if user.is_active
        else None
    )
    return membership is not None and allows(membership, verb)


def allows(membership: Membership, verb: Verb) -> bool:
    """Whether this place in the company carries the right to `verb`."""
    return verb in ALLOWED[Role(membership.role)]


def customer_view(
    verb: Verb,
) -> Callable[
    [Callable[Concatenate[CustomerRequest, P], HttpResponse]], Callable[..., HttpResponse]
]:
    """Mark a view as a customer's page that needs the right to `verb`.

    A stranger is sent to sign in. Someone without a company, or without the right, gets 404:
    what one may not see does not exist.
    """

    def decorate(
        view: Callable[Concatenate[CustomerRequest, P], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @login_required
        @wraps(view)
        def gated(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.membership is None or not allows(request.membership, verb):
                raise Http404
            return view(request, *args, **kwargs)

        gated.verb = verb  # type: ignore[attr-defined]
        return gated

    return decorate


R = TypeVar("R", bound=HttpResponseBase)


def open_view(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anybody may open: health, sign-in, error pages."""
    view.verb = None  # type: ignore[attr-defined]
    return view
