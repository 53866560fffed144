from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from billing.ledger.posting import (
    Event,
    KeyReused,
    LedgerRefusal,
    Move,
    Side,
    lock_account,
    post,
    post_together,
    receivable,
)
from billing.models import Account, JournalEntry, OpenItem, Posting
from tests import factories
from tests.factories import DAY

pytestmark = pytest.mark.django_db
REFUND = JournalEntry.Kind.REFUND


def _refund(item: OpenItem, amount: str, key: str = "k") -> JournalEntry:
    moves = [Move(Decimal(amount), receivable(item), Side(Account.CASH))]
    return post(key=key, kind=REFUND, customer=item.customer, effective_on=DAY, moves=moves)


@pytest.fixture
def deposit() -> OpenItem:
    return factories.item_of(factories.make_payment(factories.make_customer(), 100))


def test_a_posting_moves_what_is_open(deposit: OpenItem) -> None:
    _refund(deposit, "30")

    assert deposit.open == 70
    assert OpenItem.objects.get(pk=deposit.pk).open == 70


def test_the_same_key_posts_once_and_returns_the_first_entry(deposit: OpenItem) -> None:
    first = _refund(deposit, "30")

    assert _refund(deposit, "30") == first
    assert deposit.open == 70


def test_a_key_brought_for_another_amount_is_an_error(deposit: OpenItem) -> None:
    _refund(deposit, "30")

    with pytest.raises(KeyReused):
        _refund(deposit, "31")


def test_a_key_brought_for_another_customer_is_an_error(deposit: OpenItem) -> None:
    _refund(deposit, "30")
    other = factories.item_of(factories.make_payment(factories.make_customer(), 100))

    with pytest.raises(KeyReused):
        _refund(other, "30")


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("100.01", "That is more than is still open."),
        ("0", "The amount must be more than zero."),
        ("-1", "The amount must be more than zero."),
        ("0.001", "This currency has fewer decimals."),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(
    deposit: OpenItem, amount: str, sentence: str
) -> None:
    with pytest.raises(LedgerRefusal, match=sentence):
        _refund(deposit, amount)

    assert not JournalEntry.objects.filter(kind=REFUND).exists()
    assert not Posting.objects.filter(credit_account=Account.CASH).exists()


def test_two_customers_are_not_mixed_and_the_sentence_says_so(deposit: OpenItem) -> None:
    other = factories.make_customer()

    with pytest.raises(LedgerRefusal, match="do not belong to one account"):
        post(
            key="k",
            kind=REFUND,
            customer=other,
            effective_on=DAY,
            moves=[Move(Decimal(1), receivable(deposit), Side(Account.CASH))],
        )


def _refund_together(item: OpenItem, **amounts: str) -> list[JournalEntry]:
    events = [
        Event(key, REFUND, DAY, [Move(Decimal(amount), receivable(item), Side(Account.CASH))])
        for key, amount in amounts.items()
    ]
    with transaction.atomic():
        return post_together(lock_account(item.customer), item.customer, events)


def test_events_posted_together_each_have_their_entry(deposit: OpenItem) -> None:
    entries = _refund_together(deposit, b="10", a="20", c="30")

    assert [entry.key for entry in entries] == ["b", "a", "c"]
    assert entries == list(JournalEntry.objects.filter(kind=REFUND).order_by("pk"))
    assert deposit.open == 40


def test_of_events_posted_together_those_that_stand_are_not_posted_again(deposit: OpenItem) -> None:
    first = _refund(deposit, "30", key="a")

    entries = _refund_together(deposit, a="30", b="20")

    assert entries[0] == first
    assert deposit.open == 50


def test_events_that_are_too_much_together_leave_nothing(deposit: OpenItem) -> None:
    with pytest.raises(LedgerRefusal, match="more than is still open"):
        _refund_together(deposit, a="60", b="60")

    assert OpenItem.objects.get(pk=deposit.pk).open == 100
    assert not JournalEntry.objects.filter(kind=REFUND).exists()
