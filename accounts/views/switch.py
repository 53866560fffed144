from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.middleware import SESSION_KEY
from accounts.models import Membership


@open_view
@require_POST
@login_required
def switch_new(request: HttpRequest) -> HttpResponse:
    """Go on as another of one's own companies; anybody else's is 404."""
    chosen = request.POST.get("customer", "")
    membership = get_object_or_404(
        Membership, user_id=request.user.pk, customer_id=chosen if chosen.isdecimal() else None
    )
    request.session[SESSION_KEY] = membership.customer_id
    return redirect("front:profile-detail")
