"""What each role may do in this company."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import (
    ALLOWED,
    CustomerRequest,
    Verb,
    customer_view,
    may_edit_roles,
    rights_of,
)
from accounts.models import Role
from accounts.verbs import EXPLANATIONS
from portal.kit.web.rendering import page

# An owner's rights are not the company's to narrow.
CUSTOM = (Role.ACCOUNTS, Role.BUYER, Role.VIEWER)


@customer_view(Verb.MANAGE_PEOPLE)
def role_edit(request: CustomerRequest) -> HttpResponse:
    """A matrix of verbs and roles, within what staff allow the company. Owners alone, or whoever
    may manage people could take every right."""
    customer = request.customer
    if not may_edit_roles(request.membership):
        raise Http404
    offered = [verb for verb in Verb if verb not in customer.withheld_verbs]
    if request.method == "POST":
        if "usual" in request.POST:
            customer.role_rights = {}
        else:
            ticked = set(request.POST.getlist("right"))
            customer.role_rights = {
                role: [verb for verb in offered if f"{role}:{verb}" in ticked] for role in CUSTOM
            }
        customer.save(update_fields=["role_rights"])
        messages.success(request, _("Roles saved. The change applies immediately."))
        return redirect("accounts:role-edit")
    rights = {role: rights_of(customer, role) for role in CUSTOM}
    rows = [
        (
            verb,
            EXPLANATIONS.get(verb, ""),
            [(f"{role}:{verb}", role, verb in rights[role]) for role in CUSTOM],
        )
        for verb in offered
    ]
    context: dict[str, object] = {
        "rows": rows,
        "roles": CUSTOM,
        "is_usual": all(rights[role] == ALLOWED[role] & set(offered) for role in CUSTOM),
    }
    return page(request, "accounts/role_edit.jinja", context)
