from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from billing.lists.definitions import DEPOSITS
from billing.views.documents.document_list import credit_kinds, document_list


@customer_view(Verb.SEE_BILLING)
def deposit_list(request: CustomerRequest) -> HttpResponse:
    """Payments of which something is left to use, or all that were received."""
    return document_list(request, DEPOSITS, {"kinds": credit_kinds(request)})
