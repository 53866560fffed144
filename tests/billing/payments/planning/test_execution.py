"""Using credits and deposits: on figures that hold still, once."""

from decimal import Decimal
from uuid import uuid4

import pytest

from billing.models import JournalEntry
from billing.payments.planning.execution import PlanRefused, apply_credits
from billing.payments.planning.plan import RequestedAmounts
from portal.kit.web.refusals import Refusal
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    pay,
)

pytestmark = pytest.mark.django_db


def use(customer, amounts, credit_sources, *, key=None, prepayment="0"):
    asked = RequestedAmounts(
        {item_of(one).pk: Decimal(amount) for one, amount in amounts.items()},
        {item_of(one).pk: Decimal(amount) for one, amount in credit_sources.items()},
        Decimal(prepayment),
    )
    return apply_credits(customer=customer, asked=asked, on=DAY, by=None, key=key or uuid4())


def test_several_funds_settle_several_invoices() -> None:
    customer = make_customer()
    first, second = make_invoice(customer, 100), make_invoice(customer, 50)
    credit, deposit = make_credit_note(customer, 120), make_payment(customer, 40)
    entries = use(customer, {first: 100, second: 45}, {credit: 120, deposit: 25})
    assert len(entries) == 3
    left = [item_of(one).open for one in (first, second, credit, deposit)]
    assert left == [0, 5, 0, 15]


def test_same_key_is_once_and_another_is_refused_when_nothing_is_left() -> None:
    customer, key = make_customer(), uuid4()
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    first = use(customer, {invoice: 60}, {credit: 60}, key=key)
    assert use(customer, {invoice: 60}, {credit: 60}, key=key) == first
    with pytest.raises(PlanRefused, match="At most"):
        use(customer, {invoice: 60}, {credit: 60})
    assert JournalEntry.objects.filter(kind="allocation").count() == 1


def test_invoice_paid_meanwhile_is_refused_and_nothing_is_used() -> None:
    customer = make_customer()
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    pay(invoice, 70)
    with pytest.raises(PlanRefused):
        use(customer, {invoice: 60}, {credit: 60})
    assert item_of(credit).open == 60


@pytest.mark.parametrize(("amount", "prepayment"), [("70", "0"), ("60", "5")])
def test_plan_that_still_needs_money_is_refused(amount, prepayment) -> None:
    customer = make_customer()
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    with pytest.raises(Refusal, match="do not cover"):
        use(customer, {invoice: amount}, {credit: 60}, prepayment=prepayment)


def test_foreign_documents_are_not_found() -> None:
    customer = make_customer()
    invoice, theirs = make_invoice(customer, 100), make_credit_note(make_customer(), 60)
    with pytest.raises(PlanRefused, match="no longer be paid"):
        use(customer, {invoice: 60}, {theirs: 60})
