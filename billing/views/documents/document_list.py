"""One view for every list of documents: what is asked for, drawn, or what is selected, added up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows
from accounts.sharing.saved_views import views_of
from billing.lists.definitions import CREDITS, DEPOSITS, INVOICES, DocumentList
from billing.lists.lines import DocumentLine
from billing.lists.place import query_of
from billing.lists.requested import AskedDocuments, ask
from billing.models import OpenItem
from billing.views.lookup import companies_seen, pages_of
from portal.kit.files.spreadsheets import Amount
from portal.kit.lists.drawn import DrawnList, drawn
from portal.kit.lists.paging import url_with
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

REGION, SELECTION = "document-list", "list-selected"
# Parameters of a page that its links do not keep.
PASSING = ("export", "invoice", "number")


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: its format, what that is, and its address or a button's value."""

    label: str
    hint: str
    url: str
    value: str


def document_list(
    request: CustomerRequest, source: DocumentList, context: dict[str, object] | None = None
) -> HttpResponse:
    """The page of a list; for HTMX its region alone, or the bar about what is selected."""
    if getattr(request, "htmx", False) and of_portal(request).htmx.target == SELECTION:
        return _selection(request, source)
    params = request.GET.copy()
    export = params.get("export", "")
    for name in PASSING:
        params.pop(name, None)
    asked = ask(
        source, params, companies=companies_seen(request), today=request.organization.today()
    )
    number_page, came_from = pages_of(source.detail_url_name), query_of(asked)
    shown = drawn(
        request,
        asked.asked,
        rows=lambda columns, items: asked.rows(
            columns, items, lambda number: f"{number_page(number)}?{came_from}"
        ),
        views=views_of(request.membership, source.name),
        currencies=asked.currencies,
        columns=asked.columns,
        key_name=source.key_name,
    )
    response = page(
        request,
        "billing/document_list.jinja",
        {
            "list": shown,
            "downloads": downloads_of(source, asked, shown),
            "can_pay": _can_pay(request, source, asked),
            "export_url": _export_url(export),
            "kinds": [],
            "moving": [],
            **(context or {}),
        },
        partials=(REGION,),
        status=shown.form.status_code,
    )
    if response.status_code == 200 and getattr(request, "htmx", False):
        response["HX-Push-Url"] = shown.url
    return response


@dataclass(frozen=True, slots=True)
class ListLink:
    """One of several lists on one page of the menu."""

    label: str
    url: str
    is_current: bool


def credit_kinds(request: CustomerRequest) -> list[ListLink]:
    """What can be used for invoices stands in two lists: credits and deposits."""
    return [
        ListLink(one.label, url := reverse(one.url_name), url == request.path)
        for one in (CREDITS, DEPOSITS)
    ]


def downloads_of(
    source: DocumentList, asked: AskedDocuments, shown: DrawnList[OpenItem, DocumentLine]
) -> dict[str, list[Download]]:
    """What can be taken away of a list: of this view, of everything, of what is selected."""
    tables = [("CSV", "csv", _("plain table")), ("Excel", "xlsx", _("spreadsheet, XLSX"))]
    bundles = [
        ("PDF", "pdf", _("all invoices in one file")),
        ("ZIP", "zip", _("one PDF for each invoice")),
    ]
    formats = [*bundles, *tables] if source is INVOICES else tables
    at = reverse("billing:export-new")

    def downloads(
        which: str, kinds: list[tuple[str, str, str]], params: QueryDict
    ) -> list[Download]:
        return [
            Download(
                label,
                hint,
                at + url_with(params, download=f"{source.name}.{which}.{kind}"),
                f"{source.name}.{which}.{kind}",
            )
            for label, kind, hint in kinds
        ]

    view = asked.asked.params.copy()
    view.pop("page", None)
    return {
        "view": downloads("shown", formats, view) if shown.rows else [],
        "all": downloads("all", tables, QueryDict()),
        "selected": downloads("ticked", formats, QueryDict()),
    }


def _can_pay(request: CustomerRequest, source: DocumentList, asked: AskedDocuments) -> bool:
    """Whether what is selected can be paid from here: invoices, by who may pay."""
    return source is INVOICES and allows(request.membership, Verb.PAY, request.customer)


def _selection(request: CustomerRequest, source: DocumentList) -> HttpResponse:
    """How many documents are selected and, of those one can pay here, what they come to."""
    numbers = [one for one in request.GET.getlist(source.key_name) if "\x00" not in one]
    items = source.of(OpenItem.objects.for_customers(companies_seen(request)))
    found = list(items.filter(number__in=numbers).only("customer_id", "currency", "open"))
    own = [one for one in found if one.customer_id == request.customer.pk and one.open > 0]
    total = sum((one.open for one in own), start=Decimal(0))
    may_pay = source is INVOICES and allows(request.membership, Verb.PAY, request.customer)
    context = {
        "count": len(found),
        "to_pay": Amount(total, own[0].currency) if own and may_pay else None,
        "can_pay": may_pay,
    }
    return render(request, "billing/_selected.jinja", context)


def _export_url(key: str) -> str:
    """Where the page asks for a file that is being made; empty where there is none."""
    try:
        return reverse("billing:export-detail", args=[UUID(key)]) if key else ""
    except ValueError:
        return ""
