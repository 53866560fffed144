from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Address
from billing.documents.invoices import (
    InvoiceIsSettled,
    issue_invoice,
    void_invoice,
    write_off_invoice,
)
from billing.documents.issuing.issue import NotADraft
from billing.ledger.posting import LedgerRefusal
from billing.models import DailyTotal, Invoice, JournalEntry, OpenItem
from portal.kit.web.refusals import Refusal
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db


def test_an_issued_invoice_is_numbered_totalled_and_owed() -> None:
    lines = [
        {"quantity": Decimal(2), "unit_price": Decimal("9.99"), "tax_rate": Decimal(20)},
        {"quantity": Decimal(1), "unit_price": Decimal("0.50"), "tax_rate": Decimal(5)},
    ]

    invoice = factories.make_invoice(factories.make_customer(), lines=lines)

    assert (invoice.number, invoice.status) == ("INV-00001", "issued")
    totals = (invoice.net_total, invoice.tax_total, invoice.total)
    assert totals == (Decimal("20.48"), Decimal("4.03"), Decimal("24.51"))
    assert item_of(invoice).open == Decimal("24.51")


def test_it_falls_due_by_the_customers_terms() -> None:
    customer = factories.make_customer(payment_terms_days=14)

    assert factories.make_invoice(customer).due_on == DAY + timedelta(14)


def test_it_falls_due_when_the_draft_says() -> None:
    invoice = factories.make_invoice(factories.make_customer(), due_on=DAY)

    assert invoice.due_on == DAY


@time_machine.travel("2026-03-31 23:30:00+00:00", tick=False)
def test_without_a_date_it_is_dated_by_the_sellers_calendar() -> None:
    factories.make_organization(time_zone="Pacific/Auckland")

    invoice = issue_invoice(factories.draft_invoice(factories.make_customer()))

    assert str(invoice.issued_on) == "2026-04-01"


def test_a_number_given_by_staff_is_kept_and_no_other_is_used_up() -> None:
    customer = factories.make_customer()

    assert factories.make_invoice(customer, number="ERP-7").number == "ERP-7"
    assert factories.make_invoice(customer).number == "INV-00001"


def test_a_number_an_import_has_taken_is_passed_over() -> None:
    customer = factories.make_customer()
    factories.make_invoice(customer, number="INV-00001")

    assert factories.make_invoice(customer).number == "INV-00002"


def test_names_and_addresses_stay_as_they_were_at_issue() -> None:
    customer = factories.make_customer("Old Name", tax_id="GB1")
    Address.objects.create(customer=customer, kind="billing", line1="Old Street 1")
    Address.objects.create(customer=customer, kind="billing", line1="Main 2", is_default=True)
    invoice = factories.make_invoice(customer)

    customer.name = "New Name"
    customer.save()

    kept = Invoice.objects.get(pk=invoice.pk)
    assert (kept.billing_name, kept.billing_address, kept.customer_tax_id) == (
        "Old Name",
        "Main 2",
        "GB1",
    )


def test_it_is_issued_once() -> None:
    draft = factories.draft_invoice(factories.make_customer())
    issue_invoice(draft)

    with pytest.raises(NotADraft):
        issue_invoice(draft)


def test_a_total_below_zero_is_refused_and_uses_no_number() -> None:
    customer = factories.make_customer()
    with pytest.raises(LedgerRefusal, match="negative"):
        factories.make_invoice(customer, -1)

    assert factories.make_invoice(customer).number == "INV-00001"


def test_a_total_of_nothing_is_issued_without_a_posting() -> None:
    invoice = factories.make_invoice(factories.make_customer(), 0)

    assert (invoice.status, invoice.open) == ("issued", 0)
    assert not JournalEntry.objects.exists()


def test_a_void_invoice_is_not_owed_nor_counted_in_its_day() -> None:
    invoice = factories.make_invoice(factories.make_customer())

    void_invoice(invoice, voided_on=DAY + timedelta(9))

    assert item_of(invoice).open == 0
    assert DailyTotal.objects.get().invoiced == 0
    assert Invoice.objects.get().status == "void"


def test_an_invoice_of_nothing_can_be_voided() -> None:
    invoice = factories.make_invoice(factories.make_customer(), 0)

    assert void_invoice(invoice, voided_on=DAY).status == "void"


def test_a_partly_paid_invoice_is_not_voided() -> None:
    invoice = factories.make_invoice(factories.make_customer())
    factories.pay(invoice, 1)

    with pytest.raises(InvoiceIsSettled):
        void_invoice(invoice, voided_on=DAY)


@pytest.mark.parametrize("state", ["draft", "void", "written off"])
def test_only_an_issued_invoice_is_voided(state: str) -> None:
    invoice = factories.draft_invoice(factories.make_customer())
    if state != "draft":
        invoice = issue_invoice(invoice, issued_on=DAY)
    if state == "void":
        void_invoice(invoice, voided_on=DAY)
    if state == "written off":
        write_off_invoice(invoice, written_off_on=DAY)

    with pytest.raises(Refusal):
        void_invoice(invoice, voided_on=DAY)


def test_a_write_off_gives_up_what_is_open() -> None:
    invoice = factories.make_invoice(factories.make_customer())
    factories.pay(invoice, 60)

    entry = write_off_invoice(invoice, written_off_on=DAY)

    assert entry.postings.get().amount == 40
    assert item_of(invoice).open == 0
    assert Invoice.objects.get().status == "written_off"


def test_a_write_off_is_never_effective_before_the_invoice() -> None:
    invoice = factories.make_invoice(factories.make_customer())

    entry = write_off_invoice(invoice, written_off_on=DAY - timedelta(1))

    assert entry.effective_on == DAY


def test_nothing_is_written_off_twice() -> None:
    invoice = factories.make_invoice(factories.make_customer())
    write_off_invoice(invoice, written_off_on=DAY)

    with pytest.raises(LedgerRefusal, match="Nothing is open"):
        write_off_invoice(invoice, written_off_on=DAY)


def test_the_item_carries_what_lists_sort_and_search_by() -> None:
    invoice = factories.make_invoice(factories.make_customer(), po_number="PO-9")

    item = OpenItem.objects.get()
    assert (item.number, item.reference, item.issued_on, item.due_on) == (
        invoice.number,
        "PO-9",
        DAY,
        invoice.due_on,
    )
