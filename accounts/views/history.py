"""Who did what in the company, for its owners."""

from django.http import HttpResponse, StreamingHttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.audit.history import COLUMNS, history_of, rows_of
from accounts.audit.history_list import HISTORY, HistoryFilterForm, history_rows
from accounts.sharing.saved_views import views_of
from portal.kit.files.spreadsheets import csv_response
from portal.kit.lists.drawn import drawn
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_HISTORY)
def history_list(request: CustomerRequest) -> HttpResponse:
    """The company's history, newest first."""
    today = request.organization.today()
    asked = HISTORY.asked(
        request.GET,
        items=history_of(request.customer),
        form_of=lambda params: HistoryFilterForm(params, today=today),
        today=today,
    )
    shown = drawn(
        request, asked, rows=history_rows, views=views_of(request.membership, asked.list.name)
    )
    return page(
        request,
        "accounts/history_list.jinja",
        {"list": shown},
        partials=("history-list",),
        status=shown.form.status_code,
    )


@customer_view(Verb.SEE_HISTORY)
def history_csv(request: CustomerRequest) -> StreamingHttpResponse:
    """All of it, streamed."""
    return csv_response("history", COLUMNS, rows_of(history_of(request.customer)))
