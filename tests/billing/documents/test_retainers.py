from __future__ import annotations

from datetime import timedelta

import pytest

from billing.balance import balance_for
from billing.documents.issuing.issue import NotADraft
from billing.documents.retainers import issue_retainer, void_retainer
from billing.models import DailyTotal, DueTotal, Retainer
from billing.payments.entry import void_payment
from portal.kit.web.refusals import Refusal
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db


def test_a_retainer_is_asked_for_and_not_owed() -> None:
    customer = factories.make_customer()

    retainer = factories.make_retainer(customer, 70)

    balance = balance_for(customer, today=DAY + timedelta(99))
    assert (retainer.number, retainer.status) == ("RET-00001", "issued")
    assert (balance.retainers, balance.outstanding, balance.overdue, balance.net) == (70, 0, 0, 0)
    assert not DueTotal.objects.exists()
    assert not DailyTotal.objects.exists()


def test_what_is_paid_on_it_is_a_deposit() -> None:
    customer = factories.make_customer()

    factories.pay(factories.make_retainer(customer, 70), 30)

    balance = balance_for(customer, today=DAY)
    assert (balance.retainers, balance.deposits, balance.net) == (40, 30, -30)


def test_it_is_issued_once() -> None:
    draft = factories.draft_retainer(factories.make_customer())
    issue_retainer(draft)

    with pytest.raises(NotADraft):
        issue_retainer(draft)


def test_a_withdrawn_retainer_is_not_asked_for() -> None:
    customer = factories.make_customer()

    void_retainer(factories.make_retainer(customer, 70), voided_on=DAY)

    assert balance_for(customer, today=DAY).retainers == 0
    assert Retainer.objects.get().status == "void"


def test_a_partly_paid_retainer_is_not_withdrawn() -> None:
    retainer = factories.make_retainer(factories.make_customer(), 70)
    factories.pay(retainer, 1)

    with pytest.raises(Refusal, match="has been paid"):
        void_retainer(retainer, voided_on=DAY)


def test_a_returned_payment_is_asked_for_again() -> None:
    retainer = factories.make_retainer(factories.make_customer(), 70)
    payment = factories.pay(retainer, 70)

    void_payment(payment, voided_on=DAY)

    assert item_of(retainer).open == 70


@pytest.mark.parametrize("times", [0, 2])
def test_only_an_issued_retainer_is_withdrawn(times: int) -> None:
    retainer = factories.draft_retainer(factories.make_customer())
    if times:
        retainer = void_retainer(issue_retainer(retainer, issued_on=DAY), voided_on=DAY)

    with pytest.raises(Refusal, match="not an issued retainer"):
        void_retainer(retainer, voided_on=DAY)
