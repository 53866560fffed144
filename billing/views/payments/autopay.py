from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.models import AutopayAgreement, AutopayStep, Invoice
from billing.payments.autopay import schedule
from billing.payments.gateways.registry import card_gateway
from billing.payments.saved_methods.methods import default_method
from billing.staff.forms import amount_field, date_field, refuse_fraction
from billing.views.lookup import find_by_number, see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

RECENT = 10


class AgreementForm(forms.Form):
    """Opting in: the limit, and the words."""

    use_required_attribute = False

    cap = amount_field(
        gettext_lazy("At most per charge"),
        required=False,
        help_text=gettext_lazy("You pay larger invoices yourself. Leave empty for no limit."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("We agree to this."),
        error_messages={"required": gettext_lazy("Tick the box to turn autopay on.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_cap(self) -> object:
        cap = self.cleaned_data["cap"]
        if cap is not None:
            if cap <= 0:
                raise forms.ValidationError(_("The limit must be more than zero."))
            refuse_fraction(cap, self.currency)
        return cap


class PauseForm(forms.Form):
    paused_until = date_field(
        gettext_lazy("Pause until"),
        required=False,
        help_text=gettext_lazy("Leave empty to resume now."),
    )


def _show(
    request: CustomerRequest, form: AgreementForm | None = None, pausing: PauseForm | None = None
) -> HttpResponse:
    customer, today = request.customer, request.organization.today()
    agreement = schedule.agreement_of(customer)
    steps = AutopayStep.objects.filter(
        agreement__customer=customer, kind=AutopayStep.Kind.CHARGE
    ).select_related("invoice", "attempt")
    offered = schedule.consent_text(customer=customer, seller=request.organization, cap=None)
    wrong = (form is not None and form.errors) or (pausing is not None and pausing.errors)
    context: dict[str, object] = {
        "agreement": agreement,
        "is_paused": bool(agreement and agreement.paused_until and agreement.paused_until > today),
        "schedule": schedule.schedule(agreement, today=today) if agreement else [],
        "steps": steps[:RECENT],
        "consent": offered,
        "method": default_method(customer, today=today),
        "can_save": card_gateway().is_on(),
        "is_possible": schedule.is_possible(customer, request.organization),
        "form": form or AgreementForm(currency=customer.currency),
        "pausing": pausing
        or PauseForm(initial={"paused_until": agreement.paused_until if agreement else None}),
    }
    return page(request, "billing/autopay_detail.jinja", context, status=422 if wrong else 200)


def _back() -> HttpResponse:
    return see_other(reverse("billing:autopay-detail"))


def _current_agreement(request: CustomerRequest) -> AutopayAgreement:
    agreement = schedule.agreement_of(request.customer)
    if agreement is None:
        raise Http404
    return agreement


@customer_view(Verb.MANAGE_METHODS)
def autopay_detail(request: CustomerRequest) -> HttpResponse:
    """Whether invoices are charged by themselves, on which words, and which come up."""
    return _show(request)


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def autopay_new(request: CustomerRequest) -> HttpResponse:
    """Opt in."""
    form = AgreementForm(request.POST, currency=request.customer.currency)
    if not form.is_valid():
        return _show(request, form)
    try:
        schedule.agree(
            customer=request.customer,
            seller=request.organization,
            cap=form.cleaned_data["cap"],
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return _show(request, form)
    messages.success(request, _("Autopay is on."))
    return _back()


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def autopay_edit(request: CustomerRequest) -> HttpResponse:
    """Pause, or go on."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, pausing=form)
    schedule.pause(_current_agreement(request), until=form.cleaned_data["paused_until"])
    messages.success(request, _("Saved."))
    return _back()


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def autopay_delete(request: CustomerRequest) -> HttpResponse:
    """Opt out."""
    schedule.end_agreement(_current_agreement(request), by=request.user)
    messages.success(request, _("Autopay is off. Nothing more is charged automatically."))
    return _back()


def _invoice(request: CustomerRequest, number: str) -> Invoice:
    issued = Invoice.objects.for_customer(request.customer).issued()
    invoice: Invoice = find_by_number(issued.select_related("open_item"), number)
    return invoice


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def autopay_skip_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Leave one invoice out."""
    try:
        schedule.skip(_invoice(request, number), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return _back()


@customer_view(Verb.MANAGE_METHODS)
@require_POST
def autopay_skip_delete(request: CustomerRequest, number: str) -> HttpResponse:
    """Take it in again."""
    schedule.unskip(_invoice(request, number))
    return _back()
