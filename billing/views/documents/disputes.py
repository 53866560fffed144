from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.documents.disputes import open_dispute_of, raise_dispute, settle_dispute
from billing.models import Invoice, InvoiceDispute
from billing.views.lookup import find_by_number, see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


class DisputeForm(forms.Form):
    use_required_attribute = False

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong"),
        choices=InvoiceDispute.Reason.choices,
        widget=forms.RadioSelect,
        initial=InvoiceDispute.Reason.PRICE,
    )
    comment = forms.CharField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Which lines, which amounts, and what you expect instead."),
    )


def _invoice(request: CustomerRequest, number: str) -> Invoice:
    issued = Invoice.objects.for_customer(request.customer).issued()
    invoice: Invoice = find_by_number(issued.select_related("open_item", "customer"), number)
    return invoice


def _back(invoice: Invoice) -> HttpResponse:
    return see_other(reverse("billing:invoice-detail", args=[invoice.number]))


@customer_view(Verb.PAY)
def dispute_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Say that something is wrong with an invoice."""
    invoice = _invoice(request, number)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raise_dispute(invoice, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll look into it and get back to you."))
            return _back(invoice)
    context: dict[str, object] = {"invoice": invoice, "form": form}
    return page(request, "billing/dispute_new.jinja", context, status=422 if form.errors else 200)


@customer_view(Verb.PAY)
@require_POST
def dispute_delete(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer agrees with the invoice after all."""
    invoice = _invoice(request, number)
    dispute = open_dispute_of(invoice)
    if dispute is not None:
        settle_dispute(dispute, outcome=_("Withdrawn."), by=request.user)
        messages.success(request, _("Dispute withdrawn."))
    return _back(invoice)
