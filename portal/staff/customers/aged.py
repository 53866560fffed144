"""From a figure of the ageing to the invoices it is the sum of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Organization
from billing.balance import DAYS_PAST_DUE, Bucket
from billing.receivables.aged_items import aged_items
from billing.statements.ageing_table import bucket_name
from portal.kit.dates.fields import FIRST_DAY
from portal.staff.customers.documents import document_url, documents_of
from portal.staff.customers.page import find_customer, frame
from portal.staff.receivables.form import read_day
from portal.staff.receivables.tabs import PERMISSION

MAX_ITEMS = 500


@require_safe
def items_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The invoices of one customer that were open on a day, of one age or of all. Two statements
    beside those of the frame; what the address says wrongly is as if it were left out."""
    customer = find_customer(request, pk, PERMISSION)
    today = Organization.current().today()
    as_of = read_day(request.GET.get("as_of", ""))
    as_of = as_of if as_of and FIRST_DAY <= as_of <= today else today
    name = request.GET.get("age", "")
    bucket = Bucket(name) if name in DAYS_PAST_DUE else None
    items, total = aged_items(customer, as_of=as_of, bucket=bucket, limit=MAX_ITEMS)
    documents = documents_of(one.item_id for one in items)
    return TemplateResponse(
        request,
        "admin/kit/aged_items.html",
        {
            **frame(request, customer),
            "title": bucket_name(bucket) if bucket else _("Open invoices"),
            "as_of": as_of,
            "rows": [
                (
                    one,
                    document_url("invoice", documents.get(one.item_id)),
                    (as_of - one.due_on).days,
                )
                for one in items
            ],
            "total": total,
            "has_more": len(items) == MAX_ITEMS,
        },
    )
