from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from support.documents.requests import answer_request
from support.forms import AnswerForm
from support.models import DocumentRequest


@customer_view(Verb.SEE_DOCUMENTS)
def document_answer_new(request: CustomerRequest, pk: int) -> HttpResponse:
    """Upload a document that the seller asked for."""
    requests = DocumentRequest.objects.for_customer(request.customer)
    asked = get_object_or_404(requests, pk=pk, status__in=["asked", "uploaded"])
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            answer_request(
                asked, upload=given["file"], by=request.user, valid_until=given["valid_until"]
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll have a look at it."))
            return see_other(reverse("support:shared-document-list"))
    context: dict[str, object] = {"asked": asked, "form": form}
    status = 422 if form.errors else 200
    return page(request, "support/document_answer_new.jinja", context, status=status)
