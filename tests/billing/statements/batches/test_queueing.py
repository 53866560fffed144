"""The queue's workers make the same statements by the same code."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import ContactPerson, Customer
from billing import tasks
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches import generation
from billing.statements.batches.batch import BatchOptions, add_customers, batch_for, unfinished
from billing.statements.batches.queueing import (
    jobs_left,
    queue_chunks,
    queue_due_mails,
    settled_since,
)
from billing.statements.batches.schedule import queue_due_statements
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period
from tests.factories import make_customer, make_invoice, make_organization

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def place(settings, tmp_path, monkeypatch):
    make_organization()
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(generation, "statement_pdf", lambda s, seller: b"%PDF")


def marked(**fields: object) -> Customer:
    customer = make_customer(**fields)
    ContactPerson.objects.create(
        customer=customer, name="B", email=f"b{customer.pk}@example.com", receives_statements=True
    )
    return customer


def billed(**fields: object) -> Customer:
    customer = marked(**fields)
    make_invoice(customer, 100, issued_on=date(2026, 3, 2))
    return customer


def work() -> None:
    """What workers would do with the jobs of statements that wait."""
    for job in ProcrastinateJob.objects.filter(task_name="billing.tasks.make_statements"):
        tasks.make_statements(**job.args)


def test_jobs_of_a_batch_are_queued_once_and_counted():
    billed()
    batch = batch_for(Kind.ACTIVITY, Period(date(2026, 3, 1), date(2026, 3, 31)), today=APRIL)
    add_customers(batch, Customer.objects.all())
    started = timezone.now()
    chunks = unfinished(batch, None, BatchOptions())
    assert queue_chunks(batch, chunks, BatchOptions()) == 1
    assert jobs_left(batch) == 1
    work()
    assert settled_since(batch, started)["stored"] == 1


def test_schedule_serves_each_by_their_own_choice():
    monthly, quarterly = billed(), billed(statement_frequency="quarterly")
    billed(statement_frequency="never")
    make_invoice(make_customer(), 100, issued_on=date(2026, 3, 2))  # nobody to send to
    marked()  # neither a balance nor anything in the period
    queue_due_statements(APRIL)
    work()
    stored = StatementDelivery.objects.filter(state="stored")
    assert {(one.customer, one.batch.start_on) for one in stored} == {
        (monthly, date(2026, 3, 1)),
        (quarterly, date(2026, 1, 1)),
    }
    assert len(mail.outbox) == 2


def test_schedule_repeated_sends_nothing_twice():
    billed()
    queue_due_statements(APRIL)
    work()
    queue_due_statements(APRIL + timedelta(days=1))
    work()
    assert len(mail.outbox) == 1


def test_nothing_is_due_in_the_middle_of_a_month():
    billed()
    assert queue_due_statements(date(2026, 4, 17)) == 0
    assert not StatementBatch.objects.exists()


def test_mails_that_wait_are_queued_when_their_time_has_come():
    billed()
    queue_due_statements(APRIL)
    work()
    late = timezone.now() + timedelta(hours=1)
    StatementMail.objects.update(state="queued", next_attempt_at=late)
    assert queue_due_mails() == 0
    work()
    assert len(mail.outbox) == 1
    StatementMail.objects.update(next_attempt_at=timezone.now())
    work()
    assert len(mail.outbox) == 2
    assert StatementMail.objects.get().state == "sent"
