from __future__ import annotations

from decimal import Decimal

import pytest

from billing.documents.credit_notes import issue_credit_note, void_credit_note
from billing.documents.issuing.issue import NotADraft
from billing.ledger.allocation import allocate
from billing.ledger.posting import LedgerRefusal
from billing.models import CreditNote, DailyTotal
from portal.kit.web.refusals import Refusal
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db


def test_an_issued_credit_note_is_credit_to_use() -> None:
    note = factories.make_credit_note(factories.make_customer(), 30)

    assert (note.number, note.status, item_of(note).open) == ("CN-00001", "issued", 30)
    assert DailyTotal.objects.get().credited == 30


def test_it_is_issued_once() -> None:
    draft = factories.draft_credit_note(factories.make_customer())
    issue_credit_note(draft)

    with pytest.raises(NotADraft):
        issue_credit_note(draft)


def test_a_total_below_zero_is_refused() -> None:
    with pytest.raises(LedgerRefusal):
        factories.make_credit_note(factories.make_customer(), -1)


def test_it_does_not_correct_another_customers_invoice() -> None:
    foreign = factories.make_invoice(factories.make_customer())

    with pytest.raises(Refusal, match="another customer"):
        factories.make_credit_note(factories.make_customer(), invoice=foreign)


def test_a_void_credit_note_is_no_credit() -> None:
    note = factories.make_credit_note(factories.make_customer(), 30)

    void_credit_note(note, voided_on=DAY)

    assert item_of(note).open == 0
    assert DailyTotal.objects.get().credited == 0
    assert CreditNote.objects.get().status == "void"


def test_a_used_credit_note_is_not_voided() -> None:
    customer = factories.make_customer()
    note = factories.make_credit_note(customer, 30)
    invoice = factories.make_invoice(customer)
    allocate(source=item_of(note), invoice=item_of(invoice), amount=Decimal(1))

    with pytest.raises(Refusal, match="has been used"):
        void_credit_note(note, voided_on=DAY)


@pytest.mark.parametrize("times", [0, 2])
def test_only_an_issued_credit_note_is_voided(times: int) -> None:
    note = factories.draft_credit_note(factories.make_customer())
    if times:
        note = void_credit_note(issue_credit_note(note, issued_on=DAY), voided_on=DAY)

    with pytest.raises(Refusal, match="not an issued credit note"):
        void_credit_note(note, voided_on=DAY)
