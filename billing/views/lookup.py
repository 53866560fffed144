"""Finding one customer's document by its number."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, allows
from accounts.audit import record
from accounts.models import Customer
from billing.document_files import Printed, pdf_of
from billing.lists import INVOICES, AskedList
from billing.models import OpenItem
from billing.models.document import Document
from portal.kit.downloads import pdf_response
from portal.kit.listing import ListPage, tabs, url_with

T = TypeVar("T", bound=Model)

# What Django leaves as it is in a path.
UNQUOTED = "!$&'()*+,;=/~:@"
# So many lines or allocations stand on a page; `?lines=all` shows the rest.
MOST_LINES = 200


def companies_seen(request: CustomerRequest) -> list[Customer]:
    """The companies of the group whose documents this person may see from here."""
    membership = request.membership
    return [one for one in request.companies if allows(membership, Verb.SEE_BILLING, one)]


def shown_list(asked: AskedList, listing: ListPage[OpenItem]) -> dict[str, object]:
    """What every list's page shows: its filters, tabs, rows, and what can be taken away."""
    return {
        "form": asked.form,
        "status": asked.status,
        "tabs": tabs(asked.params, asked.status, asked.list.tabs),
        "listing": listing,
        "takes": takes_of(asked),
    }


def takes_of(asked: AskedList) -> dict[str, object]:
    """Where the rows of a list can be downloaded: what is shown and everything by links, what is
    ticked by the value of a button."""
    name, at = asked.list.name, reverse("billing:export-new")
    bundles = [("PDF", "pdf"), ("ZIP", "zip")] if asked.list is INVOICES else []
    tables = [("CSV", "csv"), ("XLSX", "xlsx")]
    shown = asked.params.copy()
    for ticked in ("invoice", "number", "page"):
        shown.pop(ticked, None)
    everything = QueryDict()
    return {
        "url": at,
        "shown": [
            (label, at + url_with(shown, take=f"{name}.shown.{what}"))
            for label, what in tables + bundles
        ],
        "all": [
            (label, at + url_with(everything, take=f"{name}.all.{what}")) for label, what in tables
        ],
        "ticked": [(label, f"{name}.ticked.{what}") for label, what in tables + bundles],
    }


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
