"""Telling both sides by mail what has become of a payment."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from django.urls import reverse

from accounts.models import Customer, Membership, Organization, Role
from billing.models import Payment, PaymentAttempt
from billing.payments.last_payment import documents_paid_by
from billing.payments.planning.credit_application import credits_applied_with
from portal.kit.messages.mail import MailRow, absolute, send_mail_to
from portal.kit.money.format import money


class PaymentNotice(StrEnum):
    """What there is to tell; each has a mail of its own, `mail/billing/payment_….jinja`."""

    RECEIVED = "received"
    FAILED = "failed"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund-failed"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute-won"
    DISPUTE_LOST = "dispute-lost"
    RETURNED = "returned"

    @property
    def template(self) -> str:
        return f"mail/billing/payment_{self.value.replace('-', '_')}"


# What the customer need not hear: it is between us and the bank. Nor the bank's word for a dispute.
STAFF_ONLY = frozenset({PaymentNotice.REFUND_FAILED})
REASON_FOR_CUSTOMERS = frozenset(
    {PaymentNotice.FAILED, PaymentNotice.REFUNDED, PaymentNotice.RETURNED}
)


def notify(payment: Payment, notice: PaymentNotice, *, amount: Decimal, reason: str = "") -> None:
    """Queue the mails, in the caller's transaction: to whoever paid, or the company where nobody
    of it did, in the customer's language; and to the seller. `amount` is in the payment's
    currency."""
    attempt = PaymentAttempt.objects.filter(payment=payment).select_related("started_by").first()
    context = {
        "payment": payment,
        "number": payment.number,
        "amount": amount,
        "reason": reason,
        "rows": _settled_by(payment) if notice is PaymentNotice.RECEIVED else _meant_for(attempt),
        "url": absolute(reverse("billing:payment-detail", args=[payment.number])),
        "staff_url": absolute(reverse("admin:billing_payment_change", args=[payment.pk])),
    }
    _send(payment.customer, attempt, notice, context)


def _settled_by(payment: Payment) -> list[MailRow]:
    """The documents it has settled, credits applied with it included: not those it was only
    meant for."""
    found: dict[str, Decimal] = {}
    for document in documents_paid_by(payment):
        found[document.number] = document.amount
    for one in credits_applied_with(payment):
        found[one.invoice.number] = found.get(one.invoice.number, Decimal(0)) + one.amount
    return [
        MailRow(number, amount=money(found[number], payment.currency)) for number in sorted(found)
    ]


def _meant_for(attempt: PaymentAttempt | None) -> list[MailRow]:
    lines = attempt.lines.select_related("item").order_by("item__number") if attempt else ()
    found: dict[str, Decimal] = {}
    for line in lines:
        found[line.item.number] = found.get(line.item.number, Decimal(0)) + line.amount
    currency = attempt.currency if attempt else ""
    return [MailRow(number, amount=money(amount, currency)) for number, amount in found.items()]


def notify_failed(attempt: PaymentAttempt) -> None:
    """A bank debit that was on its way has failed: nobody is looking at a page any more."""
    page = reverse("billing:attempt-detail", args=[attempt.pk])
    context = {
        "number": "",
        "amount": attempt.amount,
        "reason": attempt.reason,
        "rows": _meant_for(attempt),
        "url": absolute(page),
        "staff_url": absolute(reverse("admin:billing_paymentattempt_change", args=[attempt.pk])),
    }
    _send(attempt.customer, attempt, PaymentNotice.FAILED, context)


def _send(
    customer: Customer,
    attempt: PaymentAttempt | None,
    notice: PaymentNotice,
    context: dict[str, object],
) -> None:
    seller = Organization.current()
    shared = {
        **context,
        "organization": seller,
        "customer": customer,
        "currency": customer.currency,
        "is_staff": False,
    }
    to_customer = _payer(customer, attempt)
    # Autopay tells the company of its failures itself, with a link to pay.
    is_told = bool(attempt and attempt.agreement_id and notice == PaymentNotice.FAILED)
    if to_customer and notice not in STAFF_ONLY and not is_told:
        reason = context["reason"] if notice in REASON_FOR_CUSTOMERS else ""
        theirs = {**shared, "reason": reason}
        send_mail_to(to_customer, notice.template, theirs, language=customer.language)
    if seller.email:
        ours = {**shared, "is_staff": True, "url": context["staff_url"]}
        send_mail_to(seller.email, notice.template, ours)


def _payer(customer: Customer, attempt: PaymentAttempt | None) -> str:
    """Whoever began it, while they still act for the company; else the company."""
    person = attempt.started_by if attempt else None
    if person is not None and person.is_active:
        if Membership.objects.filter(customer=customer, user=person).exists():
            return str(person.email)
        # Somebody of the parent company paid for this one.
        parent = customer.parent_id
        if parent and Membership.objects.filter(customer=parent, user=person).exists():
            return str(person.email)
    return str(customer.email) or _owner(customer)


def _owner(customer: Customer) -> str:
    owners = Membership.objects.filter(customer=customer, role=Role.OWNER, user__is_active=True)
    owner = owners.select_related("user").order_by("pk").first()
    return str(owner.user.email) if owner else ""
