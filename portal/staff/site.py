"""The staff's admin, behind allauth's sign-in so that its rate limits hold there too."""

from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from portal.kit.staff.queues import queues_for
from portal.staff.navigation import sections_for


class StaffSite(admin.AdminSite):
    site_header = _("Foyer staff")
    site_title = _("Foyer staff")
    index_title = _("Desk")
    site_url = "/"
    # Our own, by job (navigation.py).
    enable_nav_sidebar = False

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

    def password_change(  # type: ignore[override]  # a redirect, no page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """allauth's page, which is limited and tells the person by mail. Django's is neither."""
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]  # a redirect, no page
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, and the pages that belong to no model."""
        from portal.staff import records  # noqa: PLC0415 - they ask this site
        from portal.staff.bulk.urls import bulk_urls  # noqa: PLC0415
        from portal.staff.customers.urls import customer_urls  # noqa: PLC0415
        from portal.staff.receivables.urls import receivables_urls  # noqa: PLC0415
        from portal.staff.searching import pages  # noqa: PLC0415

        own = [
            path("search/", self.admin_view(pages.search_view), name="search"),
            path("records/", self.admin_view(records.records_view), name="records"),
        ]
        return [
            *own,
            *receivables_urls(self.admin_view),
            *bulk_urls(self.admin_view),
            *customer_urls(self.admin_view),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the staff's has: beside Django's, the navigation."""
        context = super().each_context(request)
        if context["has_permission"]:
            waiting = queues_for(request.user)
            context["staff_sections"] = sections_for(request.user, request.path, waiting)
            context["is_desk"] = request.path == reverse("admin:index")
        return context

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The desk: today's money and what waits for this person."""
        from portal.staff import desk  # noqa: PLC0415 - asks this site

        return desk.desk_view(request, extra_context)
