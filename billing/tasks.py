"""Billing's work in the background. Each job may run twice and does its work once."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import Customer, Organization, User
from billing.downloads.exports import mail_if_left, mark_failed
from billing.downloads.exports import make_export as make
from billing.downloads.invoice_mail import send_invoice
from billing.downloads.receipt_mail import send_receipt
from billing.holds import held_customers, release_if_met
from billing.models import AutopayAgreement, Export, Payment, Refund
from billing.payments.autopay.notices import give_notice, running_agreements
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import webhooks
from billing.payments.online.autopay_charging import charge_due
from billing.payments.online.convergence import find_missing_page, missing_pages, payments
from billing.payments.online.method_setup import setups
from billing.payments.online.operation import AT_A_TIME
from billing.payments.online.refunds import refunds
from billing.payments.reconciliation.comparison import NIGHTLY, reconcile
from billing.payments.saved_methods import methods
from billing.receivables.habits import reckon_habits
from billing.staff.scheduled_documents import issue_scheduled
from billing.statements.batches.batch import BatchOptions, Chunk
from billing.statements.batches.generation import make_chunk
from billing.statements.batches.queueing import queue_due_mails
from billing.statements.batches.schedule import queue_due_statements
from billing.statements.sending import send_statement

logger = logging.getLogger(__name__)
LAST_ATTEMPT = 2


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def end_hold(*, object_id: int) -> None:
    """Something was posted to an account on hold: end the hold if that was what it waited for."""
    customer = Customer.objects.filter(pk=object_id).first()
    if customer is not None:
        release_if_met(customer, today=Organization.current().today())


@app.periodic(cron="20 3 * * *")
@app.task(queueing_lock="end_holds")
def end_holds(timestamp: int) -> None:
    """Every day, for what no posting announced: a raised limit, an import."""
    today = Organization.current().today()
    for customer in held_customers():
        release_if_met(customer, today=today)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="issue_scheduled_drafts")
def issue_scheduled_drafts(timestamp: int) -> None:
    """Every ten minutes, as midnight is the seller's: the drafts whose day has come."""
    issue_scheduled(today=Organization.current().today())


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_receipt(*, payment_id: int, user_id: int) -> None:
    """Somebody asked for a receipt by email."""
    payment = Payment.objects.select_related("customer", "open_item").get(pk=payment_id)
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is not None:
        send_receipt(payment, person)


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_statement(*, customer_id: int, kind: str, start: str, end: str, address: str) -> None:
    """Staff sent a customer's statement."""
    send_statement(customer_id=customer_id, kind=kind, start=start, end=end, address=address)


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def mail_invoice(*, invoice_id: int, address: str) -> None:
    """Staff sent an invoice."""
    send_invoice(invoice_id, address)


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def handle_event(*, event_id: str) -> None:
    """What a webhook asks for: look at the attempt it is about."""
    webhooks.handle(event_id)


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_refund(*, refund_id: str) -> None:
    """What staff asked for: the gateway sends money back."""
    refunds.converge(Refund.objects.get(pk=refund_id))


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="look_at_refunds")
def poll_refunds(timestamp: int) -> None:
    """The refunds whose worker was killed, or whose gateway did not answer."""
    refunds.poll()


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="reckon_habits")
def reckon_payment_habits(timestamp: int) -> None:
    """Every night: when each customer's money usually comes."""
    reckon_habits(Organization.current().today())


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="reconcile_payments", retry=RetryStrategy(max_attempts=4, wait=1800))
def reconcile_payments(timestamp: int) -> None:
    """Every night: the gateway's account, the postings and the attempts, against each other.
    What the gateway did not answer about is tried again after half an hour, and the next night."""
    if card_gateway().is_on() and (unasked := reconcile(timezone.now() - NIGHTLY).unasked):
        raise GatewayDown(f"Not reconciled: {'; '.join(unasked)}")


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_at_attempts")
def poll_attempts(timestamp: int) -> None:
    """Every minute: the attempts whose webhook may have been lost."""
    payments.poll()
    for attempt in missing_pages()[:AT_A_TIME]:
        try:
            find_missing_page(attempt)
        except GatewayDown:
            logger.warning("The gateway did not answer for attempt %s", attempt.pk)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="look_at_setups")
def poll_setups(timestamp: int) -> None:
    """Every minute: methods that were being added and whose webhook may have been lost."""
    setups.poll()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="forget_methods")
def forget_methods(timestamp: int) -> None:
    """Removed methods that the gateway has not been told of."""
    for method in methods.to_detach()[:AT_A_TIME]:
        methods.detach_at_gateway(method)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="run_autopay")
def run_autopay(timestamp: int) -> None:
    """Every hour: each company that has agreed, in a job of its own."""
    for agreement_id in running_agreements() if card_gateway().is_on() else ():
        with suppress(AlreadyEnqueued):
            app.configure_task(
                "billing.tasks.autopay_one", queueing_lock=f"autopay:{agreement_id}"
            ).defer(agreement_id=agreement_id)


@app.task(retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def autopay_one(*, agreement_id: int) -> None:
    """Notice of what comes up, then the charges that have been announced, each once."""
    agreement = AutopayAgreement.objects.select_related("customer").get(pk=agreement_id)
    today = Organization.current().today()
    if agreement.ended_at is None:
        give_notice(agreement, today=today)
        charge_due(agreement, today=today)


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def make_statements(
    *, batch_id: int, number: int, delivery_ids: list[int], batch_options: dict[str, Any]
) -> None:
    """A chunk of a batch of statements. What is done already is not done again."""
    outcome = make_chunk(batch_id, Chunk(number, delivery_ids), BatchOptions(**batch_options))
    if outcome.disk_is_full:
        raise OSError("No room on the disk for statements")


@app.task(retry=RetryStrategy(max_attempts=LAST_ATTEMPT, wait=5), pass_context=True)
def make_export(context: JobContext, *, export_id: str) -> None:
    """A file that somebody waits for. After the last attempt they are told that there is none."""
    export = Export.objects.select_related("customer", "seen_as").filter(pk=export_id).first()
    if export is None:
        return
    try:
        make(export)
    except Exception:
        if context.job.attempts >= LAST_ATTEMPT:
            mark_failed(export)
        raise


@app.task(retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def mail_export(*, export_id: str) -> None:
    """A file is ready: tell whoever asked for it and has left."""
    export = Export.objects.select_related("customer", "asked_by").filter(pk=export_id).first()
    if export is not None:
        mail_if_left(export)


@app.periodic(cron="30 5 * * *")
@app.task(queueing_lock="send_due_statements")
def send_due_statements(timestamp: int) -> None:
    """Every morning, for the customers whose week, month or quarter has just ended."""
    queue_due_statements(Organization.current().today())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_statement_mails")
def retry_statement_mails(timestamp: int) -> None:
    """Mails of statements that a mail server has not taken yet."""
    queue_due_mails()
