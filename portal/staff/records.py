"""Every table that has no entry of its own in the navigation: the ledger and the machinery."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.staff.navigation import listed_urls


def records_view(request: HttpRequest) -> HttpResponse:
    """By app, as far as this person may look."""
    listed = listed_urls()
    apps = []
    for app in admin.site.get_app_list(request):
        models = [one for one in app["models"] if one["admin_url"] not in {None, *listed}]
        if models:
            apps.append({"name": app["name"], "models": models})
    context = {**admin.site.each_context(request), "title": _("Records"), "apps": apps}
    return TemplateResponse(request, "admin/kit/records.html", context)
