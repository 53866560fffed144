"""Staff share a link to a customer's invoice. Its address is shown once and written nowhere."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from accounts.sharing.shared_links import NewLink, share
from billing.models import Invoice
from billing.sharing.form import ShareForm
from billing.sharing.invoice import INVOICE, title_of
from portal.kit.staff.actions import Button, ObjectActionsAdmin


class SharingAdmin(ObjectActionsAdmin):
    """A mixin for a document's pages: a button that makes a link to it."""

    share_template = "admin/billing/shared_link.html"

    def get_urls(self) -> list[URLPattern]:
        return [self.object_url("share", self.share_view), *super().get_urls()]

    def share_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for whom; on POST show the link this once. The log has no address of it."""
        invoice: Invoice = self.find(request, object_id)
        form = ShareForm(request.POST or None)
        new: NewLink | None = None
        if request.method == "POST" and form.is_valid() and not invoice.is_draft:
            new = share(
                customer=invoice.customer,
                kind=INVOICE,
                number=invoice.number or "",
                title=title_of(invoice),
                made_by=cast("User", request.user),
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
            )
            self.log_change(request, invoice, _("A link was shared."))
        links = reverse("admin:accounts_sharedlink_changelist")
        context: dict[str, Any] = {
            "title": _("Share a link: %s") % invoice,
            "form": form,
            "new": new,
            "days": Organization.current().shared_link_days,
            "links_url": f"{links}?q={invoice.number}",
        }
        return self.ask(request, self.share_template, invoice, context)

    def buttons(self, request: HttpRequest, obj: Invoice) -> list[Button]:
        found = super().buttons(request, obj)
        if self.may_act(request) and not obj.is_draft:
            found.append(Button(_("Share a link"), self.url_of(obj, "share")))
        return found
