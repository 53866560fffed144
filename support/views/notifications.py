from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import see_other
from portal.kit.web.rendering import page
from support.models import Notification
from support.notices.reading import mark_read
from support.notices.shown import groups_for, url_of


@customer_view(Verb.SEE_PROFILE)
def notification_list(request: CustomerRequest) -> HttpResponse:
    """What this person was told, one line for each thing it is about."""
    groups = groups_for(request)
    context: dict[str, object] = {
        "groups": groups,
        "is_unread": any(one.unread for one in groups),
    }
    return page(request, "support/notification_list.jinja", context)


@customer_view(Verb.SEE_PROFILE)
def notification_detail(request: CustomerRequest, pk: int) -> HttpResponse:
    """Marks read what was told about the same thing, and leads there."""
    told = Notification.objects.for_customer(request.customer).filter(user=request.user)
    one = told.filter(pk=pk).first()
    if one is None:
        raise Http404
    mark_read(request, (one.subject, one.number))
    return see_other(url_of(one))


@customer_view(Verb.SEE_PROFILE)
@require_POST
def notification_list_edit(request: CustomerRequest) -> HttpResponse:
    """Marks all of them read."""
    mark_read(request)
    return see_other(reverse("support:notification-list"))
