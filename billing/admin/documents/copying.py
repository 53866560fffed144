"""From an invoice to a draft: the same again, or a credit note over it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from billing.documents.copies import draft_credit_for, duplicate_invoice
from billing.models import Invoice
from portal.kit.staff.actions import Button, ObjectActionsAdmin
from portal.kit.web.refusals import Refusal


class CreditForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)


class CopyingAdmin(ObjectActionsAdmin):
    """A mixin for the invoices' pages: buttons that make a draft and lead to it."""

    copy_template = "admin/billing/copy.html"

    def get_urls(self) -> list[URLPattern]:
        return [
            self.object_url("duplicate", self.duplicate_view),
            self.object_url("credit", self.credit_view),
            *super().get_urls(),
        ]

    def duplicate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask on GET, make the draft on POST."""
        invoice = self._find(request, object_id, "billing.add_invoice")
        if request.method == "POST":
            draft = duplicate_invoice(invoice, by=cast("User", request.user))
            messages.success(request, _("A draft like %s was made.") % invoice)
            return redirect("admin:billing_invoice_change", draft.pk)
        context = {
            "title": _("Duplicate: %s") % invoice,
            "form": forms.Form(),
            "explanation": _("A draft with the same lines and prices, without dates."),
            "button": _("Duplicate"),
        }
        return self.ask(request, self.copy_template, invoice, context)

    def credit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for the reason on GET, make the draft of a credit note on POST."""
        invoice = self._find(request, object_id, "billing.add_creditnote")
        form = CreditForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                draft = draft_credit_for(invoice, by=cast("User", request.user), reason=reason)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                text = _("A draft over all lines of %s was made. Take out what you don't credit.")
                messages.success(request, text % invoice)
                return redirect("admin:billing_creditnote_change", draft.pk)
        context = {
            "title": _("Credit: %s") % invoice,
            "form": form,
            "explanation": _(
                "A draft credit note over all lines. Nothing is credited until you issue it."
            ),
            "button": _("Make the draft"),
        }
        return self.ask(request, self.copy_template, invoice, context)

    def buttons(self, request: HttpRequest, obj: Invoice) -> list[Button]:
        found = super().buttons(request, obj)
        if request.user.has_perm("billing.add_invoice"):
            found.append(Button(_("Duplicate"), self.url_of(obj, "duplicate")))
        if not obj.is_draft and request.user.has_perm("billing.add_creditnote"):
            found.append(Button(_("Credit"), self.url_of(obj, "credit")))
        return found

    def _find(self, request: HttpRequest, object_id: str, permission: str) -> Invoice:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        invoice: Any = self.find_to_view(request, object_id)
        return cast("Invoice", invoice)
