"""What a thread can be about. A subject is named by kind and number and looked up for whoever
asks, so that nobody reads a thread whose document they may not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, allows
from accounts.models import Customer
from billing.models import CreditNote, Invoice, Payment, Retainer
from orders.models import SalesOrder
from support.models import Thread
from support.threads.addresses import named_in

Kind = Thread.Subject


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind: its rows, the right to see them, and the pages of customer and staff."""

    rows: Callable[[], QuerySet[Any]]
    verb: Verb
    page: str
    admin_page: str


SUBJECTS = {
    Kind.INVOICE: Subject(
        Invoice.objects.issued,
        Verb.SEE_BILLING,
        "billing:invoice-detail",
        "admin:billing_invoice_change",
    ),
    Kind.CREDIT_NOTE: Subject(
        CreditNote.objects.issued,
        Verb.SEE_BILLING,
        "billing:credit-detail",
        "admin:billing_creditnote_change",
    ),
    Kind.RETAINER: Subject(
        Retainer.objects.issued,
        Verb.SEE_BILLING,
        "billing:retainer-detail",
        "admin:billing_retainer_change",
    ),
    Kind.PAYMENT: Subject(
        Payment.objects.all,
        Verb.SEE_BILLING,
        "billing:payment-detail",
        "admin:billing_payment_change",
    ),
    Kind.ORDER: Subject(
        SalesOrder.objects.all,
        Verb.SEE_ORDERS,
        "orders:order-detail",
        "admin:orders_salesorder_change",
    ),
}


def find_subject(customer: Customer, kind: str, number: str) -> Model | None:
    """The customer's document of this kind and number. One statement."""
    subject = SUBJECTS.get(Kind(kind)) if kind in SUBJECTS else None
    if subject is None or not number or "\x00" in number:
        return None
    found: Model | None = subject.rows().filter(customer=customer, number=number).first()
    return found


def find_subject_seen(request: CustomerRequest, kind: str, number: str) -> Model:
    """The same for whoever looks; 404 without the right to see it."""
    found = find_subject(request.customer, kind, number)
    if found is None or not allows(request.membership, SUBJECTS[Kind(kind)].verb, request.customer):
        raise Http404
    return found


def sees_discussion(subject: str, customer: Customer) -> bool:
    """Whether the document that a discussion's address names is this customer's."""
    return find_subject(customer, *named_in(subject)) is not None


def verb_for(kind: str) -> Verb | None:
    """The right to see documents of this kind; None for no such kind."""
    return SUBJECTS[Kind(kind)].verb if kind in SUBJECTS else None


def subject_url(kind: str, number: str) -> str:
    """Its page for customers; empty for what has none of its own."""
    subject = SUBJECTS.get(Kind(kind)) if kind in SUBJECTS else None
    return reverse(subject.page, args=[number]) if subject and number else ""


def subject_admin_url(customer: Customer, kind: str, number: str) -> str:
    """Its page for staff; empty where there is none. One statement."""
    found = find_subject(customer, kind, number)
    return reverse(SUBJECTS[Kind(kind)].admin_page, args=[found.pk]) if found else ""
