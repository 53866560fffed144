from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import see_other
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from support.forms import MessageForm
from support.models import Thread
from support.models.thread import Side
from support.notices.reading import mark_read
from support.threads.addresses import discussion_url, named_in
from support.threads.posting import post_message, thread_of
from support.threads.shown import messages_of
from support.threads.subjects import find_subject_seen, subject_url


@customer_view(Verb.SEE_TICKETS)
def discussion_detail(request: CustomerRequest, subject: str) -> HttpResponse:
    """What was said about a document, and a message more. The document's own page shows it too,
    by HTMX."""
    kind, number = named_in(subject)
    find_subject_seen(request, kind, number)
    mark_read(request, (kind, number))
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            post_message(
                thread_of(request.customer, kind, number),
                side=Side.CUSTOMER,
                author=request.user,
                **form.said,
            )
        except Refusal as refusal:
            form.add_error("body", refusal.sentence)
        else:
            messages.success(request, _("Sent."))
            return see_other(discussion_url(kind, number))
    threads = Thread.objects.for_customer(request.customer)
    thread = threads.filter(subject=kind, number=number).first()
    context: dict[str, object] = {
        "title": f"{Thread.Subject(kind).label} {number}",
        "back_url": subject_url(kind, number),
        "url_here": discussion_url(kind, number),
        "messages_shown": messages_of(thread, request.customer),
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "support/discussion_detail.jinja", context, ("discussion",), status=status)
