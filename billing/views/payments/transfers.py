from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.models import Transfer, TransferProof
from billing.payments.gateways.bank_transfer import shown_iban, shown_reference, transfer_code
from billing.payments.transfers import add_proof, cancel_transfer, declare_sent
from billing.staff.forms import posting_day_field
from billing.views.lookup import see_other
from portal.kit.files.uploads import handed_back
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


class NoticeForm(forms.Form):
    """“I have sent it”: when, and a file that shows it."""

    use_required_attribute = False

    sent_on = posting_day_field(gettext_lazy("Sent on"))
    proof = forms.FileField(
        label=gettext_lazy("Proof"),
        required=False,
        help_text=gettext_lazy("A PDF, PNG or JPG of at most 5 MB, such as your bank's receipt."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


def _transfer(request: CustomerRequest, number: str) -> Transfer:
    found = Transfer.objects.for_customer(request.customer).filter(reference=number)
    transfer: Transfer | None = found.select_related("announced_by", "payment", "customer").first()
    if transfer is None:
        raise Http404
    return transfer


def _show(
    request: CustomerRequest, transfer: Transfer, form: forms.Form | None = None
) -> HttpResponse:
    seller = request.organization
    code = transfer_code(
        seller=seller,
        amount=transfer.amount,
        currency=transfer.currency,
        reference=transfer.reference,
    )
    context: dict[str, object] = {
        "transfer": transfer,
        "lines": transfer.lines.select_related("item", "credit_source").order_by(
            "item__due_on", "pk"
        ),
        "proofs": transfer.proofs.all(),
        "reference": shown_reference(transfer.reference),
        "iban": shown_iban(seller.bank_iban),
        # segno writes the SVG from numbers; nothing of it was typed by anybody.
        "code": mark_safe(code.svg_inline(scale=5, border=2)) if code else "",  # noqa: S308
        "form": form or NoticeForm(initial={"sent_on": seller.today()}),
    }
    wrong = form is not None and bool(form.errors)
    return page(request, "billing/transfer_detail.jinja", context, status=422 if wrong else 200)


@customer_view(Verb.PAY)
def transfer_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """Where to send the money, with which reference, and what has become of it."""
    return _show(request, _transfer(request, number))


@customer_view(Verb.PAY)
@require_POST
def transfer_notice_new(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer has sent it, and may show a proof."""
    transfer = _transfer(request, number)
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, transfer, form)
    try:
        if form.cleaned_data["proof"]:
            add_proof(transfer, upload=form.cleaned_data["proof"], by=request.user)
        declare_sent(transfer, on=form.cleaned_data["sent_on"])
    except Refusal as refusal:
        form.add_error("proof", refusal.sentence)
        return _show(request, transfer, form)
    messages.success(request, _("Thank you. We will match it as soon as the money arrives."))
    return see_other(reverse("billing:transfer-detail", args=[number]))


@customer_view(Verb.PAY)
@require_POST
def transfer_cancellation_new(request: CustomerRequest, number: str) -> HttpResponse:
    """The money will not come this way."""
    try:
        cancel_transfer(_transfer(request, number))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The transfer was cancelled."))
    return see_other(reverse("billing:transfer-detail", args=[number]))


@customer_view(Verb.PAY)
def proof_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """A proof, to be saved again."""
    proofs = TransferProof.objects.filter(transfer__customer=request.customer, number=number)
    proof = proofs.first()
    if proof is None:
        raise Http404
    return handed_back(proof.file, name=proof.name, content_type=proof.content_type)
