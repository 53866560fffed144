"""Which invoices come up by themselves, when, and for how much."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.documents.disputes import raise_dispute
from billing.models import AutopayAgreement
from billing.payments.autopay import schedule
from billing.payments.autopay.schedule import ScheduleReason
from portal.kit.web.refusals import Refusal
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    pay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cards(monkeypatch) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: True
    )


@pytest.fixture
def today() -> date:
    return make_organization(legal_name="Acme GmbH").today()


@pytest.fixture
def customer():
    return make_customer("Blue Anchor")


def agree(customer, cap=None) -> AutopayAgreement:
    agreement = schedule.agree(
        customer=customer,
        seller=make_organization(),
        cap=Decimal(cap) if cap else None,
        by=make_member(customer),
    )
    AutopayAgreement.objects.filter(pk=agreement.pk).update(agreed_on=date(2020, 1, 1))
    agreement.refresh_from_db()
    return agreement


def due(customer, today, days, amount=100, **fields):
    """An invoice of ten days ago that falls due in so many days."""
    return make_invoice(
        customer,
        amount,
        issued_on=today - timedelta(10),
        due_on=today + timedelta(days),
        **fields,
    )


def whys(agreement, today) -> list[str]:
    return [one.why for one in schedule.schedule(agreement, today=today)]


def test_consent_is_kept_in_the_words_that_were_read(customer, today) -> None:
    agreement = agree(customer, cap="500")
    assert agreement.consent_version == schedule.CONSENT_VERSION
    assert "Blue Anchor authorizes Acme" in agreement.consent_text
    assert "No single charge is more than €500.00." in agreement.consent_text


def test_next_thirty_days_and_what_is_late_come_up_by_day(customer, today) -> None:
    agreement = agree(customer)
    dues = {days: due(customer, today, days) for days in (20, -3, 31, 5)}
    pay(due(customer, today, 7))
    found = schedule.schedule(agreement, today=today)
    assert [one.invoice for one in found] == [dues[-3], dues[5], dues[20]]


def test_credits_go_to_the_first_invoices(customer, today) -> None:
    agreement = agree(customer)
    due(customer, today, 1, 100)
    due(customer, today, 2, 100)
    make_credit_note(customer, 130, issued_on=today)
    found = schedule.schedule(agreement, today=today)
    assert [(one.from_credits, one.charge, one.why) for one in found] == [
        (100, 0, ScheduleReason.SETTLED_BY_CREDIT),
        (30, 70, ScheduleReason.CHARGED),
    ]


def test_cap_leaves_larger_charges_to_the_customer(customer, today) -> None:
    agreement = agree(customer, cap="100")
    due(customer, today, 1, "100.01")
    due(customer, today, 2, 100)
    assert whys(agreement, today) == [ScheduleReason.OVER_CAP, ScheduleReason.CHARGED]


def test_skipped_and_disputed_invoices_are_left_out_and_come_back(customer, today) -> None:
    agreement, by = agree(customer), make_member(customer)
    skipped, disputed = due(customer, today, 1), due(customer, today, 2)
    schedule.skip(skipped, by=by)
    schedule.skip(skipped, by=by)
    raise_dispute(disputed, reason="price", comment="", by=by)
    assert whys(agreement, today) == [ScheduleReason.SKIPPED, ScheduleReason.DISPUTED]
    schedule.unskip(skipped)
    assert whys(agreement, today)[0] == ScheduleReason.CHARGED


def test_settled_invoice_cannot_be_skipped(customer, today) -> None:
    invoice = due(customer, today, 1)
    pay(invoice)
    invoice.open_item.refresh_from_db()
    with pytest.raises(Refusal):
        schedule.skip(invoice, by=make_member(customer))


@pytest.mark.parametrize(
    ("due_on", "issued_on", "agreed_on", "paused_until", "charged_on"),
    [
        ("2026-05-10", "2026-04-10", "2026-01-01", None, "2026-05-10"),
        ("2026-05-10", "2026-05-09", "2026-01-01", None, "2026-05-11"),
        ("2026-05-10", "2026-04-10", "2026-05-20", None, "2026-05-22"),
        ("2026-05-10", "2026-04-10", "2026-01-01", "2026-06-01", "2026-06-01"),
    ],
)
def test_day_leaves_time_for_notice_and_waits_for_a_pause(
    due_on, issued_on, agreed_on, paused_until, charged_on
) -> None:
    agreement = AutopayAgreement(
        agreed_on=date.fromisoformat(agreed_on),
        paused_until=date.fromisoformat(paused_until) if paused_until else None,
    )
    found = schedule.charge_day(
        due_on=date.fromisoformat(due_on),
        issued_on=date.fromisoformat(issued_on),
        agreement=agreement,
    )
    assert found == date.fromisoformat(charged_on)


def test_agreeing_again_and_ending_keep_what_was_agreed(customer, today) -> None:
    first = agree(customer)
    second = agree(customer, cap="10")
    assert schedule.agreement_of(customer) == second
    first.refresh_from_db()
    assert first.ended_at is not None
    schedule.end_agreement(second, by=make_member(customer))
    assert schedule.agreement_of(customer) is None
    assert AutopayAgreement.objects.count() == 2


def test_statements_do_not_grow(customer, today, django_assert_num_queries) -> None:
    agreement = agree(customer)
    for _ in range(4):
        due(customer, today, 3)
    with django_assert_num_queries(6):
        schedule.schedule(agreement, today=today)
