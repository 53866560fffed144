"""Making and revoking links to one's own documents."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.models import SharedLink
from accounts.sharing.saved_views import views_of
from accounts.sharing.shared_links import NewLink, links_to, revoke, share
from accounts.sign_in.rate_limits import limited
from billing.models import Invoice
from billing.sharing.form import ShareForm
from billing.sharing.invoice import INVOICE, title_of
from billing.sharing.kinds import kind_of
from billing.sharing.link_list import LINKS, LinkFilterForm, link_rows
from billing.views.lookup import find_by_number, see_other
from portal.kit.lists.drawn import drawn
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

RATE = "30/h/user"


@customer_view(Verb.SHARE)
@limited("share", RATE)
def invoice_link_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Make a link to this invoice. Its address is shown once, on the page that answers."""
    invoices = Invoice.objects.for_customer(request.customer).issued()
    invoice: Invoice = find_by_number(invoices, number)
    return links_page(
        request,
        kind=INVOICE,
        number=invoice.number or "",
        title=title_of(invoice),
        back_url=reverse("billing:invoice-detail", args=[invoice.number]),
    )


def links_page(
    request: CustomerRequest,
    *,
    kind: str,
    title: str,
    back_url: str,
    number: str = "",
    parameters: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of one document's links, and the form that makes one more. The view has found
    the document among the customer's own before it asks for this."""
    form = ShareForm(request.POST or None)
    new: NewLink | None = None
    if request.method == "POST" and form.is_valid():
        new = share(
            customer=request.customer,
            kind=kind,
            number=number,
            parameters=parameters,
            title=title,
            made_by=request.user,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
        )
        form = ShareForm()
    context: dict[str, object] = {
        "title": title,
        "back_url": back_url,
        "form": form,
        "new": new,
        "contacts": request.customer.contacts.exclude(email=""),
        "days": request.organization.shared_link_days,
        "links": links_to(request.customer, kind, number=number, parameters=parameters),
    }
    status = 422 if form.errors else 200
    return page(request, "billing/invoice_link_new.jinja", context, status=status)


@customer_view(Verb.SHARE)
def shared_link_list(request: CustomerRequest) -> HttpResponse:
    """The company's links to whatever document: those that open something, or all."""
    links = SharedLink.objects.for_customer(request.customer).select_related("created_by")
    today = request.organization.today()
    asked = LINKS.asked(
        request.GET,
        items=links,
        form_of=lambda params: LinkFilterForm(params, today=today),
        today=today,
    )
    shown = drawn(
        request, asked, rows=link_rows, views=views_of(request.membership, asked.list.name)
    )
    return page(
        request,
        "billing/shared_link_list.jinja",
        {"list": shown},
        partials=("link-list",),
        status=shown.form.status_code,
    )


@customer_view(Verb.SHARE)
@require_POST
def shared_link_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Revoke a link of this company's."""
    link = get_object_or_404(SharedLink.objects.for_customer(request.customer), pk=pk)
    try:
        revoke(link, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Link revoked. It no longer works."))
    kind = kind_of(link)
    return see_other(kind.page(link) if kind else reverse("front:profile-detail"))
