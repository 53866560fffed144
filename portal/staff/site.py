"""The staff's admin, behind allauth's sign-in so that its rate limits hold there too."""

from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from portal import watchdog
from portal.kit.jobs.queue_health import queue_health
from portal.kit.staff.admin import queues_for


class StaffSite(admin.AdminSite):
    site_header = _("Foyer staff")
    site_title = _("Foyer staff")
    index_title = _("What would you like to do?")
    site_url = "/"
    # Wide lists of documents need the room.
    enable_nav_sidebar = False
    index_template = "admin/kit/index.html"

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """allauth's own page; who is signed in and no staff is refused."""
        page: HttpResponse = secure_admin_login(super().login)(request, extra_context=extra_context)
        return page

    def admin_view(
        self,
        view: Any,
        cacheable: bool = False,  # noqa: FBT001, FBT002 - as Django has it
    ) -> Any:
        """Every page of the site. A zero byte in the query, which Django's filters would hand on
        to PostgreSQL, is a bad request."""

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any("\x00" in value for values in request.GET.lists() for value in values[1]):
                raise BadRequest("A zero byte in the address.")
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return super().admin_view(update_wrapper(checked, view), cacheable)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """allauth's page, which is limited and tells the person by mail. Django's is neither."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits for somebody comes first, below a word about a queue that stands still."""
        health = queue_health()
        context = {
            "queues": queues_for(request),
            "queue_health": health,
            "queue_problem": watchdog.sentence(health),
        }
        return super().index(request, {**context, **(extra_context or {})})
