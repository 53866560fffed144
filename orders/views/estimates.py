from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.sharing.saved_views import views_of
from billing.views.lookup import find_by_number, see_other
from orders.estimate_list import ESTIMATES, EstimateFilterForm, estimate_rows, status_of
from orders.estimates.accepting import (
    Acceptance,
    OfferChanged,
    accept_estimate,
    ask_to_renew,
    decline_estimate,
    has_ended,
)
from orders.estimates.certificate import signed_pdf, signed_version, stored_pdf
from orders.estimates.forms import AcceptForm, DeclineForm, RequestForm
from orders.estimates.offering import newest_offer, request_estimate
from orders.models import Estimate, OrderSettings, SalesOrder
from orders.views.cart import cart_contents, open_presentation, require_open
from portal.kit.lists.drawn import drawn
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_ORDERS)
def estimate_list(request: CustomerRequest) -> HttpResponse:
    """The company's estimates: the open ones, or all."""
    today = request.organization.today()
    asked = ESTIMATES.asked(
        request.GET,
        items=Estimate.objects.for_customer(request.customer),
        form_of=lambda params: EstimateFilterForm(params, today=today),
        today=today,
    )
    rows = partial(estimate_rows, today=today)
    shown = drawn(request, asked, rows=rows, views=views_of(request.membership, "estimates"))
    return page(
        request,
        "orders/estimate_list.jinja",
        {"list": shown},
        partials=("estimate-list",),
        status=shown.form.status_code,
    )


@customer_view(Verb.ORDER)
def estimate_request_new(request: CustomerRequest) -> HttpResponse:
    """Ask what the cart would cost, rather than order it."""
    require_open()
    given = request.POST if request.method == "POST" else request.GET
    presentation = open_presentation(request, given.get("presentation", ""))
    contents = cart_contents(request, presentation)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            estimate = request_estimate(
                [one.checked.wanted for one in contents.lines],
                customer=request.customer,
                by=request.user,
                today=request.organization.today(),
                presentation=presentation,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll send you our offer by email."))
            return _back(estimate)
    context: dict[str, object] = {
        "form": form,
        "contents": contents,
        "presentation": presentation,
    }
    status = 422 if form.errors else 200
    return page(request, "orders/estimate_request_new.jinja", context, status=status)


@customer_view(Verb.SEE_ORDERS)
def estimate_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The newest version and the customer's answer; `?version=` shows an earlier one."""
    return _show(request, _estimate(request, number))


@customer_view(Verb.ORDER)
@require_POST
def estimate_acceptance_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Sign it: the order is made."""
    estimate = _estimate(request, number)
    form = _accept_form(request, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        acceptance = Acceptance(
            given["version"], given["signed_name"], given["po_number"], form.ship_to_text
        )
        try:
            accepted = accept_estimate(estimate, acceptance, by=request.user)
        except OfferChanged as refusal:
            messages.warning(request, refusal.sentence)
            return _back(estimate)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            assert accepted.order is not None  # noqa: S101 - it was made just now
            if accepted.order.status == SalesOrder.Status.APPROVAL:
                messages.info(
                    request, _("Your order needs approval first. We have asked for it by email.")
                )
            else:
                messages.success(request, _("Thank you. We've received your order."))
            return see_other(reverse("orders:order-detail", args=[accepted.order.number]))
    return _show(request, estimate, accept=form)


@customer_view(Verb.ORDER)
@require_POST
def estimate_refusal_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Decline it, and say why."""
    estimate = _estimate(request, number)
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            decline_estimate(estimate, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you for telling us."))
            return _back(estimate)
    return _show(request, estimate, decline=form)


@customer_view(Verb.ORDER)
@require_POST
def estimate_renewal_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Ask for an offer that has ended."""
    estimate = _estimate(request, number)
    try:
        ask_to_renew(estimate, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("We'll send you a new offer by email."))
    return _back(estimate)


@customer_view(Verb.SEE_ORDERS)
def estimate_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The PDF of the newest offer, or of `?version=`, as it was sent."""
    estimate = _estimate(request, number)
    offers = estimate.versions.filter(is_offer=True)
    wanted = request.GET.get("version", "")
    offer = (offers.filter(version=int(wanted)) if _is_number(wanted) else offers).first()
    if offer is None:
        raise Http404
    content = stored_pdf(offer)
    name = f"{_('Estimate')}-{estimate.number}-{offer.version}"
    return pdf_response(content, name, inline="inline" in request.GET)


@customer_view(Verb.SEE_ORDERS)
def signed_estimate_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """What was accepted, with the certificate of who did and when."""
    estimate = _estimate(request, number)
    version = signed_version(estimate)
    if version is None:
        raise Http404
    content = signed_pdf(estimate, version, seller=request.organization)
    name = f"{_('Estimate')}-{estimate.number}-{_('accepted')}"
    return pdf_response(content, name, inline="inline" in request.GET)


def _show(
    request: CustomerRequest,
    estimate: Estimate,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
) -> HttpResponse:
    versions = list(estimate.versions.select_related("made_by"))
    newest, asked = versions[0], request.GET.get("version", "")
    shown = next((one for one in versions if str(one.version) == asked), newest)
    today = request.organization.today()
    offer = newest_offer(estimate)
    may_order = allows(request.membership, Verb.ORDER, request.customer)
    is_waiting = may_order and estimate.status == Estimate.Status.SENT and shown == offer
    context: dict[str, object] = {
        "estimate": estimate,
        "version": shown,
        "versions": versions,
        "lines": list(shown.lines.all()),
        "status": status_of(estimate, newest, today),
        "is_newest": shown == newest,
        "days_left": _days_left(shown.valid_until, today),
        "may_accept": is_waiting and offer is not None and not has_ended(offer, today),
        "may_renew": is_waiting and offer is not None and has_ended(offer, today),
        "accept": accept or _accept_form(request, None, version=newest.version),
        "decline": decline or DeclineForm(auto_id="decline_%s"),
        "is_declining": decline is not None,
    }
    is_wrong = bool((accept and accept.errors) or (decline and decline.errors))
    return page(request, "orders/estimate_detail.jinja", context, status=422 if is_wrong else 200)


def _accept_form(request: CustomerRequest, data: object, version: int = 0) -> AcceptForm:
    return AcceptForm(
        data,
        customer=request.customer,
        po_required=OrderSettings.current().po_required,
        initial={"version": version},
    )


def _days_left(valid_until: date | None, today: date) -> int | None:
    return (valid_until - today).days if valid_until else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 5


def _estimate(request: CustomerRequest, number: str) -> Estimate:
    related = Estimate.objects.for_customer(request.customer).select_related(
        "asked_by", "answered_by", "order", "customer"
    )
    estimate: Estimate = find_by_number(related, number)
    return estimate


def _back(estimate: Estimate) -> HttpResponse:
    return see_other(reverse("orders:estimate-detail", args=[estimate.number]))
