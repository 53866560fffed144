from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.membership import viewing_as
from portal.kit.web.requests import of_portal


@open_view
@require_POST
@login_required
def view_as_delete(request: HttpRequest) -> HttpResponse:
    """End the look as a customer and go back to the customer's page in the admin."""
    view_as = of_portal(request).view_as
    if view_as is None:
        return redirect("front:home")
    viewing_as.stop(request, view_as)
    return redirect(
        reverse("admin:accounts_customer_change", args=[view_as.membership.customer_id])
    )
