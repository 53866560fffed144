"""What a company may change of itself, and what staff must approve.

Once a legal document stands in a company's name, its name, tax id and default billing address
change by request only: the next invoice must not carry what nobody has checked. Documents that
were issued keep their own copy in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Address, ChangeRequest, Customer, Organization, User
from portal.kit.messages.mail import absolute, send_mail_to
from portal.kit.web.refusals import Refusal

Subject = ChangeRequest.Subject
LEGAL_FIELDS = {"name": Subject.NAME, "tax_id": Subject.TAX_ID}
ADDRESS_FIELDS = (
    "attention",
    "line1",
    "line2",
    "postcode",
    "city",
    "region",
    "country",
)

_document_checks: list[Callable[[Customer], bool]] = []


def register_documents(has_documents: Callable[[Customer], bool]) -> None:
    """A room above tells whether legal documents stand in a customer's name."""
    _document_checks.append(has_documents)


def has_legal_documents(customer: Customer) -> bool:
    """Whether any document was issued to this customer."""
    return any(check(customer) for check in _document_checks)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a change: done at once, or asked for."""

    changed: list[str]
    requested: list[ChangeRequest]


@transaction.atomic
def change_details(customer: Customer, values: Mapping[str, str], *, by: User) -> Saved:
    """Set the fields of `values` that differ; those on legal documents become requests where
    there are documents. A request that is open is replaced by the newer wish."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    is_locked = has_legal_documents(customer)
    changed, requested = [], []
    for field, new in values.items():
        old = getattr(customer, field)
        if new == old:
            continue
        if is_locked and field in LEGAL_FIELDS:
            requested.append(
                _request(customer, LEGAL_FIELDS[field], {field: old}, {field: new}, by)
            )
        else:
            setattr(customer, field, new)
            changed.append(field)
    if changed:
        customer.save(update_fields=changed)
    return Saved(changed, requested)


@transaction.atomic
def change_address(address: Address, values: Mapping[str, str], *, by: User) -> Saved:
    """Change an address, or ask for it where it is the one that invoices carry."""
    old = {field: getattr(address, field) for field in ADDRESS_FIELDS}
    new = {field: values[field] for field in ADDRESS_FIELDS}
    if new == old:
        return Saved([], [])
    if is_on_documents(address):
        request = _request(
            address.customer, Subject.BILLING_ADDRESS, {"id": address.pk, **old}, new, by
        )
        return Saved([], [request])
    for field, value in new.items():
        setattr(address, field, value)
    address.save(update_fields=ADDRESS_FIELDS)
    return Saved([field for field in ADDRESS_FIELDS if old[field] != new[field]], [])


@transaction.atomic
def make_default(address: Address) -> None:
    """Make it the one of its kind that is used unless another is chosen.

    Raises Refusal for a billing address where invoices carry the present one.
    """
    present = Address.objects.filter(
        customer_id=address.customer_id, kind=address.kind, is_default=True
    ).first()
    if present is not None and present != address:
        if is_on_documents(present):
            raise Refusal(
                _("Invoices carry the present billing address. Ask for a change of that one.")
            )
        present.is_default = False
        present.save(update_fields=["is_default"])
    address.is_default = True
    address.save(update_fields=["is_default"])


def delete_address(address: Address) -> None:
    """Raises Refusal for the billing address that invoices carry."""
    if is_on_documents(address):
        raise Refusal(_("Your invoices show this address, so it can't be deleted."))
    address.delete()


def is_on_documents(address: Address) -> bool:
    """Whether the next invoice will carry this address, and earlier ones exist."""
    return (
        address.kind == Address.Kind.BILLING
        and address.is_default
        and has_legal_documents(address.customer)
    )


@transaction.atomic
def withdraw(request: ChangeRequest) -> ChangeRequest:
    """Ask for it no more. Raises Refusal unless the request is open."""
    return _end(request, ChangeRequest.State.WITHDRAWN)


@transaction.atomic
def approve(request: ChangeRequest, *, decided_by: User) -> ChangeRequest:
    """Do what was asked and tell the person. Raises Refusal unless the request is open, and when
    the address it is about is gone."""
    request = _end(request, ChangeRequest.State.APPROVED, decided_by)
    if request.subject == Subject.BILLING_ADDRESS:
        addresses = Address.objects.filter(pk=request.old["id"], customer=request.customer)
        if not addresses.update(**request.new):
            raise Refusal(_("The address no longer exists. Decline the request."))
    else:
        Customer.objects.filter(pk=request.customer_id).update(**request.new)
    _tell(request)
    return request


@transaction.atomic
def decline(request: ChangeRequest, *, decided_by: User, reason: str) -> ChangeRequest:
    """Leave it as it is and tell the person why. Raises Refusal unless the request is open."""
    request = _end(request, ChangeRequest.State.DECLINED, decided_by, reason)
    _tell(request)
    return request


def _request(
    customer: Customer, subject: str, old: dict[str, object], new: dict[str, str], by: User
) -> ChangeRequest:
    mine = ChangeRequest.objects.for_customer(customer).open().filter(subject=subject)
    mine.update(state=ChangeRequest.State.WITHDRAWN, decided_at=timezone.now())
    request: ChangeRequest = ChangeRequest.objects.create(
        customer=customer, subject=subject, old=old, new=new, asked_by=by
    )
    return request


def _end(
    request: ChangeRequest, state: ChangeRequest.State, by: User | None = None, reason: str = ""
) -> ChangeRequest:
    locked: ChangeRequest = ChangeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.state != ChangeRequest.State.OPEN:
        raise Refusal(_("This request has already been decided or withdrawn."))
    locked.state, locked.decided_by, locked.reason = state, by, reason
    locked.decided_at = timezone.now()
    locked.save()
    record(
        f"change-request.{state}",
        customer=locked.customer,
        subject=str(locked.get_subject_display()),
        details={"new": locked.new, "reason": reason} if reason else {"new": locked.new},
    )
    return locked


def _tell(request: ChangeRequest) -> None:
    send_mail_to(
        request.asked_by.email,
        "mail/accounts/change_decided",
        {
            "organization": Organization.current(),
            "change": request,
            "is_approved": request.state == ChangeRequest.State.APPROVED,
            "url": absolute(reverse("accounts:company-detail")),
        },
        language=request.customer.language,
    )
