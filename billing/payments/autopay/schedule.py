"""Charging invoices when they fall due, for companies that have agreed to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Customer, Organization, User
from billing.models import (
    AutopayAgreement,
    AutopaySkip,
    AutopayStep,
    Invoice,
    OpenItem,
    PaymentAttempt,
)
from billing.payments.pending import pending_by_item
from billing.payments.planning.items_to_pay import CREDIT_SOURCE_KINDS
from billing.payments.saved_methods.methods import default_method
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

NOTICE_DAYS = 2
AHEAD_DAYS = 30
CONSENT_VERSION = 2
# A charge that failed is tried again so often in all, so many days apart. What the bank wants to
# ask about is not: that takes somebody.
MAX_TRIES = 3
RETRY_DAYS = 3


class ScheduleReason(StrEnum):
    """Why an invoice of the schedule is charged, or is not."""

    CHARGED = "charged"
    SETTLED_BY_CREDIT = "credit"
    SKIPPED = "skipped"
    DISPUTED = "disputed"
    OVER_CAP = "over-cap"
    PENDING = "under-way"
    CHARGED_BEFORE = "charged-before"


@dataclass(frozen=True, slots=True)
class ScheduledCharge:
    """An invoice as autopay sees it: when it comes up, what credits take, what is charged."""

    invoice: Invoice
    on: date
    open: Decimal
    from_credits: Decimal
    charge: Decimal
    why: ScheduleReason


def consent_text(*, customer: Customer, seller: Organization, cap: Decimal | None) -> str:
    """What a company agrees to, in full. A change of its words is a new CONSENT_VERSION."""
    limit = (
        _("No single charge is more than %(cap)s.") % {"cap": written(cap, customer.currency)}
        if cap
        else _("There is no limit per charge.")
    )
    sentence = _(
        "%(customer)s authorizes %(seller)s to charge each invoice on its due date to the default "
        "payment method saved in the portal, after using available credits and deposits. "
        "%(limit)s We email you %(days)s days before each charge. Disputed and skipped invoices "
        "are not charged. You can pause or turn off autopay in the portal at any time."
    )
    return sentence % {
        "customer": customer.name,
        "seller": seller.legal_name or seller.name,
        "limit": limit,
        "days": NOTICE_DAYS,
    }


def is_possible(customer: Customer, seller: Organization) -> bool:
    """Whether there is a method to charge by itself: the default one, where it can be used."""
    return default_method(customer, today=seller.today()) is not None


def agreement_of(customer: Customer) -> AutopayAgreement | None:
    """The agreement that stands, paused or not."""
    agreements = AutopayAgreement.objects.for_customer(customer).filter(ended_at__isnull=True)
    return agreements.select_related("agreed_by").first()


@transaction.atomic
def agree(
    *, customer: Customer, seller: Organization, cap: Decimal | None, by: User
) -> AutopayAgreement:
    """Opt in. Agreeing again ends the former agreement, for its words were others."""
    if not is_possible(customer, seller):
        raise Refusal(_("Autopay needs a payment method. Save one first."))
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    former = agreement_of(customer)
    if former is not None:
        _end(former, by)
    record("autopay.agreed", customer=customer)
    agreement: AutopayAgreement = AutopayAgreement.objects.create(
        customer=customer,
        consent_version=CONSENT_VERSION,
        consent_text=consent_text(customer=customer, seller=seller, cap=cap),
        agreed_on=seller.today(),
        agreed_by=by,
        cap=cap,
    )
    return agreement


@transaction.atomic
def end_agreement(agreement: AutopayAgreement, *, by: User) -> None:
    """Opt out, at once. Ending twice is once."""
    _end(agreement, by)
    record("autopay.ended", customer=agreement.customer)


def _end(agreement: AutopayAgreement, by: User) -> None:
    AutopayAgreement.objects.filter(pk=agreement.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )


@transaction.atomic
def pause(agreement: AutopayAgreement, *, until: date | None) -> None:
    """Charge nothing before `until`; None goes on at once."""
    AutopayAgreement.objects.filter(pk=agreement.pk).update(paused_until=until)
    what = "autopay.paused" if until else "autopay.resumed"
    record(what, customer=agreement.customer, details={"until": str(until)} if until else None)


def skip(invoice: Invoice, *, by: User) -> None:
    """Leave one invoice out: the company pays it itself."""
    if invoice.open <= 0:
        raise Refusal(_("This invoice has already been settled."))
    AutopaySkip.objects.get_or_create(invoice=invoice, defaults={"skipped_by": by})


def unskip(invoice: Invoice) -> None:
    AutopaySkip.objects.filter(invoice=invoice).delete()


def charge_day(*, due_on: date, issued_on: date, agreement: AutopayAgreement) -> date:
    """The due date, or as soon after it as notice could be given and a pause is over."""
    notice = timedelta(days=NOTICE_DAYS)
    days = [due_on, issued_on + notice, agreement.agreed_on + notice]
    if agreement.paused_until is not None:
        days.append(agreement.paused_until)
    return max(days)


def tries_of(
    agreement: AutopayAgreement, invoices: Iterable[Invoice]
) -> dict[int, list[AutopayStep]]:
    """By invoice, the charges that have been begun, the first first. One statement."""
    steps = AutopayStep.objects.filter(
        agreement=agreement, kind=AutopayStep.Kind.CHARGE, invoice__in=list(invoices)
    )
    tries: dict[int, list[AutopayStep]] = {}
    for step in steps.select_related("attempt").order_by("on", "pk"):
        tries.setdefault(step.invoice_id, []).append(step)
    return tries


def next_try(tries: Sequence[AutopayStep]) -> date | None:
    """The day an invoice whose charge failed is charged again; None when that is left to the
    company."""
    last = tries[-1]
    if last.attempt is not None and (
        last.attempt.requires_authentication or last.attempt.state == PaymentAttempt.State.SUCCEEDED
    ):
        return None
    return last.on + timedelta(days=RETRY_DAYS) if len(tries) < MAX_TRIES else None


def schedule(
    agreement: AutopayAgreement, *, today: date, days: int = AHEAD_DAYS
) -> list[ScheduledCharge]:
    """What comes up until `days` from now, what is late included, by the day it comes up.

    Credits and deposits go to the invoices in that order. Five statements.
    """
    last = today + timedelta(days=days)
    found = (
        Invoice.objects.for_customer(agreement.customer)
        .issued()
        .filter(open_item__open__gt=0, due_on__lte=last)
        .select_related("open_item", "autopay_skip", "customer")
        .order_by("due_on", "pk")
    )
    invoices = list(found)
    tries = tries_of(agreement, invoices)
    on = {one.pk: _day(one, agreement, tries.get(one.pk, [])) for one in invoices}
    coming = [invoice for invoice in invoices if on[invoice.pk] <= last]
    coming.sort(key=lambda invoice: on[invoice.pk])
    done = {pk for pk, made in tries.items() if next_try(made) is None}
    return _netted(coming, on, done, agreement)


def _day(invoice: Invoice, agreement: AutopayAgreement, tries: Sequence[AutopayStep]) -> date:
    if invoice.due_on is None or invoice.issued_on is None:
        raise ValueError(f"{invoice} is a draft.")
    day = charge_day(due_on=invoice.due_on, issued_on=invoice.issued_on, agreement=agreement)
    again = next_try(tries) if tries else None
    return max(day, again) if again else day


def _netted(
    invoices: Sequence[Invoice],
    days: Mapping[int, date],
    done: Collection[int],
    agreement: AutopayAgreement,
) -> list[ScheduledCharge]:
    items = [invoice.open_item_id for invoice in invoices if invoice.open_item_id]
    left_out = _left_out(invoices, items, done)
    available_credit = _credit_sources(agreement.customer)
    dues = []
    for invoice in invoices:
        why = left_out.get(invoice.pk)
        from_credits = Decimal(0) if why else min(available_credit, invoice.open)
        charge = Decimal(0) if why else invoice.open - from_credits
        if agreement.cap is not None and charge > agreement.cap:
            why, from_credits, charge = ScheduleReason.OVER_CAP, Decimal(0), Decimal(0)
        available_credit -= from_credits
        why = why or (ScheduleReason.CHARGED if charge else ScheduleReason.SETTLED_BY_CREDIT)
        dues.append(
            ScheduledCharge(invoice, days[invoice.pk], invoice.open, from_credits, charge, why)
        )
    return dues


def _left_out(
    invoices: Sequence[Invoice], items: Sequence[int], done: Collection[int]
) -> dict[int, ScheduleReason]:
    disputed = set(
        Invoice.objects.filter(
            open_item__in=items, disputes__isnull=False, disputes__settled_at__isnull=True
        ).values_list("pk", flat=True)
    )
    moving = {
        item: one for item, one in pending_by_item(items).items() if not one.can_be_superseded
    }
    why: dict[int, ScheduleReason] = {}
    for invoice in invoices:
        if hasattr(invoice, "autopay_skip"):
            why[invoice.pk] = ScheduleReason.SKIPPED
        elif invoice.pk in disputed:
            why[invoice.pk] = ScheduleReason.DISPUTED
        elif invoice.open_item_id in moving:
            why[invoice.pk] = ScheduleReason.PENDING
        elif invoice.pk in done:
            why[invoice.pk] = ScheduleReason.CHARGED_BEFORE
    return why


def _credit_sources(customer: Customer) -> Decimal:
    unused = OpenItem.objects.for_customer(customer).filter(kind__in=CREDIT_SOURCE_KINDS).open()
    return sum(unused.values_list("open", flat=True), start=Decimal(0))
