"""What a shared link opens. It signs nobody in and believes nothing but the link itself."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import open_view
from accounts.audit import record
from accounts.limits import limited
from accounts.models import Organization, SharedLink
from accounts.shared_links import count_use, find
from billing.shared_kinds import kind_of
from billing.views.lookup import MOST_LINES
from portal.kit.downloads import pdf_response
from portal.kit.rendering import page

READING = ("GET", "HEAD")
RATE = "30/m/ip"


@open_view
@limited("shared-link", RATE, methods=READING)
@require_safe
def shared_detail(request: HttpRequest, token: str) -> HttpResponse:
    """The one document of this link, its PDF and how to pay it; nothing else."""
    link, seller = find(token), _seller(request)
    kind = kind_of(link) if link else None
    most = None if "lines" in request.GET else MOST_LINES
    shown = kind.show(link, seller, most) if link and kind else None
    if link is None or kind is None or shown is None:
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
    return _private(page(request, "billing/shared_detail.html", context))


@open_view
@limited("shared-link", RATE, methods=READING)
@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The document to keep."""
    link, seller = find(token), _seller(request)
    kind = kind_of(link) if link else None
    file = kind.pdf(link, seller) if link and kind else None
    if link is None or file is None:
        return _gone(request)
    _count(request, link)
    record(
        "document.downloaded",
        customer=link.customer,
        subject=file.name.replace("-", " ", 1),
        details={"by": "shared link"},
    )
    return _private(pdf_response(file.content, file.name))


def _seller(request: HttpRequest) -> Organization:
    return cast("Organization", request.organization)  # type: ignore[attr-defined]


def _count(request: HttpRequest, link: SharedLink) -> None:
    """Staff who look, and programs that only ask whether the page is there, do not count."""
    if request.method == "GET" and not getattr(request.user, "is_staff", False):
        count_use(link)


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page whatever is wrong with the link, so that it tells nothing."""
    return _private(page(request, "billing/shared_gone.html", {}, status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """In no cache, in no search engine, and the address of the page goes nowhere."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
