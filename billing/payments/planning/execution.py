"""Making sure of a plan under the account's lock, and using credits and deposits."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from billing.ledger.allocation import allocate
from billing.ledger.posting import lock_account
from billing.models import JournalEntry
from billing.payments.planning.items_to_pay import ItemsToPay, items_to_pay_of
from billing.payments.planning.plan import PaymentPlan, RequestedAmounts, make_plan
from portal.kit.web.refusals import Refusal


class PlanRefused(Refusal):
    """The plan does not fit what is open now; `plan` holds a sentence for each of them."""

    def __init__(self, plan: PaymentPlan) -> None:
        super().__init__(" ".join(plan.refusals.values()))
        self.plan = plan


def validated_plan(
    *, customer: Customer, asked: RequestedAmounts
) -> tuple[PaymentPlan, ItemsToPay]:
    """The plan for what is asked, on figures nobody else can change until the transaction ends.

    Raises PlanRefused unless all of it can be carried out.
    """
    lock_account(customer)
    items_to_pay = items_to_pay_of(
        customer, keys={*asked.payable_items, *asked.credit_sources}, is_final=True
    )
    plan = make_plan(
        currency=customer.currency,
        payable_items=items_to_pay.payable_items,
        credit_sources=items_to_pay.credit_sources,
        asked=asked,
    )
    if not plan.is_sound:
        raise PlanRefused(plan)
    return plan, items_to_pay


@transaction.atomic
def apply_credits(
    *, customer: Customer, asked: RequestedAmounts, on: date, by: User | None, key: UUID
) -> list[JournalEntry]:
    """Settle invoices by credits and deposits alone, as a plan that charges nothing says.

    Brought again with the same `key`, it changes nothing. Raises PlanRefused when it does not
    fit what is open, and Refusal when money is still to be paid.
    """
    lock_account(customer)
    if done := applied_credits(customer, key):
        return done
    plan, items_to_pay = validated_plan(customer=customer, asked=asked)
    if plan.charge or not plan.uses:
        raise Refusal(_("Credits and deposits do not cover the invoices you chose."))
    return [
        allocate(
            source=items_to_pay.items[use.credit_source.key],
            invoice=items_to_pay.items[use.payable_item.key],
            amount=use.amount,
            effective_on=on,
            by=by,
            key=f"use:{key}:{use.credit_source.key}:{use.payable_item.key}",
        )
        for use in plan.uses
    ]


def applied_credits(customer: Customer, key: UUID) -> list[JournalEntry]:
    """What `apply_credits` has posted under this key."""
    return list(JournalEntry.objects.for_customer(customer).filter(key__startswith=f"use:{key}:"))
