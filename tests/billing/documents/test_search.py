"""Finding documents: exact hits first, nothing of others, one statement that reads indexes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from accounts.models import Customer
from billing.documents.search import FIND, MOST, Match, amounts_in, find_documents
from tests.factories import (
    DAY,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    make_retainer,
    pay,
)

MANY = 20_000


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def found(customer: Customer, text: str) -> list[str]:
    return [hit.number for hit in find_documents([customer], text, today=DAY)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1143.24", "1143.24"),
        ("£1,143.24", "1143.24"),
        ("1 143,24", "1143.24"),
        ("GBP 50", "50"),
        ("1,143", "1143"),
        ("1'143.24 £", "1143.24"),
        ("12.345", None),
        ("€ 5,00", None),
        ("INV-00162", None),
        ("", None),
        ("£", None),
        ("9" * 60, None),
    ],
)
def test_amount_is_read_as_people_paste_it(text: str, amount: str | None) -> None:
    assert amounts_in(text, ["GBP"]) == ([] if amount is None else [Decimal(amount)])


def test_amount_is_read_for_every_currency_of_the_group() -> None:
    assert amounts_in("1.143,24 €", ["GBP", "EUR"]) == [Decimal("1143.24")]
    assert amounts_in("12.345", ["KWD", "GBP"]) == [Decimal("12.345")]
    assert amounts_in("JP¥5,000", ["JPY"]) == [Decimal(5000)]


@pytest.mark.django_db
def test_every_kind_of_document_is_found_by_its_number(customer: Customer) -> None:
    made = [
        make_invoice(customer),
        make_credit_note(customer),
        make_payment(customer),
        make_retainer(customer),
    ]
    for one in made:
        assert found(customer, one.number.lower())[0] == one.number


@pytest.mark.django_db
def test_bare_digits_are_the_number_without_its_prefix(customer: Customer) -> None:
    invoice = make_invoice(customer, 7)
    digits = invoice.number.removeprefix("INV-").lstrip("0")
    assert invoice.number in found(customer, digits)


@pytest.mark.django_db
def test_reference_of_an_order_and_of_a_payment(customer: Customer) -> None:
    invoice = make_invoice(customer, 10, po_number="PO-48146")
    payment = make_payment(customer, 20, reference="BACS Bramblewick 048")
    assert found(customer, "po-48146") == [invoice.number]
    assert found(customer, "bacs  bramblewick 048") == [payment.number]
    assert found(customer, "bacs bram") == [payment.number]


@pytest.mark.django_db
def test_amount_is_of_the_whole_or_of_what_is_open(customer: Customer) -> None:
    invoice = make_invoice(customer, "1143.24")
    part = make_invoice(customer, 100)
    pay(part, "40")
    assert found(customer, "£1,143.24") == [invoice.number]
    assert part.number in found(customer, "60")


@pytest.mark.django_db
def test_exact_hits_come_before_beginnings(customer: Customer) -> None:
    exact = make_invoice(customer, 10, number="A-100")
    longer = make_invoice(customer, 10, number="A-1000")
    hits = find_documents([customer], "A-100", today=DAY)
    assert [(hit.number, hit.match) for hit in hits] == [
        (exact.number, Match.NUMBER),
        (longer.number, Match.BEGINNING),
    ]


@pytest.mark.django_db
def test_hit_says_how_it_stands(customer: Customer) -> None:
    invoice = make_invoice(customer, 100, due_on=DAY, po_number="PO-1")
    pay(invoice, 30)
    (hit,) = find_documents([customer], invoice.number, today=DAY)
    assert (hit.amount, hit.status.label, hit.due_on) == ("£70.00", "Due today", DAY)
    assert hit.url == f"/invoices/{invoice.number}/"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["%", "_", "%%%", "\\", "' OR 1=1", "\x00", "x" * 500])
def test_signs_of_the_database_stand_for_themselves(customer: Customer, text: str) -> None:
    make_invoice(customer, 10, po_number="PO-1")
    assert found(customer, text) == []


@pytest.mark.django_db
def test_foreign_documents_and_nobodys_are_not_found(customer: Customer) -> None:
    foreign = make_invoice(make_customer(currency="GBP"), "77.77")
    assert found(customer, foreign.number) == []
    assert found(customer, "77.77") == []
    assert find_documents([], foreign.number, today=DAY) == []


@pytest.mark.django_db
def test_documents_of_the_companies_seen_are_found_together(customer: Customer) -> None:
    below = make_customer(currency="EUR")
    numbers = {make_invoice(customer, 5).number, make_invoice(below, 5).number}
    hits = find_documents([customer, below], "5.00", today=DAY)
    assert {hit.number for hit in hits} == numbers
    assert {hit.customer_id for hit in hits} == {customer.pk, below.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_one_statement_however_many_are_found(
    customer: Customer, count: int, django_assert_num_queries
) -> None:
    for _ in range(count):
        make_invoice(customer, 10)
    with django_assert_num_queries(1):
        hits = find_documents([customer], "10.00", today=DAY)
    assert len(hits) == min(count, MOST)


@pytest.mark.django_db
def test_statement_reads_only_indexes_of_a_large_account(customer: Customer, owner_cursor) -> None:
    make_invoice(customer, 10)
    owner_cursor.execute(
        "INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,"
        " due_on, total, open, lock_hint)"
        " SELECT %s, 'GBP', 'invoice', 'BIG-' || n, 'PO-' || n, '2026-01-01', '2026-02-01',"
        " n %% 5000, 0, 0 FROM generate_series(1, %s) n",
        [customer.pk, MANY],
    )
    owner_cursor.execute("ANALYZE billing_openitem")
    asked = {
        "customers": [customer.pk],
        "numbers": ["BIG-77"],
        "text": "PO-77",
        "amounts": [Decimal("77.00")],
        "kinds": ["invoice", "credit_note", "payment", "retainer"],
        "beginning": "PO-7%",
        "most": MOST,
    }
    owner_cursor.execute(f"EXPLAIN (FORMAT JSON) {FIND}", asked)
    answer = owner_cursor.fetchone()[0]
    text = answer if isinstance(answer, str) else json.dumps(answer)
    plan = json.loads(text)[0]["Plan"]
    scans = [
        node["Node Type"]
        for node in _nodes(plan)
        if node.get("Relation Name") == "billing_openitem"
    ]
    assert scans
    assert "Seq Scan" not in scans


def _nodes(plan: dict) -> list[dict]:
    return [plan, *(node for one in plan.get("Plans", ()) for node in _nodes(one))]
