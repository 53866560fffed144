"""A document dated later is a draft that issues itself on its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Approval
from billing.models import CreditNote, Invoice, OpenItem, Retainer
from billing.staff.scheduled_documents import issue_scheduled, schedule, unschedule
from billing.tasks import issue_scheduled_drafts
from portal.kit.web.refusals import Refusal
from tests.factories import (
    draft_credit_note,
    draft_invoice,
    draft_retainer,
    make_customer,
    make_invoice,
    make_organization,
    make_staff,
)

pytestmark = pytest.mark.django_db
MAKE = {Invoice: draft_invoice, CreditNote: draft_credit_note, Retainer: draft_retainer}


@pytest.mark.parametrize("model", MAKE)
def test_it_is_owed_and_numbered_from_its_day_on(model: Any) -> None:
    today = make_organization().today()
    draft = schedule(MAKE[model](make_customer()), on=today + timedelta(3), by=None)
    assert issue_scheduled(today=today + timedelta(2)) == 0
    assert not OpenItem.objects.exists()
    assert model.objects.get().number is None
    with time_machine.travel(timezone.now() + timedelta(3)):
        # The database knows its own clock: the document is dated back to what it can be.
        model.objects.update(issued_on=today)
        assert issue_scheduled(today=today + timedelta(3)) == 1
    issued = model.objects.get(pk=draft.pk)
    assert (issued.status, issued.is_scheduled) == ("issued", False)
    assert issued.issued_on == today
    assert issue_scheduled(today=today + timedelta(3)) == 0


def test_the_worker_issues_what_is_due_today() -> None:
    today = make_organization().today()
    schedule(draft_invoice(make_customer()), on=today, by=None)
    issue_scheduled_drafts(timestamp=0)
    assert Invoice.objects.get().issued_on == today


def test_numbers_follow_the_day_of_issue() -> None:
    today = make_organization().today()
    customer = make_customer()
    draft = schedule(draft_invoice(customer), on=today, by=None)
    first = make_invoice(customer)
    issue_scheduled(today=today)
    draft.refresh_from_db()
    assert str(first.number) < str(draft.number)


def test_what_cannot_be_issued_is_refused_at_once() -> None:
    today = make_organization().today()
    with pytest.raises(Refusal, match="less than zero"):
        schedule(draft_invoice(make_customer(), -5), on=today + timedelta(1), by=None)
    due = draft_invoice(make_customer(), due_on=today)
    with pytest.raises(Refusal, match="before the document's date"):
        schedule(due, on=today + timedelta(1), by=None)


def test_one_that_is_refused_waits_for_staff_and_holds_up_no_other() -> None:
    today = make_organization().today()
    customer = make_customer()
    bad, good = (schedule(draft_invoice(customer), on=today, by=None) for _ in range(2))
    bad.lines.update(quantity=-1)
    assert issue_scheduled(today=today) == 1
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.is_draft, bad.is_scheduled, good.is_draft) == (True, False, False)


def test_credit_note_above_the_limit_of_one_person_is_asked_about_on_its_day() -> None:
    today = make_organization(approval_above="EUR 50").today()
    draft = draft_credit_note(make_customer(), 100)
    schedule(draft, on=today, by=make_staff())
    assert issue_scheduled(today=today) == 0
    draft.refresh_from_db()
    assert (draft.is_draft, draft.is_scheduled) == (True, False)
    assert Approval.objects.count() == 1


def test_it_can_be_taken_back_into_ones_own_hands() -> None:
    today = make_organization().today()
    draft = schedule(draft_invoice(make_customer()), on=today, by=None)
    unschedule(draft)
    assert issue_scheduled(today=today) == 0
