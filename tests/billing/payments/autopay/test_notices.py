"""Notice two days ahead, once; charged only after notice."""

from datetime import date, timedelta

import pytest
from django.core import mail

from accounts.models import Role
from billing.models import AutopayAgreement
from billing.payments.autopay import schedule
from billing.payments.autopay.notices import give_notice, ready
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cards(monkeypatch) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: True
    )


@pytest.fixture
def today() -> date:
    return make_organization().today()


@pytest.fixture
def agreement(today) -> AutopayAgreement:
    customer = make_customer(currency="GBP")
    by = make_member(customer, email="owner@anchor.example")
    make_member(customer, Role.VIEWER)
    agreed = schedule.agree(customer=customer, seller=make_organization(), cap=None, by=by)
    agreed.agreed_on = today - timedelta(90)
    agreed.save()
    return agreed


def due(agreement, today, days, amount=100):
    return make_invoice(
        agreement.customer,
        amount,
        issued_on=today - timedelta(10),
        due_on=today + timedelta(days),
    )


def test_notice_comes_two_days_before_by_one_mail_to_who_may_stop_it(agreement, today) -> None:
    due(agreement, today, 2)
    due(agreement, today, 2, 50)
    due(agreement, today, 3)
    make_credit_note(agreement.customer, 120, issued_on=today)
    assert len(give_notice(agreement, today=today)) == 2
    (sent,) = mail.outbox
    assert sent.to == ["owner@anchor.example"]
    assert "will charge £30.00" in sent.subject
    assert "/autopay/" in sent.body


def test_notice_is_given_once(agreement, today) -> None:
    due(agreement, today, 1)
    assert len(give_notice(agreement, today=today)) == 1
    assert give_notice(agreement, today=today) == []
    assert give_notice(agreement, today=today + timedelta(1)) == []


def test_charge_waits_for_the_day_that_was_announced(agreement, today) -> None:
    invoice = due(agreement, today, 0)
    assert ready(agreement, today=today) == []
    give_notice(agreement, today=today)
    assert ready(agreement, today=today + timedelta(1)) == []
    assert [one.invoice for one in ready(agreement, today=today + timedelta(2))] == [invoice]


def test_pause_moves_the_day_and_notice_is_given_anew(agreement, today) -> None:
    due(agreement, today, 2)
    give_notice(agreement, today=today)
    agreement.paused_until = today + timedelta(20)
    assert ready(agreement, today=today + timedelta(3)) == []
    assert give_notice(agreement, today=today + timedelta(3)) == []
    assert len(give_notice(agreement, today=today + timedelta(18))) == 1
    assert len(ready(agreement, today=today + timedelta(20))) == 1


def test_skipped_after_notice_is_not_charged(agreement, today) -> None:
    invoice = due(agreement, today, 0)
    give_notice(agreement, today=today)
    schedule.skip(invoice, by=agreement.agreed_by)
    assert ready(agreement, today=today + timedelta(5)) == []
