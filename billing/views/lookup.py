"""Finding one customer's document by its number."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, allows
from accounts.audit.events import record
from accounts.models import Customer
from billing.downloads.document_pdf import Printed, pdf_of
from billing.lists.place import Place, place_of
from billing.models import OpenItem
from billing.models.documents.document import Document
from portal.kit.web.discussions import discussion_url
from portal.kit.web.downloads import pdf_response

T = TypeVar("T", bound=Model)

# What Django leaves as it is in a path.
UNQUOTED = "!$&'()*+,;=/~:@"
# So many lines or allocations stand on a page; `?lines=all` shows the rest.
MAX_LINES = 200


def companies_seen(request: CustomerRequest) -> list[Customer]:
    """The companies of the group whose documents this person may see from here."""
    membership = request.membership
    return [one for one in request.companies if allows(membership, Verb.SEE_BILLING, one)]


def find_by_number(documents: QuerySet[T], number: str) -> T:
    """The document of this number among `documents`, or 404."""
    if "\x00" in number:
        raise Http404
    return get_object_or_404(documents, number=number)


def item_of(document: Document) -> OpenItem:
    """The open item of an issued document; a draft has none and is 404."""
    if document.open_item is None:
        raise Http404
    return document.open_item


def pages_of(url_name: str) -> Callable[[str], str]:
    """From a number to the address of its page: `reverse` asked once for a whole list."""
    before, after = reverse(url_name, args=["NUMBER"]).split("NUMBER")
    return lambda number: before + quote(number, safe=UNQUOTED) + after


def place_in_list(request: CustomerRequest, item: OpenItem, url_name: str) -> Place | None:
    """Where the document stands in the list one came from; None for who came another way. Two
    statements, or none."""
    return place_of(
        item,
        request.GET,
        detail_url_name=url_name,
        page_of=pages_of(url_name),
        companies=companies_seen(request),
        today=request.organization.today(),
    )


def messages_url(request: CustomerRequest, kind: str, document: Any) -> str:
    """Where one talks about this document; empty for another company's, and without the right."""
    is_own = document.customer_id == request.customer.pk
    may = is_own and allows(request.membership, Verb.SEE_TICKETS, request.customer)
    return discussion_url(kind, document.number) if may else ""


def see_other(url: str) -> HttpResponse:
    """After a form has done its work: look there. A reload of that page sends nothing again."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def hand_out(request: CustomerRequest, document: Printed, name: str) -> HttpResponse:
    """The document's PDF as `name`.pdf, to keep, or with `?inline` to look at and print; that it
    was taken goes into the history."""
    content = pdf_of(document, seller=request.organization)
    record("document.downloaded", customer=document.customer, subject=name.replace("-", " ", 1))
    return pdf_response(content, name, inline="inline" in request.GET)
