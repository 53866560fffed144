"""The company's own page: details, addresses, contacts, and what it has asked to change."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.company import changes
from accounts.company.changes import ADDRESS_FIELDS, Saved, change_address, change_details, withdraw
from accounts.company.editable_sections import PARTS
from accounts.forms import AddressForm, CompanyForm, ContactForm
from accounts.models import Address, ChangeRequest, ContactPerson
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

P = ParamSpec("P")
View = Callable[Concatenate[CustomerRequest, P], HttpResponse]

DETAIL = "accounts:company-detail"


def part(name: str) -> Callable[[View[P]], View[P]]:
    """Mark a view about a part of the page that staff may close: then it does not exist."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def checked(request: CustomerRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if name in request.organization.fixed_for_customers:
                raise Http404
            return view(request, *args, **kwargs)

        return cast("View[P]", checked)

    return decorate


@customer_view(Verb.SEE_PROFILE)
def company_detail(request: CustomerRequest) -> HttpResponse:
    """Everything about the company, with links for those who may change it."""
    customer = request.customer
    may_change = allows(request.membership, Verb.MANAGE_COMPANY, customer)
    fixed = set(request.organization.fixed_for_customers)
    context: dict[str, object] = {
        "addresses": customer.addresses.all(),
        "contacts": customer.contacts.all(),
        "changes": ChangeRequest.objects.for_customer(customer).open().select_related("asked_by"),
        "may_change": {name: may_change and name not in fixed for name in PARTS},
        "may_change_details": may_change and bool(set(PARTS) - fixed - {"addresses", "contacts"}),
        "language_name": dict(settings.LANGUAGES).get(customer.language, ""),
    }
    return page(request, "accounts/company_detail.jinja", context)


@customer_view(Verb.MANAGE_COMPANY)
def company_edit(request: CustomerRequest) -> HttpResponse:
    """Change the details; what stands on legal documents is asked for instead."""
    form = CompanyForm(
        request.POST or None,
        instance=request.customer,
        fixed=request.organization.fixed_for_customers,
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        saved = change_details(request.customer, values, by=request.user)
        _say(request, saved)
        return redirect(DETAIL)
    context: dict[str, object] = {
        "form": form,
        "is_locked": changes.has_legal_documents(request.customer),
    }
    status = 422 if form.errors else 200
    return page(request, "accounts/company_edit.jinja", context, status=status)


@customer_view(Verb.MANAGE_COMPANY)
@part("addresses")
def address_new(request: CustomerRequest) -> HttpResponse:
    """Add an address; the first of its kind is the default."""
    form = AddressForm(request.POST or None, instance=Address(customer=request.customer))
    if request.method == "POST" and form.is_valid():
        address = form.save(commit=False)
        same_kind = request.customer.addresses.filter(kind=address.kind)
        address.is_default = not same_kind.exists()
        address.save()
        messages.success(request, _("Address added."))
        return redirect(DETAIL)
    return _form(request, form, _("Add address"))


@customer_view(Verb.MANAGE_COMPANY)
@part("addresses")
def address_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Change an address; the one on invoices is asked for instead."""
    address = _address(request, pk)
    is_locked = changes.is_on_documents(address)
    form = AddressForm(request.POST or None, instance=address)
    if request.method == "POST" and form.is_valid():
        stored = _address(request, pk)
        values = {field: form.cleaned_data[field] for field in ADDRESS_FIELDS}
        _say(request, change_address(stored, values, by=request.user))
        return redirect(DETAIL)
    return _form(request, form, _("Change address"), is_locked=is_locked)


@customer_view(Verb.MANAGE_COMPANY)
@part("addresses")
def address_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Ask, then delete an address."""
    address = _address(request, pk)
    if request.method == "POST":
        try:
            changes.delete_address(address)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Address deleted."))
        return redirect(DETAIL)
    return _ask(request, _("Delete this address?"), str(address))


@customer_view(Verb.MANAGE_COMPANY)
@require_POST
@part("addresses")
def default_address_new(request: CustomerRequest, pk: int) -> HttpResponse:
    """Make an address the default of its kind."""
    try:
        changes.make_default(_address(request, pk))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(DETAIL)


@customer_view(Verb.MANAGE_COMPANY)
@part("contacts")
def contact_new(request: CustomerRequest) -> HttpResponse:
    """Add a contact person."""
    form = ContactForm(request.POST or None, instance=ContactPerson(customer=request.customer))
    return _save_contact(request, form, _("Add contact person"))


@customer_view(Verb.MANAGE_COMPANY)
@part("contacts")
def contact_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Change a contact person and what they get by mail."""
    form = ContactForm(request.POST or None, instance=_contact(request, pk))
    return _save_contact(request, form, _("Change contact person"))


@customer_view(Verb.MANAGE_COMPANY)
@part("contacts")
def contact_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Ask, then delete a contact person."""
    contact = _contact(request, pk)
    if request.method == "POST":
        contact.delete()
        messages.success(request, _("Contact person deleted."))
        return redirect(DETAIL)
    return _ask(request, _("Delete this contact person?"), str(contact))


@customer_view(Verb.MANAGE_COMPANY)
@require_POST
def change_request_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Withdraw what was asked for."""
    try:
        withdraw(get_object_or_404(ChangeRequest.objects.for_customer(request.customer), pk=pk))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Request withdrawn."))
    return redirect(DETAIL)


def _save_contact(request: CustomerRequest, form: ContactForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        contact = form.save()
        if contact.is_primary:
            request.customer.contacts.exclude(pk=contact.pk).update(is_primary=False)
        messages.success(request, _("%(person)s saved.") % {"person": contact})
        return redirect(DETAIL)
    return _form(request, form, title)


def _form(
    request: CustomerRequest, form: Any, title: str, *, is_locked: bool = False
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "title": title, "is_locked": is_locked}
    status = 422 if form.errors else 200
    return page(request, "accounts/company_form.jinja", context, status=status)


def _ask(request: CustomerRequest, title: str, what: str) -> HttpResponse:
    return page(request, "accounts/company_delete.jinja", {"title": title, "what": what})


def _say(request: CustomerRequest, saved: Saved) -> None:
    if saved.requested:
        messages.info(
            request, _("Request sent. We review changes to legal details and will email you.")
        )
    elif saved.changed:
        messages.success(request, _("Company details saved."))


def _address(request: CustomerRequest, pk: int) -> Address:
    addresses = Address.objects.filter(customer=request.customer).select_related("customer")
    return get_object_or_404(addresses, pk=pk)


def _contact(request: CustomerRequest, pk: int) -> ContactPerson:
    return get_object_or_404(ContactPerson, pk=pk, customer=request.customer)
