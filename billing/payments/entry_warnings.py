"""What staff are asked before they record a payment that looks like a mistake."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Customer, Organization
from billing.balance import balance_for
from billing.models import JournalEntry, Payment, Transfer
from portal.kit.money.format import day_text, written


def questions_about_payment(
    *, customer: Customer, amount: Decimal, reference: str, key: str
) -> list[str]:
    """A question each: more than everything the customer owes; another payment of the same
    reference and amount. None for a form sent twice, by its `key`. Three statements.
    """
    if JournalEntry.objects.filter(key=f"payment:{key}").exists():
        return []
    return [
        *_more_than_owed(customer, amount),
        *_recorded_before(customer, amount, reference.strip()),
    ]


def questions_about_transfer(transfer: Transfer, *, amount: Decimal) -> list[str]:
    """A question each: another amount than was announced; more than everything the customer owes;
    another payment of the same reference and amount. None once it has been received. Three
    statements."""
    if transfer.payment_id is not None:
        return []
    questions = []
    if amount != transfer.amount:
        sentence = _("The customer announced %(announced)s. Did you receive %(amount)s?")
        values = {
            "announced": written(transfer.amount, transfer.currency),
            "amount": written(amount, transfer.currency),
        }
        questions.append(sentence % values)
    return [
        *questions,
        *_more_than_owed(transfer.customer, amount),
        *_recorded_before(transfer.customer, amount, transfer.reference),
    ]


def _more_than_owed(customer: Customer, amount: Decimal) -> list[str]:
    balance = balance_for(customer, today=Organization.current().today())
    owed = balance.outstanding + balance.retainers
    if amount <= owed:
        return []
    values = {
        "customer": customer.name,
        "owed": written(owed, customer.currency),
        "more": written(amount - owed, customer.currency),
    }
    sentence = _(
        "%(customer)s owes %(owed)s in all. %(more)s of this payment would be left as a deposit. "
        "Is the amount right?"
    )
    return [sentence % values]


def _recorded_before(customer: Customer, amount: Decimal, reference: str) -> list[str]:
    if not reference:
        return []
    same = Payment.objects.for_customer(customer).filter(
        amount=amount, reference__iexact=reference, status=Payment.Status.RECEIVED
    )
    payment = same.order_by("-pk").first()
    if payment is None:
        return []
    sentence = pgettext(
        "payment recorded before",
        "%(payment)s has the same reference, “%(reference)s”, and the same amount; it was received "
        "on %(on)s. Is this another one?",
    )
    return [
        sentence
        % {"payment": payment, "reference": payment.reference, "on": day_text(payment.received_on)}
    ]
