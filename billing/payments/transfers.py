"""Bank transfers that customers announce, and staff match once the money has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Customer, Organization, User
from billing.ledger.posting import lock_account
from billing.models import Payment, Transfer, TransferLine, TransferProof
from billing.models.entry_rules import day_problem, require
from billing.payments.entry import record_payment
from billing.payments.gateways.bank_transfer import new_reference
from billing.payments.pending_list import OPEN_STATES
from billing.payments.planning.credit_application import (
    CreditApplication,
    apply_credits_with_payment,
)
from billing.payments.planning.execution import validated_plan
from billing.payments.planning.plan import PaymentPlan, RequestedAmounts
from billing.payments.planning.prepayment import max_prepayment, too_much_prepaid
from billing.payments.planning.shares import planned_shares, shares_of
from billing.payments.rules import require_offer
from portal.kit.files.uploads import accept
from portal.kit.money.currencies import quantise
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

State = Transfer.State
MAX_PROOFS = 5


@transaction.atomic
def announce_transfer(
    *, customer: Customer, asked: RequestedAmounts, by: User, key: UUID
) -> Transfer:
    """Give a planned transfer a reference of its own. No balance moves.

    The same `key` is the same transfer. Raises PlanRefused when the plan does not fit what is
    open, and Refusal when it leaves nothing to transfer or transfers are not offered for it.
    """
    lock_account(customer)
    known = Transfer.objects.for_customer(customer).filter(key=key).first()
    if known is not None:
        return known
    plan, items_to_pay = validated_plan(customer=customer, asked=asked)
    if plan.charge <= 0:
        raise Refusal(_("There is nothing to transfer."))
    items = [line.payable_item.key for line in plan.lines]
    require_offer(customer, method=Payment.Method.BANK_TRANSFER, amount=plan.charge, items=items)
    _refuse_twice_announced(plan, customer)
    transfer = Transfer.objects.create(
        customer=customer,
        currency=customer.currency,
        reference=new_reference(),
        key=key,
        amount=plan.charge,
        announced_by=by,
    )
    TransferLine.objects.bulk_create(
        TransferLine(
            transfer=transfer,
            item=items_to_pay.items[item],
            credit_source=items_to_pay.items[credit_source] if credit_source else None,
            amount=amount,
        )
        for item, credit_source, amount in planned_shares(plan)
    )
    return transfer


def _refuse_twice_announced(plan: PaymentPlan, customer: Customer) -> None:
    """No more is announced for a document than is open on it, and no more in advance than may be
    paid in advance, over all transfers that have not arrived. Two statements."""
    lines = TransferLine.objects.filter(
        transfer__customer=customer, transfer__state__in=OPEN_STATES, credit_source__isnull=True
    )
    sums = dict(lines.values_list("item").annotate(Sum("amount")))
    for line in plan.lines:
        announced = sums.get(line.payable_item.key, Decimal(0))
        if announced and announced + line.charge > line.payable_item.open:
            sentence = _(
                "A bank transfer of %(amount)s has already been announced for %(number)s. Cancel "
                "it first, or choose another way to pay."
            )
            amount = written(announced, plan.currency)
            raise Refusal(sentence % {"amount": amount, "number": line.payable_item.number})
    if plan.prepayment:
        open_transfers = Transfer.objects.for_customer(customer).filter(state__in=OPEN_STATES)
        total = open_transfers.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        prepayment = total - sum(sums.values(), start=Decimal(0))
        if prepayment + plan.prepayment > max_prepayment(plan.currency):
            raise Refusal(too_much_prepaid(plan.currency))


@transaction.atomic
def declare_sent(transfer: Transfer, *, on: date) -> Transfer:
    """The customer says the money has left. Staff see it; no balance moves."""
    transfer = _locked(transfer)
    if not transfer.is_open:
        raise Refusal(_("This transfer is %s.") % transfer.get_state_display().lower())
    require(day_problem(on, Organization.current().today()))
    transfer.state, transfer.sent_on = State.SENT, on
    transfer.save(update_fields=["state", "sent_on"])
    return transfer


@transaction.atomic
def cancel_transfer(transfer: Transfer) -> Transfer:
    """Nothing will come, or it is paid otherwise. Cancelling twice is once; what has been
    received cannot be cancelled."""
    transfer = _locked(transfer)
    if transfer.state == State.RECEIVED:
        raise Refusal(_("This transfer has already been received."))
    transfer.state = State.CANCELLED
    transfer.save(update_fields=["state"])
    return transfer


@transaction.atomic
def receive_transfer(
    transfer: Transfer, *, amount: Decimal, received_on: date, by: User | None, note: str = ""
) -> Payment:
    """Record the payment that a transfer announced, for what it was announced for.

    What has been settled otherwise meanwhile, or is more than came, stays a deposit; credits
    meant for the same invoices are used as far as both are still open. Once: a transfer
    received already gives its payment. Raises Refusal for a cancelled one.
    """
    lock_account(transfer.customer)
    transfer = _locked(transfer)
    if transfer.payment is not None:
        return transfer.payment
    if transfer.state == State.CANCELLED:
        raise Refusal(_("This transfer is cancelled. Record the payment separately."))
    if amount != quantise(amount, transfer.currency):
        sentence = _("%(amount)s has too many decimals for %(currency)s.")
        raise Refusal(sentence % {"amount": amount, "currency": transfer.currency})
    lines = list(
        transfer.lines.select_related("item", "credit_source").order_by("item__due_on", "item_id")
    )
    payment = record_payment(
        customer=transfer.customer,
        amount=amount,
        method=Payment.Method.BANK_TRANSFER,
        received_on=received_on,
        shares=shares_of((line for line in lines if line.credit_source is None), amount),
        reference=transfer.reference,
        note=note,
        by=by,
        key=f"transfer:{transfer.pk}",
    )
    uses = [
        CreditApplication(line.credit_source, line.item, line.amount)
        for line in lines
        if line.credit_source is not None
    ]
    apply_credits_with_payment(payment, uses, on=received_on, by=by)
    transfer.state, transfer.payment = State.RECEIVED, payment
    transfer.save(update_fields=["state", "payment"])
    record("transfer.received", customer=transfer.customer, subject=transfer.reference)
    return payment


def _locked(transfer: Transfer) -> Transfer:
    locked = Transfer.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("payment", "customer").get(pk=transfer.pk)


@transaction.atomic
def add_proof(transfer: Transfer, *, upload: UploadedFile, by: User) -> TransferProof:
    """Keep a file that shows the transfer was sent. Raises Refusal for a file that is not
    taken, and when there are enough."""
    transfer = _locked(transfer)
    if not transfer.is_open:
        raise Refusal(_("This transfer is %s.") % transfer.get_state_display().lower())
    if transfer.proofs.count() >= MAX_PROOFS:
        raise Refusal(_("There are already %s files.") % MAX_PROOFS)
    accepted = accept(upload)
    proof = TransferProof(
        transfer=transfer,
        number=accepted.token,
        name=accepted.shown_name,
        content_type=accepted.kind.content_type,
        uploaded_by=by,
    )
    proof.file.save(accepted.stored_name, upload)
    return proof
