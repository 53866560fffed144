"""The one gate: who may do what for which customer, and why not.

Menus, buttons, views, exports and mails all ask `can` or `allows`; both read the same rules as the
staff's page that explains a refusal (`rules_for`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.gate.ownership import owner_of, shared_by
from accounts.gate.refused_pages import belongs_elsewhere, missing_right
from accounts.groups import ancestors_of, companies_of
from accounts.models import Customer, Membership, Organization, Role, User, ViewAs
from accounts.verbs import Verb
from portal.kit.db.row_security import answer_within, only_rows_of
from portal.kit.web.requests import PortalRequest

__all__ = [
    "ALLOWED",
    "CustomerRequest",
    "Verb",
    "allows",
    "can",
    "customer_view",
    "open_view",
    "own_company",
]

P = ParamSpec("P")

ALLOWED: dict[Role, frozenset[Verb]] = {
    Role.OWNER: frozenset(Verb),
    Role.ACCOUNTS: frozenset(
        {
            Verb.SEE_PROFILE,
            Verb.SEE_BILLING,
            Verb.SEE_STATEMENTS,
            Verb.PAY,
            Verb.SHARE,
            Verb.MANAGE_METHODS,
            Verb.MANAGE_COMPANY,
            Verb.SEE_ORDERS,
            Verb.SEE_TICKETS,
            Verb.SEE_DOCUMENTS,
        }
    ),
    Role.BUYER: frozenset(
        {
            Verb.SEE_PROFILE,
            Verb.SEE_SHOP,
            Verb.SEE_ORDERS,
            Verb.ORDER,
            Verb.SEE_TICKETS,
            Verb.SEE_DOCUMENTS,
        }
    ),
    Role.VIEWER: frozenset(
        {
            Verb.SEE_PROFILE,
            Verb.SEE_BILLING,
            Verb.SEE_STATEMENTS,
            Verb.SEE_ORDERS,
            Verb.SEE_TICKETS,
        }
    ),
}
# A hold stops ordering and nothing else; so does a closed account.
STOPPED_BY_STATUS = frozenset({Verb.ORDER})


class CustomerRequest(PortalRequest):
    """A request that has passed the gate: the person and the company are known."""

    user: User
    customer: Customer
    # The company itself and, where the membership includes them, those below it.
    companies: Sequence[Customer]
    membership: Membership
    organization: Organization
    view_as: ViewAs | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One question the gate asks, its answer here, and what the answer rests on."""

    question: str
    holds: bool
    detail: str


def can(user: User | AnonymousUser, verb: Verb, customer: Customer) -> bool:
    """Whether `user` may do `verb` for `customer`. Asks the database."""
    return all(rule.holds for rule in rules_for(user, verb, customer))


def rules_for(user: User | AnonymousUser, verb: Verb, customer: Customer) -> list[Rule]:
    """Every rule between this person and `verb` for `customer`, in the order they are asked.

    The person may do it exactly if all hold. Asks the database.
    """
    membership = membership_for(user, customer)
    person = Rule(_("Is the person's sign-in active?"), user.is_active, str(user))
    place = Rule(
        _("Does the person belong to the company?"), membership is not None, _place(membership)
    )
    if membership is None:
        return [person, place]
    return [person, place, *_rules_of(membership, verb, customer)]


def membership_for(user: User | AnonymousUser, customer: Customer) -> Membership | None:
    """The place from which this person acts for `customer`: in the company itself, or in one
    above it that includes subsidiaries."""
    memberships = Membership.objects.filter(user_id=user.pk or 0).select_related("customer")
    own = memberships.filter(customer=customer).first()
    if own is not None or customer.parent_id is None:
        return own
    above = ancestors_of(customer)
    return memberships.filter(customer__in=above, includes_subsidiaries=True).first()


def allows(membership: Membership, verb: Verb, customer: Customer | None = None) -> bool:
    """Whether this place carries the right to `verb` for its company, or for `customer` below it.

    Whether the place reaches `customer` has been decided before (`membership_for`). A page asks
    dozens of times, so nothing is put into words here.
    """
    return all(_answers(membership, verb, customer or membership.customer))


def rights_at(membership: Membership, customer: Customer | None = None) -> frozenset[Verb]:
    """Every right that this place carries for its company, or for `customer` below it: what
    `allows` answers for each."""
    return frozenset(verb for verb in Verb if allows(membership, verb, customer))


def rights_of(customer: Customer, role: Role) -> frozenset[Verb]:
    """What `role` carries in this company: the usual, or what its owner has chosen; never what
    staff withhold. An owner's rights cannot be narrowed by the company itself."""
    return frozenset(_chosen(customer, role) - _withheld(customer))


def may_edit_roles(membership: Membership) -> bool:
    """Whether this place may say what the company's roles carry: an owner's alone."""
    return membership.role == Role.OWNER


def _answers(membership: Membership, verb: Verb, customer: Customer) -> tuple[bool, bool, bool]:
    """Whether the role carries the right, it is offered to the company, and the account's state
    allows it: what every question comes down to."""
    employer = membership.customer
    return (
        verb in _chosen(employer, Role(membership.role)),
        verb not in _withheld(employer) and verb not in _withheld(customer),
        verb not in STOPPED_BY_STATUS or customer.status == Customer.Status.ACTIVE,
    )


def _rules_of(membership: Membership, verb: Verb, customer: Customer) -> list[Rule]:
    """The same answers with what they rest on."""
    role, employer = Role(membership.role), membership.customer
    is_carried, is_offered, is_allowed = _answers(membership, verb, customer)
    withheld_by = [one.name for one in {employer, customer} if verb in _withheld(one)]
    return [
        Rule(
            _("Does the role carry the right?"),
            is_carried,
            _("%(role)s at %(company)s") % {"role": role.label, "company": employer.name},
        ),
        Rule(
            _("Is it offered to the company?"),
            is_offered,
            ", ".join(withheld_by) or _("nothing is withheld"),
        ),
        Rule(
            _("Does the state of the account allow it?"),
            is_allowed,
            str(customer.get_status_display()),
        ),
    ]


def _chosen(customer: Customer, role: Role) -> frozenset[Verb]:
    if role == Role.OWNER or role not in customer.role_rights:
        return ALLOWED[role]
    return frozenset(verb for verb in Verb if verb in customer.role_rights[role])


def _withheld(customer: Customer) -> frozenset[str]:
    return frozenset(customer.withheld_verbs)


def _place(membership: Membership | None) -> str:
    if membership is None:
        return _("no membership")
    return f"{membership.get_role_display()}, {membership.customer.name}"


R = TypeVar("R", bound=HttpResponseBase)


def customer_view(
    verb: Verb,
) -> Callable[[Callable[Concatenate[CustomerRequest, P], R]], Callable[..., R]]:
    """Mark a view as a customer's page that needs the right to `verb`.

    A stranger is sent to sign in; who belongs to no company goes to the front door, which says so.
    An object of a company one does not belong to is 404, whatever one's rights: it does not exist.
    An object of another of one's own companies is answered with the offer to switch there (409), a
    missing right with who can give it (403).
    """

    def decorate(view: Callable[Concatenate[CustomerRequest, P], R]) -> Callable[..., R]:
        @login_required
        @wraps(view)
        def gated(request: Any, *args: P.args, **kwargs: P.kwargs) -> R:
            if request.membership is None:
                if kwargs or request.method not in {"GET", "HEAD"}:
                    raise Http404
                return cast("R", redirect("front:home"))
            if allows(request.membership, verb, request.customer):
                try:
                    return _answer(view, request, *args, **kwargs)
                except Http404:
                    if (elsewhere := _own_elsewhere(request)) is None:
                        raise
                    return cast("R", belongs_elsewhere(request, elsewhere))
            if kwargs and (elsewhere := _own_elsewhere(request)) is not None:
                return cast("R", belongs_elsewhere(request, elsewhere))
            if kwargs and not _is_seen_from_here(request):
                raise Http404
            return cast("R", missing_right(request, verb))

        cast("Any", gated).verb = verb
        return cast("Callable[..., R]", gated)

    return decorate


def _answer(
    view: Callable[Concatenate[CustomerRequest, P], R],
    request: CustomerRequest,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """What the view answers, with the rows of the request's companies and no others in reach. Only
    here: whose a foreign object is (`owner_of`) is asked without that wall."""
    here = request.customer.pk
    seen = [here, *(one.pk for one in request.companies if one.pk != here)]
    person = request.user.pk if request.view_as is None else None
    with only_rows_of(seen, person=person):
        response = view(request, *args, **kwargs)
    return answer_within(response, seen, person=person)


def _own_elsewhere(request: Any) -> Customer | None:
    """Another of the person's companies, to which the object in the address belongs. Staff who
    look as a customer see that one company."""
    if request.view_as is not None:
        return None
    shared = shared_by(request.resolver_match)
    if shared is not None:
        return _own_that_sees(request, shared)
    owner = owner_of(request.resolver_match)
    if owner is None or owner.pk == request.customer.pk:
        return None
    return owner if membership_for(request.user, owner) is not None else None


def own_company(request: CustomerRequest, customer_id: int) -> Customer | None:
    """The company of this id if the person belongs to it too and it is not the one they act for;
    for pages that name an object in their parameters. Staff who look as a customer see one."""
    if request.view_as is not None or customer_id == request.customer.pk:
        return None
    company = Customer.objects.filter(pk=customer_id).first()
    if company is None or membership_for(request.user, company) is None:
        return None
    return company


def _own_that_sees(request: Any, seen_by: Callable[[Customer], bool]) -> Customer | None:
    """Another of the person's companies that sees what several may see, such as a product."""
    others = (place.customer for place in companies_of(request.user.pk))
    return next((one for one in others if one != request.customer and seen_by(one)), None)


def _is_seen_from_here(request: Any) -> bool:
    shared = shared_by(request.resolver_match)
    if shared is not None:
        return shared(request.customer)
    owner = owner_of(request.resolver_match)
    return owner is not None and owner.pk == request.customer.pk


def open_view(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that anybody may open: health, sign-in, error pages."""
    cast("Any", view).verb = None
    return view
