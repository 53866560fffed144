"""What autopay tells a company by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Verb, allows
from accounts.models import Customer, Membership, Organization
from billing.models import AutopayAgreement, AutopayStep
from billing.payments.autopay.schedule import ScheduledCharge, next_try, tries_of
from billing.payments.saved_methods.methods import default_method
from portal.kit.messages.mail import MailRow, absolute, send_mail_to
from portal.kit.money.format import day_text, money


def send_notice(
    agreement: AutopayAgreement, dues: Sequence[tuple[ScheduledCharge, date]], *, today: date
) -> None:
    """What will be charged on which day, and to what."""
    customer = agreement.customer
    context = {
        "rows": [_row(due, day) for due, day in dues],
        "total": sum((due.charge for due, _day in dues), start=Decimal(0)),
        "method": default_method(customer, today=today),
        "url": absolute(reverse("billing:autopay-detail")),
    }
    _send(customer, "mail/billing/autopay_notice", context)


def _row(due: ScheduledCharge, day: date) -> MailRow:
    currency = due.invoice.currency
    detail = day_text(day)
    if due.from_credits:
        credit = {"date": detail, "amount": money(due.from_credits, currency)}
        detail = _("%(date)s, and %(amount)s from your credits") % credit
    return MailRow(due.invoice.number or "", detail, money(due.charge, currency))


def send_failure_notice(step: AutopayStep) -> None:
    """That an invoice could not be charged, why, and how it is paid now."""
    invoice = step.invoice
    query = urlencode({"invoice": invoice.number})
    again = next_try(tries_of(step.agreement, [invoice])[invoice.pk])
    context = {
        "step": step,
        "invoice": invoice,
        "requires_authentication": step.attempt is not None
        and step.attempt.requires_authentication,
        "again": again,
        "reason": step.outcome or (step.attempt.reason if step.attempt else ""),
        "url": absolute(f"{reverse('billing:payment-new')}?{query}"),
    }
    _send(step.agreement.customer, "mail/billing/autopay_failed", context)


def recipients(customer: Customer) -> list[str]:
    """Everybody of the company who may switch autopay off."""
    members = Membership.objects.filter(customer=customer, user__is_active=True)
    return [
        member.user.email
        for member in members.select_related("user", "customer").order_by("pk")
        if allows(member, Verb.MANAGE_METHODS, customer)
    ]


def _send(customer: Customer, template: str, context: Mapping[str, object]) -> None:
    known = {
        **context,
        "organization": Organization.current(),
        "customer": customer,
        "currency": customer.currency,
    }
    for address in recipients(customer):
        send_mail_to(address, template, known, language=customer.language)
