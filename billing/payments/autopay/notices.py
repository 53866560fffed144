"""What autopay says by itself: notice two days before, once; and what has come up since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from billing.ledger.posting import lock_account
from billing.models import AutopayAgreement, AutopayStep
from billing.payments.autopay.mails import send_notice
from billing.payments.autopay.schedule import NOTICE_DAYS, ScheduledCharge, ScheduleReason, schedule

PAID_BY = (ScheduleReason.CHARGED, ScheduleReason.SETTLED_BY_CREDIT)


def running_agreements() -> Sequence[int]:
    """The agreements that stand, by id: paused ones too, whose invoices come up later."""
    return list(AutopayAgreement.objects.filter(ended_at__isnull=True).values_list("pk", flat=True))


@transaction.atomic
def give_notice(agreement: AutopayAgreement, *, today: date) -> list[AutopayStep]:
    """Tell the company by one mail what will be charged on which day, two days ahead.

    An invoice is announced once for its day; once more when a pause or a failed charge moves the
    day, or when more will be charged than was said. A day that has come nearer than two days,
    because no worker ran, is announced for two days from now.
    """
    lock_account(agreement.customer)
    told = _announced(agreement)
    steps = []
    dues = []
    for due in schedule(agreement, today=today, days=NOTICE_DAYS):
        before = told.get(due.invoice.pk)
        if due.why not in PAID_BY or (before and _covers(before, due)):
            continue
        day = max(due.on, today + timedelta(days=NOTICE_DAYS))
        if before and before.on >= day:
            day = before.on + timedelta(days=1)
        steps.append(_step(agreement, due, day))
        dues.append((due, day))
    if dues:
        send_notice(agreement, dues, today=today)
    return steps


def ready(agreement: AutopayAgreement, *, today: date) -> list[ScheduledCharge]:
    """What is to be charged now: due, announced for today or before, and no more than that."""
    if agreement.ended_at is not None:
        return []
    told = _announced(agreement)
    return [
        due
        for due in schedule(agreement, today=today, days=0)
        if due.why in PAID_BY
        and (before := told.get(due.invoice.pk)) is not None
        and before.on <= today
        and _covers(before, due)
    ]


def _covers(notice: AutopayStep, due: ScheduledCharge) -> bool:
    return notice.on >= due.on and notice.amount >= due.charge


def _announced(agreement: AutopayAgreement) -> dict[int, AutopayStep]:
    """By invoice, the last notice that was given, under an earlier agreement too."""
    notices = AutopayStep.objects.filter(
        agreement__customer=agreement.customer_id, kind=AutopayStep.Kind.NOTICE
    ).filter(invoice__open_item__open__gt=0)
    return {notice.invoice_id: notice for notice in notices.order_by("on")}


def _step(agreement: AutopayAgreement, due: ScheduledCharge, on: date) -> AutopayStep:
    step: AutopayStep = AutopayStep.objects.create(
        agreement=agreement,
        invoice=due.invoice,
        kind=AutopayStep.Kind.NOTICE,
        on=on,
        amount=due.charge,
    )
    return step
