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
from billing.payments.planning.items_to_pay import Payables, payables_of
from billing.payments.planning.plan import Asked, Plan, make_plan
from portal.kit.web.refusals import Refusal


class PlanRefused(Refusal):
    """The plan does not fit what is open now; `plan` holds a sentence for each misfit."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(" ".join(plan.refusals.values()))
        self.plan = plan


def sure_plan(*, customer: Customer, asked: Asked) -> tuple[Plan, Payables]:
    """The plan for what is asked, on figures nobody else can change until the transaction ends.

    Raises PlanRefused unless all of it can be carried out.
    """
    lock_account(customer)
    payables = payables_of(customer, keys={*asked.debts, *asked.funds}, is_sure=True)
    plan = make_plan(
        currency=customer.currency, debts=payables.debts, funds=payables.funds, asked=asked
    )
    if not plan.is_sound:
        raise PlanRefused(plan)
    return plan, payables


@transaction.atomic
def use_funds(
    *, customer: Customer, asked: Asked, on: date, by: User | None, key: UUID
) -> list[JournalEntry]:
    """Settle invoices by credits and deposits alone, as a plan that charges nothing says.

    Brought again with the same `key`, it changes nothing. Raises PlanRefused when it does not
    fit what is open, and Refusal when money is still to be paid.
    """
    lock_account(customer)
    if done := funds_used(customer, key):
        return done
    plan, payables = sure_plan(customer=customer, asked=asked)
    if plan.charge or not plan.uses:
        raise Refusal(_("Credits and deposits do not cover the invoices you chose."))
    return [
        allocate(
            source=payables.items[use.fund.key],
            invoice=payables.items[use.debt.key],
            amount=use.amount,
            effective_on=on,
            by=by,
            key=f"use:{key}:{use.fund.key}:{use.debt.key}",
        )
        for use in plan.uses
    ]


def funds_used(customer: Customer, key: UUID) -> list[JournalEntry]:
    """What `use_funds` has posted under this key."""
    return list(JournalEntry.objects.for_customer(customer).filter(key__startswith=f"use:{key}:"))
