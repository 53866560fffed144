"""Exporting lists and documents: at once, or from a page that waits for a worker."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.audit.events import record
from accounts.sign_in.rate_limits import limited
from billing.downloads.exports import (
    KEPT,
    TYPES,
    ExportRequest,
    PreparedExport,
    enqueue_export,
    fetched,
    path_of,
    prepare_export,
)
from billing.models import Export
from billing.views.lookup import companies_seen, see_other
from portal.kit.lists.paging import url_with
from portal.kit.web.downloads import safe_name
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

RATE = "60/m/user"


@customer_view(Verb.SEE_BILLING)
@limited("export", RATE, methods=("GET",))
def export_new(request: CustomerRequest) -> HttpResponseBase:
    """What `?download=` asks for, as a file; or the page that waits for it where it takes long."""
    params = request.GET.copy()
    export_request = ExportRequest.read("".join(params.pop("download", [])), params)
    if export_request is None:
        return redirect("billing:invoice-list")
    try:
        found = prepare_export(
            export_request, companies=companies_seen(request), seller=request.organization
        )
        if not found.is_long:
            return _hand_out(request, found)
        export = enqueue_export(
            export_request,
            customer=request.customer,
            asked_by=request.user,
            seen_as=request.membership.user,
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return see_other(_list_url(export_request))
    # Back to the list, which says when the file is there.
    return see_other(_list_url(export_request, export=str(export.pk)))


def _list_url(export_request: ExportRequest, **more: str) -> str:
    """The list as it was when the file was asked for."""
    params = export_request.params if export_request.which == "shown" else QueryDict()
    return reverse(export_request.source.url_name) + url_with(params, page=None, **more)


@customer_view(Verb.SEE_BILLING)
def export_detail(request: CustomerRequest, key: UUID) -> HttpResponseBase:
    """How far it is, and the file once it is there."""
    export = _export(request, key)
    export_request = _take(export)
    context: dict[str, object] = {
        "export": export,
        "title": export_request.title,
        "back_url": _list_url(export_request),
        "back_label": export_request.source.label,
        "kept_until": export.asked_at + KEPT,
    }
    if of_portal(request).htmx.target == "export-toast":
        return render(request, "billing/_export_state.jinja", context)
    return page(request, "billing/export_detail.jinja", context, partials=("export",))


@customer_view(Verb.SEE_BILLING)
def export_file_detail(request: CustomerRequest, key: UUID) -> HttpResponseBase:
    """The file that a worker made."""
    export = _export(request, key)
    path = path_of(export)
    if export.state != Export.State.READY or not path.exists():
        raise Http404
    export_request = _take(export)
    fetched(export)
    record("document.downloaded", customer=export.customer, subject=export_request.title)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=_name(export_request),
        content_type=TYPES[export_request.format],
    )


def _export(request: CustomerRequest, key: UUID) -> Export:
    """The person's own, of the company they act for, if they still see all that is in it."""
    export = Export.objects.for_customer(request.customer).filter(pk=key).first()
    if export is None or export.asked_by_id != request.user.pk:
        raise Http404
    if not set(export.companies) <= {one.pk for one in companies_seen(request)}:
        raise Http404
    found: Export = export
    return found


def _take(export: Export) -> ExportRequest:
    export_request = ExportRequest.read(export.export_request, QueryDict(export.query))
    if export_request is None:
        raise Http404
    return export_request


def _name(export_request: ExportRequest) -> str:
    return f"{safe_name(export_request.file_name)}.{export_request.format}"


def _hand_out(request: CustomerRequest, found: PreparedExport) -> HttpResponseBase:
    export_request = found.export_request
    response: HttpResponseBase
    if export_request.format == "csv":
        response = StreamingHttpResponse(found.pieces(), content_type=TYPES[export_request.format])
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(export_request)}"'
    else:
        # Made whole before the first byte goes: there is no such thing as half a ZIP.
        response = FileResponse(
            found.file(),
            as_attachment=True,
            filename=_name(export_request),
            content_type=TYPES[export_request.format],
        )
    record(
        "document.downloaded",
        customer=request.customer,
        subject=export_request.title,
        details=found.details,
    )
    return response
