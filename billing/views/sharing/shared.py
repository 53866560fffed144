"""What a shared link opens. It signs nobody in and believes nothing but the link itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.access import open_view
from accounts.audit.events import record
from accounts.models import Organization, SharedLink
from accounts.sharing.shared_links import count_use, find
from accounts.sign_in.rate_limits import limited
from billing.models import PaymentAttempt
from billing.sharing.invoice import pay_by_card
from billing.sharing.kinds import kind_of
from billing.views.lookup import MAX_LINES, see_other
from billing.views.payments.attempts import poll_now
from portal.kit.db.row_security import only_rows_of
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

READING = ("GET", "HEAD")
RATE = "30/m/ip"
# As the cards' own processors advise against testing of stolen ones.
PAY_RATE = "10/h/ip"
Opened = Callable[[HttpRequest, str], HttpResponse]


def _with_link(view: Callable[[HttpRequest, str, SharedLink], HttpResponse]) -> Opened:
    """Hand the view the link that its secret opens, with the rows of the link's company and no
    others in reach."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        link = find(token)
        if link is None:
            return _gone(request)
        with only_rows_of([link.customer_id]):
            return view(request, token, link)

    return opened


@open_view
@limited("shared-link", RATE, methods=READING)
@require_safe
@_with_link
def shared_detail(request: HttpRequest, token: str, link: SharedLink) -> HttpResponse:
    """The one document of this link, its PDF and how to pay it; nothing else."""
    kind = kind_of(link)
    most = None if "lines" in request.GET else MAX_LINES
    shown = kind.show(link, _seller(request), most) if kind else None
    if kind is None or shown is None:
        return _gone(request)
    _count(request, link)
    context: dict[str, object] = {
        **shown.context,
        "link": link,
        "label": kind.label,
        "title": shown.title,
        "document_template": shown.template,
        "token": token,
    }
    return _private(page(request, "billing/shared_detail.jinja", context))


@open_view
@limited("shared-link", RATE, methods=READING)
@require_safe
@_with_link
def shared_pdf(request: HttpRequest, token: str, link: SharedLink) -> HttpResponse:
    """The document to keep."""
    kind = kind_of(link)
    file = kind.pdf(link, _seller(request)) if kind else None
    if file is None:
        return _gone(request)
    _count(request, link)
    record(
        "document.downloaded",
        customer=link.customer,
        subject=file.name.replace("-", " ", 1),
        details={"by": "shared link"},
    )
    return _private(pdf_response(file.content, file.name, inline="inline" in request.GET))


@open_view
@csrf_exempt
@limited("shared-payment", PAY_RATE)
@require_POST
@_with_link
def shared_payment_new(request: HttpRequest, token: str, link: SharedLink) -> HttpResponse:
    """Pay the link's invoice by card. The secret in the address is what is believed, so a cookie
    against forged forms would add nothing."""
    try:
        attempt = pay_by_card(link, key=UUID(request.POST.get("once", "")))
    except (Refusal, ValueError):
        return _private(redirect("billing:shared-detail", token))
    if attempt is None:
        return _gone(request)
    here = reverse("billing:shared-payment-detail", args=[attempt.pk])
    return _private(see_other(attempt.page_url or here))


@open_view
@limited("shared-link", RATE, methods=READING)
@require_safe
def shared_payment_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """What became of a payment by link: its state and nothing of the account. The address is a
    secret of its own, for the link's must not be kept."""
    attempt = PaymentAttempt.objects.filter(pk=key, started_by=None, agreement=None).first()
    if attempt is None:
        return _gone(request)
    with only_rows_of([attempt.customer_id]):
        is_known = poll_now(attempt)
        attempt = PaymentAttempt.objects.get(pk=key)
        context: dict[str, object] = {
            "attempt": attempt,
            "is_known": is_known,
            "lines": attempt.lines.select_related("item"),
        }
        return _private(page(request, "billing/shared_payment_detail.jinja", context))


def _seller(request: HttpRequest) -> Organization:
    return cast("Organization", of_portal(request).organization)


def _count(request: HttpRequest, link: SharedLink) -> None:
    """Staff who look, and programs that only ask whether the page is there, do not count."""
    if request.method == "GET" and not getattr(request.user, "is_staff", False):
        count_use(link)


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page whatever is wrong with the link, so that it tells nothing."""
    return _private(page(request, "billing/shared_gone.jinja", {}, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """In no cache, in no search engine, and the address of the page goes nowhere."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
