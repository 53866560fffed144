"""What invoices and credit notes share when they are issued: lines, totals, the snapshot."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from django.db import models, transaction

from accounts.models import Address, Customer, Organization
from billing.documents.issuing.tax import line_net, tax_groups
from billing.ledger.posting import LedgerRefusal
from billing.models import OpenItem
from billing.models.documents.document import Document, Line, LinedDocument
from billing.models.entry_rules import day_problem, require
from portal.kit.db.numbering import next_number
from portal.kit.text.identifiers import validate_document_number
from portal.kit.web.refusals import Refusal

D = TypeVar("D", bound=Document)


class NotADraft(Refusal):
    """The document has been issued before."""


def locked_draft(document: D) -> D:
    """The document read again under lock, to be issued.

    Raises NotADraft when somebody issued it meanwhile, and Refusal while nobody has said who sells.
    """
    Organization.current().check_is_set_up()
    fresh = type(document)._default_manager.select_for_update(no_key=True).get(pk=document.pk)  # noqa: SLF001 - the model's own manager
    if not fresh.is_draft:
        raise NotADraft(f"{fresh} has already been issued.")
    return fresh


def compute_totals(document: LinedDocument, lines: Sequence[Line]) -> None:
    """Set the lines' `net` and the document's totals. Nothing is saved."""
    for line in lines:
        line.net = line_net(line, document.currency)
    groups = tax_groups(lines, document.currency)
    document.net_total = sum((group.net for group in groups), start=document.net_total * 0)
    document.tax_total = sum((group.tax for group in groups), start=document.tax_total * 0)
    document.total = document.net_total + document.tax_total
    if document.total < 0:
        raise LedgerRefusal("A document's total can't be negative. Issue the other kind instead.")


def issue_day(document: Document, issued_on: date | None) -> date:
    """The day a document is issued on: `issued_on`, its own date or the seller's today. Raises
    Refusal for a later one."""
    today = Organization.current().today()
    day = issued_on or document.issued_on or today
    require(day_problem(day, today))
    return day


def take_snapshot(document: LinedDocument) -> None:
    """Copy the customer's names and addresses into the document."""
    customer = document.customer
    document.billing_name = customer.name
    document.customer_tax_id = customer.tax_id
    document.billing_address = default_address(customer, Address.Kind.BILLING)
    document.shipping_address = default_address(customer, Address.Kind.SHIPPING)


def default_address(customer: Customer, kind: Address.Kind) -> str:
    """The lines of the customer's default address of this kind, or its first, or nothing. One
    statement, or none where the addresses were read with the customer."""
    of_kind = [one for one in customer.addresses.all() if one.kind == kind]
    address = min(of_kind, key=lambda one: (not one.is_default, one.pk), default=None)
    return "\n".join(address.lines) if address else ""


def free_number(model: type[models.Model], prefix: str) -> str:
    """The next number under `prefix` that no imported document has taken. Raises ValidationError
    for a prefix whose numbers would have no address of their own."""
    while True:
        number = next_number(prefix)
        validate_document_number(number)
        if not model._default_manager.filter(number=number).exists():  # noqa: SLF001 - the model's own manager
            return number


def open_item_for(
    document: Document, *, kind: OpenItem.Kind, due_on: date | None, reference: str = ""
) -> OpenItem:
    """The document's open item, still at zero: the posting opens it."""
    if document.issued_on is None or not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An open item is made together with its dated document.")
    return OpenItem.objects.create(
        customer=document.customer,
        currency=document.currency,
        kind=kind,
        number=document.number or "",
        reference=reference,
        issued_on=document.issued_on,
        due_on=due_on,
        total=document.total,
    )
