"""What autopay does by itself: notice two days before, then the charge, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.access import Verb, allows
from accounts.models import Customer, Membership, Organization
from billing.ledger.posting import lock_account
from billing.models import AutopayAgreement, AutopayStep
from billing.payments.autopay import NOTICE_DAYS, Due, Why, schedule
from portal.kit.mail import absolute, send_mail_to

PAID_BY = (Why.CHARGED, Why.SETTLED_BY_CREDIT)


def running_agreements() -> Sequence[int]:
    """The agreements that stand, by id: paused ones too, whose invoices come up later."""
    return list(AutopayAgreement.objects.filter(ended_at__isnull=True).values_list("pk", flat=True))


@transaction.atomic
def give_notice(agreement: AutopayAgreement, *, today: date) -> list[AutopayStep]:
    """Tell the company by one mail what will be charged on which day, two days ahead.

    An invoice is announced once for its day; when a pause moves the day, once more. A day that
    has come nearer than that, because no worker ran, is announced for two days from now.
    """
    lock_account(agreement.customer)
    told = _announced(agreement)
    steps = []
    dues = []
    for due in schedule(agreement, today=today, days=NOTICE_DAYS):
        day = max(due.on, today + timedelta(days=NOTICE_DAYS))
        if due.why in PAID_BY and told.get(due.invoice.pk, date.min) < due.on:
            steps.append(_step(agreement, due, AutopayStep.Kind.NOTICE, day, due.charge))
            dues.append((due, day))
    if dues:
        _send(agreement, dues)
    return steps


def ready(agreement: AutopayAgreement, *, today: date) -> list[Due]:
    """What is to be charged now: due, and announced for today or before."""
    told = _announced(agreement)
    return [
        due
        for due in schedule(agreement, today=today, days=0)
        if due.why in PAID_BY and due.on <= told.get(due.invoice.pk, date.max) <= today
    ]


def _announced(agreement: AutopayAgreement) -> dict[int, date]:
    """By invoice, the last day for which notice has been given."""
    notices = agreement.steps.filter(kind=AutopayStep.Kind.NOTICE).order_by("on")
    return dict(notices.values_list("invoice_id", "on"))


def _step(
    agreement: AutopayAgreement, due: Due, kind: AutopayStep.Kind, on: date, amount: Decimal
) -> AutopayStep:
    step: AutopayStep = AutopayStep.objects.create(
        agreement=agreement, invoice=due.invoice, kind=kind, on=on, amount=amount
    )
    return step


def _send(agreement: AutopayAgreement, dues: Sequence[tuple[Due, date]]) -> None:
    customer = agreement.customer
    context = {
        "organization": Organization.current(),
        "customer": customer,
        "dues": dues,
        "currency": customer.currency,
        "total": sum((due.charge for due, _day in dues), start=Decimal(0)),
        "url": absolute("/autopay/"),
    }
    for address in recipients(customer):
        send_mail_to(address, "mail/billing/autopay_notice", context, language=customer.language)


def recipients(customer: Customer) -> list[str]:
    """Everybody of the company who may switch autopay off."""
    members = Membership.objects.filter(customer=customer, user__is_active=True)
    return [
        member.user.email
        for member in members.select_related("user", "customer").order_by("pk")
        if allows(member, Verb.MANAGE_METHODS, customer)
    ]
