"""What the ERP says is paid against what has happened here meanwhile: booked or listed, never
silent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Customer
from billing.balance import balance_for
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.ledger.allocation import allocate, take_back
from billing.ledger.check import check_ledger
from billing.models import CreditNote, Invoice, JournalEntry, OpenItem, Payment
from billing.payments.entry import record_refund, void_payment
from tests.billing.importing.conftest import Run
from tests.factories import make_credit_note, make_invoice, pay

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 20)
MAPPING = """
[file]
rows = "documents"
[columns]
number = "No"
customer = "Customer"
date = "Date"
total = "Total"
settled_on = "Settled"
paid_amount = "Paid"
[defaults]
currency = "EUR"
"""


def row(paid: Decimal | int | str = "", settled: str = "") -> str:
    return f"No,Customer,Date,Total,Settled,Paid\nI1,K1,2026-03-01,100,{settled},{paid}\n"


def invoice() -> Invoice:
    return Invoice.objects.select_related("open_item").get(number="I1")


def cash() -> Decimal:
    """Money received and not voided."""
    received = Payment.objects.filter(status=Payment.Status.RECEIVED)
    return sum((payment.amount for payment in received), start=Decimal(0))


def credit(amount: int) -> None:
    note = make_credit_note(invoice().customer, amount)
    allocate(source=note.open_item, invoice=invoice().open_item, amount=Decimal(amount))


def reasons(result: dict) -> list[str]:
    return [f"{one['says']}/{one['settled']} {one['reason']}" for one in result["differences"]]


def test_voided_payment_that_the_erp_dates_anew_is_recorded_again(run: Run) -> None:
    run(row(100, "2026-03-05"), MAPPING)
    void_payment(Payment.objects.get(), voided_on=DAY)
    result = run(row(100, "2026-03-19"), MAPPING)
    assert (result["payments"], result["differences"]) == (1, [])
    assert (invoice().open, cash()) == (0, 100)


def test_voided_payment_of_the_same_day_is_listed_and_not_recorded_again(run: Run) -> None:
    run(row(60, "2026-03-05"), MAPPING)
    void_payment(Payment.objects.get(), voided_on=DAY)
    for _ in range(2):
        result = run(row(60, "2026-03-05"), MAPPING)
        assert reasons(result) == [
            "60.00/0.00 An import recorded this before, and it was voided or paid back here."
        ]
        assert (result["payments"], cash()) == (0, 0)


def test_credit_used_here_does_not_stand_for_money(run: Run) -> None:
    run(row(), MAPPING)
    credit(40)
    result = run(row(60, "2026-03-10"), MAPPING)
    assert (result["payments"], result["differences"]) == (1, [])
    assert (invoice().open, cash()) == (0, 60)


def test_paid_in_full_beside_a_credit_books_what_is_open_and_lists_the_rest(run: Run) -> None:
    run(row(), MAPPING)
    credit(40)
    for _ in range(2):
        result = run(row(100, "2026-03-10"), MAPPING)
        (reason,) = reasons(result)
        assert reason.startswith("100.00/60.00 The rest is credited, written off or void here")
        assert cash() == 60


def test_credit_taken_back_lets_the_rest_be_booked(run: Run) -> None:
    run(row(), MAPPING)
    credit(40)
    run(row(100, "2026-03-10"), MAPPING)
    used = JournalEntry.objects.get(
        kind=JournalEntry.Kind.ALLOCATION,
        postings__debit_item=CreditNote.objects.get().open_item,
    )
    take_back(used, effective_on=DAY)
    assert run(row(100, "2026-03-10"), MAPPING)["differences"] == []
    assert (invoice().open, cash()) == (0, 100)


@pytest.mark.parametrize("end", [void_invoice, write_off_invoice])
def test_money_for_an_invoice_that_is_void_or_written_off_is_listed(run: Run, end) -> None:
    run(row(), MAPPING)
    on = {"voided_on": DAY} if end is void_invoice else {"written_off_on": DAY}
    end(invoice(), **on)
    result = run(row(100, "2026-03-10"), MAPPING)
    assert len(result["differences"]) == 1
    assert cash() == 0


def test_part_written_off_takes_the_part_that_was_paid(run: Run) -> None:
    run(row(30, "2026-03-05"), MAPPING)
    write_off_invoice(invoice(), written_off_on=DAY)
    assert reasons(run(row(100, "2026-03-10"), MAPPING))[0].startswith("100.00/30.00 The rest is")
    assert cash() == 30


def test_payment_here_that_the_erp_has_not_heard_of_is_listed(run: Run) -> None:
    run(row(30, "2026-03-05"), MAPPING)
    pay(invoice(), 70)
    result = run(row(30, "2026-03-05"), MAPPING)
    assert reasons(result) == ["30.00/100.00 More has been paid here than the file knows."]
    assert cash() == 100


def test_payment_here_that_the_erp_knows_is_no_difference(run: Run) -> None:
    run(row(30, "2026-03-05"), MAPPING)
    pay(invoice(), 70)
    assert run(row(100, "2026-03-10"), MAPPING)["differences"] == []
    assert cash() == 100


def test_rest_after_a_part_payment_here_is_booked(run: Run) -> None:
    run(row(), MAPPING)
    pay(invoice(), 25)
    assert run(row(100, "2026-03-10"), MAPPING)["differences"] == []
    assert (invoice().open, cash()) == (0, 100)


def test_voided_payment_of_the_portal_is_booked_where_the_erp_has_it(run: Run) -> None:
    run(row(), MAPPING)
    void_payment(pay(invoice(), 100), voided_on=DAY)
    assert run(row(100, "2026-03-10"), MAPPING)["differences"] == []
    assert (invoice().open, cash()) == (0, 100)


def test_over_payment_is_a_deposit_once(run: Run) -> None:
    for _ in range(2):
        assert run(row(120, "2026-03-10"), MAPPING)["differences"] == []
        assert balance_for(Customer.objects.get(), today=DAY).deposits == 20
    run(row(130, "2026-03-12"), MAPPING)
    assert balance_for(Customer.objects.get(), today=DAY).deposits == 30


def test_over_payment_of_an_invoice_paid_here_is_listed(run: Run) -> None:
    run(row(), MAPPING)
    pay(invoice(), 100)
    assert len(run(row(120, "2026-03-10"), MAPPING)["differences"]) == 1
    assert cash() == 100


def test_imported_payment_used_for_another_invoice_is_listed(run: Run) -> None:
    run(row(100, "2026-03-05"), MAPPING)
    settled = JournalEntry.objects.get(kind=JournalEntry.Kind.ALLOCATION)
    take_back(settled, effective_on=DAY)
    other = make_invoice(invoice().customer, 100)
    allocate(source=Payment.objects.get().open_item, invoice=other.open_item, amount=Decimal(100))
    assert reasons(run(row(100, "2026-03-05"), MAPPING)) == [
        "100.00/0.00 What was received for it is used for something else here."
    ]
    assert cash() == 100


def test_payment_here_that_was_moved_to_another_invoice_is_not_booked_twice(run: Run) -> None:
    run(row(), MAPPING)
    pay(invoice(), 100)
    take_back(JournalEntry.objects.get(kind=JournalEntry.Kind.ALLOCATION), effective_on=DAY)
    assert len(run(row(100, "2026-03-10"), MAPPING)["differences"]) == 1
    assert cash() == 100


def test_refunded_deposit_that_the_erp_still_counts_is_listed(run: Run) -> None:
    run(row(120, "2026-03-10"), MAPPING)
    record_refund(Payment.objects.get().open_item, amount=Decimal(20), refunded_on=DAY)
    assert len(run(row(120, "2026-03-10"), MAPPING)["differences"]) == 1
    assert run(row(100, "2026-03-10"), MAPPING)["differences"] == []
    assert cash() == 120


def test_difference_is_a_sentence_for_whoever_runs_the_command(run: Run, tmp_path, capsys) -> None:
    from django.core.management import call_command

    run(row(60, "2026-03-05"), MAPPING)
    void_payment(Payment.objects.get(), voided_on=DAY)
    files = {"mapping": tmp_path / "mapping.toml", "report": tmp_path / "again.csv"}
    call_command("import_documents", str(tmp_path / "export.csv"), **files)
    assert "I1: the file says 60.00 EUR is paid, payments settle 0.00." in capsys.readouterr().out


# What may happen here between two imports, by name, with the amount it is about.
AMOUNTS = st.integers(1, 60)
EVENTS = st.tuples(
    st.sampled_from(["pay", "credit", "void", "take back", "write off", "refund", "import"]),
    AMOUNTS,
)


def happen(what: str, amount: int) -> None:
    """Do it as far as the state of things allows; otherwise nothing happens."""
    now = invoice()
    live = Payment.objects.filter(status=Payment.Status.RECEIVED).select_related("open_item")
    used = JournalEntry.objects.filter(
        kind=JournalEntry.Kind.ALLOCATION,
        reversed_by__isnull=True,
        postings__credit_item=now.open_item,
    )
    unused = live.filter(open_item__open__gte=amount).first()
    is_refunded = JournalEntry.objects.filter(kind=JournalEntry.Kind.REFUND).exists()
    if what == "pay" and now.open >= amount:
        pay(now, amount)
    elif what == "credit" and now.open >= amount:
        credit(amount)
    elif what == "void" and live and not is_refunded:
        void_payment(live.last(), voided_on=DAY)
    elif what == "take back" and used:
        take_back(used.last(), effective_on=DAY)
    elif what == "write off" and now.open:
        write_off_invoice(now, written_off_on=DAY)
    elif what == "refund" and unused:
        record_refund(unused.open_item, amount=Decimal(amount), refunded_on=DAY)


def paid_on_invoice() -> Decimal:
    """What payments settle of the invoice, added up from the postings one by one."""
    total = Decimal(0)
    item = invoice().open_item
    for posting in item.credits.select_related("debit_item"):
        if posting.debit_item and posting.debit_item.kind == OpenItem.Kind.PAYMENT:
            total += posting.amount
    for posting in item.debits.select_related("credit_item"):
        if posting.credit_item and posting.credit_item.kind == OpenItem.Kind.PAYMENT:
            total -= posting.amount
    return total


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.generate],
)
@given(
    first=st.integers(0, 120),
    events=st.lists(EVENTS, max_size=7),
    says=st.integers(0, 130),
    day=st.integers(5, 20),
)
def test_whatever_happened_the_file_and_the_payments_agree_or_the_invoice_is_named(
    run: Run, first: int, events: list[tuple[str, int]], says: int, day: int
) -> None:
    with transaction.atomic():
        run(row(first, "2026-03-05" if first else ""), MAPPING)
        for what, amount in events:
            if what == "import":
                run(row(amount, "2026-03-06"), MAPPING)
            else:
                happen(what, amount)
        received, was_settled = cash(), paid_on_invoice()
        result = run(row(says, f"2026-03-{day:02}"), MAPPING)
        settled = paid_on_invoice()
        is_named = bool(result["differences"] or result["rejected"])
        assert is_named or settled == min(says, 100)
        assert 0 <= cash() - received <= max(0, says - was_settled)
        assert check_ledger().drift == []
        before = cash()
        again = run(row(says, f"2026-03-{day:02}"), MAPPING)
        assert (again["payments"], cash()) == (0, before)
        assert bool(again["differences"] or again["rejected"]) == is_named
        transaction.set_rollback(True)
