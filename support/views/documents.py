from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from support.documents.listed import DocumentTab, groups_of, versions_of
from support.documents.sharing import NewDocument, add_version, share_document
from support.forms import DocumentForm, VersionForm
from support.models import SharedDocument
from support.models.thread import Side
from support.notices.reading import mark_read
from support.summary import asked_documents


@customer_view(Verb.SEE_DOCUMENTS)
def shared_document_list(request: CustomerRequest) -> HttpResponse:
    """What seller and customer keep for each other, by type."""
    chosen = request.GET.get("from", "")
    documents = SharedDocument.objects.seen_by(request.user, request.customer)
    tabs = DocumentTab.all_of(documents, chosen=chosen, seller=request.organization.name)
    context: dict[str, object] = {
        "tabs": tabs,
        "groups": groups_of(documents, side=chosen, today=request.organization.today()),
        "asked": asked_documents(request.customer),
        "is_anything": any(tab.count for tab in tabs),
    }
    return page(
        request, "support/shared_document_list.jinja", context, partials=("shared-documents",)
    )


@customer_view(Verb.SEE_DOCUMENTS)
def shared_document_new(request: CustomerRequest) -> HttpResponse:
    """Share a file with the seller."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = NewDocument(given["title"], given["type"], given["valid_until"])
        try:
            share_document(
                new,
                customer=request.customer,
                upload=given["file"],
                side=Side.CUSTOMER,
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("Uploaded."))
            return see_other(reverse("support:shared-document-list"))
    status = 422 if form.errors else 200
    return page(request, "support/shared_document_new.jinja", {"form": form}, status=status)


@customer_view(Verb.SEE_DOCUMENTS)
def shared_document_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """Its versions, and who took them."""
    document = _document(request, number)
    mark_read(request, ("document", document.number))
    context: dict[str, object] = {
        "document": document,
        "versions": versions_of(document),
        "is_own": document.side == Side.CUSTOMER,
        "sender": request.customer if document.side == Side.CUSTOMER else request.organization,
    }
    return page(request, "support/shared_document_detail.jinja", context)


@customer_view(Verb.SEE_DOCUMENTS)
def document_version_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Upload one's own document anew; the seller's are the seller's to change."""
    document = _document(request, number)
    if document.side != Side.CUSTOMER:
        raise Http404
    form = VersionForm(request.POST or None, request.FILES or None, document=document)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_version(
                document,
                upload=given["file"],
                by=request.user,
                note=given["note"],
                valid_until=given["valid_until"],
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("Uploaded."))
            return see_other(reverse("support:shared-document-detail", args=[document.number]))
    context: dict[str, object] = {"document": document, "form": form}
    status = 422 if form.errors else 200
    return page(request, "support/document_version_new.jinja", context, status=status)


def _document(request: CustomerRequest, number: str) -> SharedDocument:
    if "\x00" in number:
        raise Http404
    documents = SharedDocument.objects.seen_by(request.user, request.customer)
    document: SharedDocument | None = documents.filter(number=number).first()
    if document is None:
        raise Http404
    return document
