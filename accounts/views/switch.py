from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.companies import companies_of
from accounts.middleware import SESSION_KEY


@open_view
@require_POST
@login_required
def switch_new(request: HttpRequest) -> HttpResponse:
    """Go on as another company one may act for; anybody else's is 404."""
    chosen = request.POST.get("customer", "")
    reachable = {str(place.customer.pk) for place in companies_of(request.user.pk or 0)}
    if chosen not in reachable:
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    return redirect("front:profile-detail")
