"""How much credit a customer has left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Customer, Organization
from billing.balance import Balance, balance_for
from billing.models import Invoice
from portal.kit.money.format import written


@dataclass(frozen=True, slots=True)
class CreditLimitStatus:
    """`limit` is None when the customer has none; `available` may be below zero."""

    currency: str
    limit: Decimal | None
    used: Decimal

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.used


def over_limit_warning(invoice: Invoice) -> str:
    """What to know before a draft is issued that takes its customer over the credit limit, with
    the figures; nothing where it does not. One statement."""
    customer = invoice.customer
    if customer.credit_limit is None or not invoice.is_draft or not invoice.total:
        return ""
    balance = balance_for(customer, today=Organization.current().today())
    used = credit_limit_status(customer, balance).used
    after = max(balance.net + invoice.total, Decimal(0))
    if after <= customer.credit_limit:
        return ""
    sentence = _(
        "%(customer)s has used %(used)s of a credit limit of %(limit)s. This invoice of "
        "%(total)s would bring it to %(after)s, %(over)s over the limit."
    )
    amounts = {
        "limit": customer.credit_limit,
        "used": used,
        "total": invoice.total,
        "after": after,
        "over": after - customer.credit_limit,
    }
    shown = {name: written(amount, customer.currency) for name, amount in amounts.items()}
    return sentence % {"customer": customer.name, **shown}


def credit_limit_status(customer: Customer, balance: Balance) -> CreditLimitStatus:
    """Open invoices use credit; unused credits and deposits give it back, never below zero."""
    return CreditLimitStatus(
        currency=customer.currency,
        limit=customer.credit_limit,
        used=max(balance.net, Decimal(0)),
    )
