"""What is open on a customer's account, with what can be done about each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from billing.documents.status import days_overdue
from billing.models import InvoiceDispute, OpenItem
from billing.payments.planning.items_to_pay import CREDIT_SOURCE_KINDS, CREDITS_FIRST
from portal.kit.staff.actions import Button
from portal.staff.customers.documents import document_url, documents_of

MAX_PAYABLE = 12
MAX_SOURCES = 6


@dataclass(frozen=True, slots=True)
class OpenRow:
    item: OpenItem
    url: str
    days_overdue: int
    is_disputed: bool
    acts: list[Button]


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Invoices and requested retainers, the oldest due first, and what could settle them."""

    payable: list[OpenRow]
    sources: list[OpenRow]
    has_more: bool


def open_items_of(
    customer: Customer, person: User | AnonymousUser, *, today: date, back: str
) -> OpenItems:
    """Four statements. `back` is where the acts lead back to."""
    items = OpenItem.objects.for_customer(customer)
    payable = list(items.payable()[: MAX_PAYABLE + 1])
    sources = list(
        items.filter(kind__in=CREDIT_SOURCE_KINDS)
        .open()
        .order_by(CREDITS_FIRST, "issued_on", "id")[: MAX_SOURCES + 1]
    )
    documents = documents_of(one.pk for one in (*payable, *sources))
    disputed = set(
        InvoiceDispute.objects.filter(
            invoice__open_item__in=[one.pk for one in payable], settled_at=None
        ).values_list("invoice__open_item", flat=True)
    )

    def rows(found: Iterable[OpenItem]) -> list[OpenRow]:
        return [
            OpenRow(
                item=one,
                url=document_url(one.kind, documents.get(one.pk)),
                days_overdue=days_overdue(one, today),
                is_disputed=one.pk in disputed,
                acts=acts_of(one, documents.get(one.pk), person, back),
            )
            for one in found
        ]

    return OpenItems(
        payable=rows(payable[:MAX_PAYABLE]),
        sources=rows(sources[:MAX_SOURCES]),
        has_more=len(payable) > MAX_PAYABLE or len(sources) > MAX_SOURCES,
    )


def acts_of(
    item: OpenItem, document_id: int | None, person: User | AnonymousUser, back: str
) -> list[Button]:
    """What this person may do with the open item, each on a page that asks. `back` is where it
    leads back to; empty for the document itself."""
    if document_id is None:
        return []
    model = item.kind.replace("_", "")
    change = f"billing.change_{model}"
    found = []
    if item.kind != OpenItem.Kind.PAYMENT and person.has_perm(f"billing.view_{model}"):
        found.append(Button("PDF", document_url(item.kind, document_id, "pdf")))
    spending = [("allocate", _("Allocate"), change), ("refund", _("Refund"), change)]
    pages = {
        OpenItem.Kind.INVOICE: [
            ("send", _("Send"), change),
            ("credit", _("Credit"), "billing.add_creditnote"),
            ("write-off", _("Write off"), change),
        ],
        OpenItem.Kind.CREDIT_NOTE: spending,
        OpenItem.Kind.PAYMENT: spending,
    }.get(OpenItem.Kind(item.kind), [])
    asked = f"?back={back}" if back else ""
    found += [
        Button(label, document_url(item.kind, document_id, page) + asked)
        for page, label, permission in pages
        if person.has_perm(permission)
    ]
    return found
