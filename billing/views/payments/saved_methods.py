"""The company's saved cards and bank accounts: seen by who may pay, managed by who may manage."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.checkout.method_choices import mark_of
from billing.models import MethodSetup, SavedMethod
from billing.payments.autopay.schedule import agreement_of
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import method_setup
from billing.payments.rules import offers_for
from billing.payments.saved_methods.methods import make_default, methods_of, remove
from billing.views.lookup import see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


def may_manage(request: CustomerRequest) -> bool:
    """Whether this person may add, prefer and remove methods here."""
    return allows(request.membership, Verb.MANAGE_METHODS, request.customer)


@customer_view(Verb.PAY)
def method_list(request: CustomerRequest) -> HttpResponse:
    """What the company can pay with, who added it and when."""
    methods = list(methods_of(request.customer)) if card_gateway().is_on() else []
    today = request.organization.today()
    context: dict[str, object] = {
        "methods": [(one, mark_of(one), one.is_expired(today)) for one in methods],
        "kinds": _kinds(request),
        "once": uuid4(),
        "may_manage": may_manage(request),
        "agreement": agreement_of(request.customer),
        "has_default": any(method.is_default for method in methods),
    }
    return page(request, "billing/method_list.jinja", context)


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def method_new(request: CustomerRequest) -> HttpResponse:
    """Add one, on the gateway's page."""
    kind = request.POST.get("kind", "")
    if kind not in _kinds(request):
        raise Http404
    try:
        setup = method_setup.start_setup(
            customer=request.customer,
            kind=SavedMethod.Kind(kind),
            by=request.user,
            key=_key(request.POST.get("once", "")),
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _back()
    is_open = setup.state == MethodSetup.State.OPEN and setup.page_url
    here = reverse("billing:method-setup-detail", args=[setup.pk])
    return see_other(setup.page_url if is_open else here)


@customer_view(Verb.MANAGE_METHODS)
def method_setup_detail(request: CustomerRequest, key: UUID) -> HttpResponse:
    """Back from the gateway's page: whether the method is saved, asked of the gateway now."""
    setup = get_object_or_404(MethodSetup.objects.for_customer(request.customer), pk=key)
    is_known = True
    try:
        setup = method_setup.converge(setup)
    except GatewayDown:
        is_known = False
    if setup.state == MethodSetup.State.DONE:
        messages.success(request, _("%s was saved.") % setup.method)
        return _back()
    context: dict[str, object] = {"setup": setup, "is_known": is_known}
    return page(request, "billing/method_setup_detail.jinja", context)


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def default_method_new(request: CustomerRequest, pk: int) -> HttpResponse:
    """Charge this one unless another is chosen."""
    method = _method(request, pk)
    try:
        make_default(method)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%s is now the default.") % method)
    return _back()


@customer_view(Verb.MANAGE_METHODS)
def method_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Remove one, having read what that does to autopay."""
    method = _method(request, pk)
    agreement = agreement_of(request.customer) if method.is_default else None
    is_read = agreement is None or "autopay" in request.POST
    if request.method == "POST" and is_read:
        remove(method, by=request.user)
        messages.success(request, _("%s was removed.") % method)
        return _back()
    context: dict[str, object] = {"method": method, "agreement": agreement}
    status = 422 if request.method == "POST" else 200
    return page(request, "billing/method_delete.jinja", context, status=status)


def _kinds(request: CustomerRequest) -> dict[str, str]:
    """What may be added: what the customer is offered to pay with."""
    offered = offers_for(request.customer, seller=request.organization)
    methods = {offer.method.value for offer in offered}
    return {kind.value: str(kind.label) for kind in SavedMethod.Kind if kind.value in methods}


def _method(request: CustomerRequest, pk: int) -> SavedMethod:
    return get_object_or_404(methods_of(request.customer).select_related("customer"), pk=pk)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _back() -> HttpResponse:
    return see_other(reverse("billing:method-list"))
