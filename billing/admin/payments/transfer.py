from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.applications import document_url
from billing.models import Transfer
from billing.payments.entry_warnings import questions_about_transfer
from billing.payments.gateways.bank_transfer import shown_reference
from billing.payments.transfers import cancel_transfer, receive_transfer
from billing.staff.forms import amount_field, posting_day_field, today
from portal.kit.files.uploads import handed_back
from portal.kit.money.format import written
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, amount_column
from portal.kit.staff.queues import Queue, oldest, register_queues


class ReceiptForm(forms.Form):
    amount = amount_field(gettext_lazy("Amount received"), min_value=Decimal("0.001"))
    received_on = posting_day_field(gettext_lazy("Received on"))
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)


def _receive(request: HttpRequest, transfer: Transfer, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    payment = receive_transfer(transfer, **answers, by=by)
    amount = written(payment.amount, payment.currency)
    return _("%(payment)s recorded: %(amount)s.") % {"payment": payment, "amount": amount}


def _cancel(request: HttpRequest, transfer: Transfer, answers: Mapping[str, Any]) -> str:
    cancel_transfer(transfer)
    return _("Transfer cancelled.")


@admin.register(Transfer)
class TransferAdmin(ReadOnly, ObjectActionsAdmin):
    """What customers have announced. Matching one records its payment."""

    list_display = (
        "reference",
        "customer",
        amount_column("amount", gettext_lazy("amount")),
        "state",
        "announced_at",
        "sent_on",
    )
    list_select_related = ("customer",)
    list_filter = ("state", "announced_at", "currency")
    search_fields = ("reference", "customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Reference, customer or account number")
    fields = (
        "shown_number",
        "customer",
        "shown_total",
        "state",
        "announced_at",
        "announced_by",
        "sent_on",
        "meant_for",
        "proofs",
        "payment",
    )
    object_actions = (
        ObjectAction(
            name="receive",
            label=gettext_lazy("Record the payment"),
            run=_receive,
            questions=lambda transfer, answers: questions_about_transfer(
                transfer, amount=answers["amount"]
            ),
            offered=lambda transfer: transfer.is_open,
            form=ReceiptForm,
            initial=lambda transfer: {"amount": transfer.amount, "received_on": today()},
            explanation=gettext_lazy(
                "It pays what it was announced for, oldest due first; the rest is a deposit."
            ),
            permission="billing.add_payment",
        ),
        ObjectAction(
            name="cancel",
            label=gettext_lazy("Cancel"),
            run=_cancel,
            offered=lambda transfer: transfer.is_open,
            explanation=gettext_lazy(
                "For money that isn't coming. The customer sees the transfer as cancelled."
            ),
            is_undoing=True,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        return [
            self.object_url("proof", self.proof_view, "<str:number>/"),
            *super().get_urls(),
        ]

    def proof_view(self, request: HttpRequest, object_id: str, number: str) -> HttpResponse:
        """A file the customer has shown, to be saved."""
        transfer = self.find_to_view(request, object_id)
        proof = transfer.proofs.filter(number=number).first()
        if proof is None:
            raise Http404
        return handed_back(proof.file, name=proof.name, content_type=proof.content_type)

    @admin.display(description=gettext_lazy("reference"))
    def shown_number(self, transfer: Transfer) -> str:
        return shown_reference(transfer.reference)

    @admin.display(description=gettext_lazy("amount"))
    def shown_total(self, transfer: Transfer) -> str:
        return written(transfer.amount, transfer.currency)

    @admin.display(description=gettext_lazy("meant for"))
    def meant_for(self, transfer: Transfer) -> SafeString | str:
        lines = transfer.lines.select_related("item", "credit_source").order_by(
            "item__due_on", "pk"
        )
        rows = [
            (
                document_url(line.item) or "",
                line.item,
                written(line.amount, transfer.currency),
                _(" from %s") % line.credit_source if line.credit_source else "",
            )
            for line in lines
        ]
        row = '<a href="{}">{}</a>: {}{}'
        return format_html_join(SafeString("<br>"), row, rows) or _("a deposit")

    @admin.display(description=gettext_lazy("proofs"))
    def proofs(self, transfer: Transfer) -> SafeString | str:
        rows = [
            (self.url_of(transfer, "proof", proof.number), proof) for proof in transfer.proofs.all()
        ]
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', rows) or _("none")


register_queues(
    [
        Queue(
            label=gettext_lazy("bank transfers reported as sent"),
            permission="billing.view_transfer",
            count=lambda: Transfer.objects.filter(state=Transfer.State.SENT).count(),
            oldest=oldest(
                lambda: Transfer.objects.filter(state=Transfer.State.SENT), "announced_at"
            ),
            url=lambda: reverse("admin:billing_transfer_changelist") + "?state__exact=sent",
        )
    ]
)
