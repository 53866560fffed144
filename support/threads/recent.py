"""The documents that a ticket is likely to be about."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.access import Verb
from accounts.models import Customer
from billing.models import Invoice
from orders.models import SalesOrder
from portal.kit.money.format import day_text, money
from support.models import Thread

MOST = 25


def recent_documents(customer: Customer, may: Callable[[Verb], bool]) -> list[tuple[str, str]]:
    """Value and label of each, newest first, of those that whoever asks may see. Two statements."""
    found = []
    if may(Verb.SEE_BILLING):
        invoices = Invoice.objects.for_customer(customer).issued().order_by("-issued_on", "-pk")
        found += [
            (
                f"{Thread.Subject.INVOICE}.{one.number}",
                _("Invoice %(number)s, %(day)s, %(amount)s")
                % {
                    "number": one.number,
                    "day": day_text(one.issued_on),
                    "amount": money(one.total, one.currency),
                },
            )
            for one in invoices[:MOST]
        ]
    if may(Verb.SEE_ORDERS):
        orders = SalesOrder.objects.for_customer(customer).order_by("-placed_on", "-pk")
        found += [
            (
                f"{Thread.Subject.ORDER}.{one.number}",
                _("Order %(number)s, %(day)s, %(amount)s")
                % {
                    "number": one.number,
                    "day": day_text(one.placed_on),
                    "amount": money(one.total, one.currency),
                },
            )
            for one in orders[:MOST]
        ]
    return found
