"""A hold is ended by one of many, and never while a payment is being taken back."""

from functools import partial

import pytest
from django.core import mail

from accounts.hold import set_hold
from accounts.models import AuditEvent, Customer
from billing.holds import release_if_met
from tests import factories
from tests.concurrency.conftest import Race

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
