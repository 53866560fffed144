"""Whom to tell of a weakness (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.access import open_view
from accounts.models import Organization
from portal.kit.messages.mail import absolute

GOOD_FOR = timedelta(days=180)


@open_view
def security_contact_detail(request: HttpRequest) -> HttpResponse:
    """`SECURITY_CONTACT`, or the organization's email; 404 where there is neither."""
    email = Organization.current().email
    contact = settings.SECURITY_CONTACT or (f"mailto:{email}" if email else "")
    if not contact:
        raise Http404
    expires = (timezone.now() + GOOD_FOR).replace(microsecond=0).isoformat()
    lines = [f"Contact: {contact}", f"Expires: {expires}", f"Canonical: {absolute(request.path)}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
