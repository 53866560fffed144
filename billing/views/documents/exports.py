"""Taking lists and documents along: at once, or from a page that waits for a worker."""

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
    Answer,
    Take,
    answer,
    ask_worker,
    fetched,
    path_of,
)
from billing.models import Export
from billing.views.lookup import companies_seen, see_other
from portal.kit.lists.paging import url_with
from portal.kit.web.downloads import safe_name
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

RATE = "60/m/user"


@customer_view(Verb.SEE_BILLING)
@limited("export", RATE, methods=("GET",))
def export_new(request: CustomerRequest) -> HttpResponseBase:
    """What `?take=` asks for, as a file; or the page that waits for it where it takes long."""
    params = request.GET.copy()
    take = Take.read("".join(params.pop("take", [])), params)
    if take is None:
        return redirect("billing:invoice-list")
    try:
        found = answer(take, companies=companies_seen(request), seller=request.organization)
        if not found.is_long:
            return _hand_out(request, found)
        export = ask_worker(
            take,
            customer=request.customer,
            asked_by=request.user,
            seen_as=request.membership.user,
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return see_other(_list_url(take))
    # Back to the list, which says when the file is there.
    return see_other(_list_url(take, export=str(export.pk)))


def _list_url(take: Take, **more: str) -> str:
    """The list as it was when the file was asked for."""
    params = take.params if take.which == "shown" else QueryDict()
    return reverse(take.source.url_name) + url_with(params, page=None, **more)


@customer_view(Verb.SEE_BILLING)
def export_detail(request: CustomerRequest, key: UUID) -> HttpResponseBase:
    """How far it is, and the file once it is there."""
    export = _export(request, key)
    take = _take(export)
    context: dict[str, object] = {
        "export": export,
        "title": take.title,
        "back_url": _list_url(take),
        "back_label": take.source.label,
        "kept_until": export.asked_at + KEPT,
    }
    if request.htmx.target == "export-toast":  # type: ignore[attr-defined]
        return render(request, "billing/_export_state.jinja", context)
    return page(request, "billing/export_detail.jinja", context, partials=("export",))


@customer_view(Verb.SEE_BILLING)
def export_file_detail(request: CustomerRequest, key: UUID) -> HttpResponseBase:
    """The file that a worker made."""
    export = _export(request, key)
    path = path_of(export)
    if export.state != Export.State.READY or not path.exists():
        raise Http404
    take = _take(export)
    fetched(export)
    record("document.downloaded", customer=export.customer, subject=take.title)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=_name(take),
        content_type=TYPES[take.format],
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


def _take(export: Export) -> Take:
    take = Take.read(export.take, QueryDict(export.query))
    if take is None:
        raise Http404
    return take


def _name(take: Take) -> str:
    return f"{safe_name(take.file_name)}.{take.format}"


def _hand_out(request: CustomerRequest, found: Answer) -> HttpResponseBase:
    take = found.take
    response: HttpResponseBase
    if take.format == "csv":
        response = StreamingHttpResponse(found.pieces(), content_type=TYPES[take.format])
        response.headers["Content-Disposition"] = f'attachment; filename="{_name(take)}"'
    else:
        # Made whole before the first byte goes: there is no such thing as half a ZIP.
        response = FileResponse(
            found.file(),
            as_attachment=True,
            filename=_name(take),
            content_type=TYPES[take.format],
        )
    record(
        "document.downloaded",
        customer=request.customer,
        subject=take.title,
        details=found.details,
    )
    return response
