"""The company's dates for a calendar: a secret address that can be revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view, open_view
from accounts.sign_in.rate_limits import limited
from orders.calendar.events import calendar_text
from orders.calendar.feed import feed_of, make_feed, opened_by, revoke_feed
from portal.kit.db.row_security import only_rows_of
from portal.kit.messages.mail import absolute
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_ORDERS)
def calendar_feed_new(request: CustomerRequest) -> HttpResponse:
    """Make an address, or another one; it is shown this once."""
    address = ""
    if request.method == "POST":
        secret = make_feed(request.customer, request.user)
        address = absolute(reverse("orders:calendar-detail", args=[secret]))
    context: dict[str, object] = {
        "feed": feed_of(request.customer, request.user),
        "address": address,
    }
    return page(request, "orders/calendar_feed_new.jinja", context)


@customer_view(Verb.SEE_ORDERS)
@require_POST
def calendar_feed_delete(request: CustomerRequest) -> HttpResponse:
    """Revoke the address."""
    revoke_feed(request.customer, request.user)
    messages.success(request, _("The address opens nothing any more."))
    return redirect("orders:calendar-feed-new")


@open_view
@limited("calendar", "60/h/ip")
def calendar_detail(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, for whoever has the address. Nothing else is reached by it."""
    opened = opened_by(secret)
    if opened is None:
        raise Http404
    feed, _membership = opened
    with only_rows_of([feed.customer_id]), translation.override(feed.customer.language or None):
        text = calendar_text(feed.customer, now=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
