from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Customer
from billing.ledger.bulk import BulkEntry, post_all
from billing.ledger.check import check_ledger
from billing.models import Account, JournalEntry, OpenItem, Posting
from portal.kit.db.copying import copy_rows, take_ids
from tests.factories import DAY, make_credit_note, make_customer, make_invoice

pytestmark = pytest.mark.django_db


def allocation(source: OpenItem, invoice: OpenItem, amount: int, key: str = "once") -> BulkEntry:
    return BulkEntry(
        key=key,
        kind=JournalEntry.Kind.ALLOCATION,
        customer_id=source.customer_id,
        currency=source.currency,
        effective_on=DAY,
        amount=Decimal(amount),
        debit=(Account.RECEIVABLE, source.pk),
        credit=(Account.RECEIVABLE, invoice.pk),
    )


@pytest.fixture
def items() -> tuple[OpenItem, OpenItem]:
    """A credit note of 50 and an invoice of 100 of one customer."""
    customer = make_customer()
    note, invoice = make_credit_note(customer, 50), make_invoice(customer, 100)
    assert note.open_item is not None
    assert invoice.open_item is not None
    return note.open_item, invoice.open_item


def open_amounts() -> list[Decimal]:
    return list(OpenItem.objects.order_by("pk").values_list("open", flat=True))


def test_bulk_entries_move_what_is_open_as_single_ones_do(items) -> None:
    post_all([allocation(*items, 20, "one"), allocation(*items, 10, "two")])
    assert open_amounts() == [20, 70]
    assert check_ledger().drift == []


def test_key_that_stands_is_refused_and_nothing_is_posted(items) -> None:
    post_all([allocation(*items, 20)])
    with pytest.raises(IntegrityError), transaction.atomic():
        post_all([allocation(*items, 10, "other"), allocation(*items, 10)])
    assert open_amounts() == [30, 80]
    assert JournalEntry.objects.filter(kind="allocation").count() == 1


def test_bulk_entry_beyond_what_is_open_is_refused(items) -> None:
    with pytest.raises(IntegrityError, match="open_item_open_not_negative"), transaction.atomic():
        post_all([allocation(*items, 51)])
    assert open_amounts() == [50, 100]


def test_bulk_entry_of_another_customers_item_is_refused(items) -> None:
    stranger = make_invoice(make_customer(), 100).open_item
    with pytest.raises(IntegrityError), transaction.atomic():
        post_all([allocation(items[0], stranger, 10)])
    assert not Posting.objects.filter(credit_item=stranger).exists()


def test_nothing_to_post_posts_nothing() -> None:
    post_all([])
    assert Posting.objects.count() == 0


def test_planner_may_look_rows_up_again_afterwards(items) -> None:
    post_all([allocation(*items, 20)])
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == ("on",)


def test_taken_ids_are_never_given_again() -> None:
    taken = take_ids(Customer, 3)
    assert len(set(taken)) == 3
    assert make_customer().pk not in taken


def test_copied_row_is_a_row(items) -> None:
    (pk,) = take_ids(JournalEntry, 1)
    columns = ("id", "customer_id", "currency", "key", "kind", "effective_on", "note")
    customer = items[0].customer
    copy_rows(
        "billing_journalentry",
        columns,
        [(pk, customer.pk, customer.currency, "key", "allocation", DAY, "tab\tand\\slash\n")],
    )
    assert JournalEntry.objects.get(pk=pk).note == "tab\tand\\slash\n"
