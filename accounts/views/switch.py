from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.groups import companies_of
from accounts.middleware import SESSION_KEY


@open_view
@require_POST
@login_required
def switch_new(request: HttpRequest) -> HttpResponse:
    """Go on as another company one may act for, at `next` if that is a page of ours; anybody
    else's company is 404."""
    chosen = request.POST.get("customer", "")
    reachable = {
        str(place.customer.pk): place.customer for place in companies_of(request.user.pk or 0)
    }
    if chosen not in reachable:
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    said = _("You are now working for %(company)s.") % {"company": reachable[chosen].name}
    messages.success(request, said)
    following = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(following, allowed_hosts=None):
        return redirect(following)
    return redirect("front:profile-detail")
