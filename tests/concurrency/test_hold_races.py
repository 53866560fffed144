"""A hold is ended by one of many, and never while a payment is being taken back."""

from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from django.core import mail
from django.db import connection, transaction

from accounts.company.account_hold import set_hold
from accounts.models import AuditEvent, Customer
from billing import holds
from billing.holds import release_if_met
from billing.payments.entry import void_payment
from tests import factories
from tests.concurrency.conftest import Race
from tests.waiting import lock_is_awaited, until

pytestmark = pytest.mark.django_db(transaction=True)


def _ended(customer: Customer) -> str:
    return "ended" if release_if_met(customer, today=factories.DAY) else "not"


def test_one_of_20_jobs_ends_the_hold_and_one_mail_goes_out(race: Race) -> None:
    factories.make_organization()
    customer = factories.make_customer()
    factories.make_member(customer)
    set_hold(customer, reason="Late", release=Customer.HoldRelease.NOTHING_OVERDUE)
    mail.outbox.clear()

    outcomes = race([partial(_ended, customer)] * 20)

    assert outcomes == {"ended": 1, "not": 19}
    assert len(mail.outbox) == 1
    assert AuditEvent.objects.filter(kind="hold.ended").count() == 1


def _taken_back_while_the_hold_is_looked_at() -> bool:
    """A payment settles what is overdue; it is voided in one session, not committed yet, while
    another looks whether the hold may end. Whether the hold was ended."""
    factories.make_organization()
    customer = factories.make_customer()
    payment = factories.pay(factories.make_invoice(customer, 100, due_on=factories.DAY))
    set_hold(customer, reason="Late", release=Customer.HoldRelease.NOTHING_OVERDUE)
    today = factories.DAY + timedelta(30)
    ended = []

    def look() -> None:
        try:
            ended.append(release_if_met(customer, today=today))
        finally:
            connection.close()

    other = Thread(target=look)
    with transaction.atomic():
        void_payment(payment, voided_on=factories.DAY)
        other.start()
        until(lambda: not other.is_alive() or lock_is_awaited())
    other.join()
    return ended == [True]


def test_hold_does_not_end_by_a_payment_that_is_being_taken_back() -> None:
    assert _taken_back_while_the_hold_is_looked_at() is False


def test_without_the_lock_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the test above proves the lock."""
    monkeypatch.setattr(holds, "lock_account", lambda customer: customer)
    assert _taken_back_while_the_hold_is_looked_at() is True
