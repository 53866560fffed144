"""Who did what in the company, for its owners."""

from django.http import HttpResponse, StreamingHttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.history import COLUMNS, history_of, line_of, rows_of
from portal.kit.exports import csv_response
from portal.kit.listing import list_page
from portal.kit.rendering import page

# The order in which things happened is the only one.
SORTS = {"at": "-id"}


@customer_view(Verb.SEE_HISTORY)
def history_list(request: CustomerRequest) -> HttpResponse:
    """The company's history, newest first."""
    listing = list_page(history_of(request.customer), request.GET, sorts=SORTS)
    context: dict[str, object] = {
        "listing": listing,
        "lines": [line_of(event) for event in listing.rows],
    }
    return page(request, "accounts/history_list.html", context, partials=("history-table",))


@customer_view(Verb.SEE_HISTORY)
def history_csv(request: CustomerRequest) -> StreamingHttpResponse:
    """All of it, streamed."""
    return csv_response("history", COLUMNS, rows_of(history_of(request.customer)))
