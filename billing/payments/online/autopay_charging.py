"""Charging what autopay has announced: each due invoice once, however often this runs or dies.

The step and its attempt are committed together before the gateway hears of them; from then on the
attempt converges like any other.
"""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.ledger.posting import lock_account
from billing.models import AutopayAgreement, AutopayStep, OpenItem, Payment, SavedMethod
from billing.payments.autopay.mails import send_failure_notice
from billing.payments.autopay.notices import ready
from billing.payments.autopay.schedule import ScheduledCharge
from billing.payments.online.attempts import create_attempt, submit
from billing.payments.online.superseding import supersede
from billing.payments.planning.execution import apply_credits
from billing.payments.planning.items_to_pay import CREDIT_SOURCE_KINDS, CREDITS_FIRST
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.rules import require_offer
from billing.payments.saved_methods.methods import default_method
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)


def charge_due(agreement: AutopayAgreement, *, today: date) -> list[AutopayStep]:
    """Charge, or settle by credits, each invoice that is ready: the steps that were taken."""
    taken = []
    for due in ready(agreement, today=today):
        if due.invoice.open_item_id:
            supersede(agreement.customer, [due.invoice.open_item_id])
        step = _take(agreement.pk, due.invoice.pk, today)
        if step is None:
            continue
        taken.append(step)
        if step.attempt is not None:
            try:
                submit(step.attempt)
            except Refusal as refusal:
                logger.warning("Autopay was refused %s: %s", step.attempt_id, refusal.sentence)
    return taken


@transaction.atomic
def _take(agreement_id: int, invoice_id: int, today: date) -> AutopayStep | None:
    """Begin one charge, on figures nobody else can change meanwhile; None when it is not wanted
    any more."""
    customer = Customer.objects.get(autopay=agreement_id)
    lock_account(customer)
    agreement = AutopayAgreement.objects.select_related("customer").get(pk=agreement_id)
    for due in ready(agreement, today=today):
        if due.invoice.pk == invoice_id:
            return _begin(agreement, due, today)
    return None


def _begin(agreement: AutopayAgreement, due: ScheduledCharge, today: date) -> AutopayStep:
    step: AutopayStep = AutopayStep.objects.create(
        agreement=agreement,
        invoice=due.invoice,
        kind=AutopayStep.Kind.CHARGE,
        on=today,
        amount=due.charge,
    )
    try:
        with transaction.atomic():
            _carry_out(step, due, today)
    except Refusal as refusal:
        step.outcome = refusal.sentence[:200]
        step.save(update_fields=["outcome"])
        send_failure_notice(step)
    return step


def _carry_out(step: AutopayStep, due: ScheduledCharge, today: date) -> None:
    customer = step.agreement.customer
    asked = _asked(due)
    if not due.charge:
        apply_credits(customer=customer, asked=asked, on=today, by=None, key=uuid4())
        step.outcome = _("Settled by credits and deposits.")
        step.save(update_fields=["outcome"])
        return
    saved = _method(customer, due, today)
    step.attempt = create_attempt(
        customer=customer,
        asked=asked,
        method=Payment.Method(saved.kind),
        by=None,
        key=uuid4(),
        saved=saved,
        agreement=step.agreement,
    )
    step.save(update_fields=["attempt"])


def _method(customer: Customer, due: ScheduledCharge, today: date) -> SavedMethod:
    """The default, as far as it may be used for this amount. Raises Refusal where it may not."""
    saved = default_method(customer, today=today)
    if saved is None:
        raise Refusal(_("There is no default payment method that can be charged."))
    items = [due.invoice.open_item_id] if due.invoice.open_item_id else []
    try:
        require_offer(customer, method=saved.kind, amount=due.charge, items=items)
    except Refusal as refusal:
        raise Refusal(f"{saved}: {refusal.sentence}") from refusal
    return saved


def _asked(due: ScheduledCharge) -> RequestedAmounts:
    """All that is open of the invoice, credits first and oldest first."""
    item = due.invoice.open_item
    if item is None:
        raise ValueError(f"{due.invoice} is a draft.")
    credit_sources = {}
    left = due.from_credits
    unused = OpenItem.objects.for_customer(due.invoice.customer).filter(
        kind__in=CREDIT_SOURCE_KINDS
    )
    for credit_source in unused.open().order_by(CREDITS_FIRST, "issued_on", "id") if left else ():
        part = min(left, credit_source.open)
        if part > 0:
            credit_sources[credit_source.pk] = part
            left -= part
    return RequestedAmounts({item.pk: due.open}, credit_sources, Decimal(0))
