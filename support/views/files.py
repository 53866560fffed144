from __future__ import annotations

from django.http import Http404, HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from portal.kit.files.uploads import handed_back
from support.documents.sharing import note_download
from support.models import DocumentVersion, MessageFile, SharedDocument, Thread, Ticket
from support.threads.subjects import verb_for


@customer_view(Verb.SEE_TICKETS)
def message_file_detail(request: CustomerRequest, token: str) -> HttpResponse:
    """A file of a message, for whoever may read the thread it is in."""
    files = MessageFile.objects.filter(customer=request.customer).select_related("message__thread")
    file = files.filter(token=token).first() if "\x00" not in token else None
    if file is None or not _may_read(request, file.message.thread):
        raise Http404
    return handed_back(file.file, name=file.name, content_type=file.content_type)


@customer_view(Verb.SEE_DOCUMENTS)
def document_file_detail(request: CustomerRequest, token: str) -> HttpResponse:
    """A version of a shared document; that it was taken is noted for both sides."""
    seen = SharedDocument.objects.seen_by(request.user, request.customer)
    versions = DocumentVersion.objects.filter(document__in=seen)
    version = versions.filter(token=token).first() if "\x00" not in token else None
    if version is None:
        raise Http404
    if request.view_as is None:
        note_download(version, by=request.user)
    return handed_back(version.file, name=version.name, content_type=version.content_type)


def _may_read(request: CustomerRequest, thread: Thread) -> bool:
    if thread.subject == Thread.Subject.TICKET:
        tickets = Ticket.objects.seen_by(request.user, request.customer)
        return bool(tickets.filter(thread=thread).exists())
    verb = verb_for(thread.subject)
    return verb is not None and allows(request.membership, verb, request.customer)
