from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Customer
from catalog.models import Variant
from orders.quick_order.matching import QuickOrder, match
from orders.quick_order.parsing import pasted_lines, reading_of
from tests.catalog.factories import make_product
from tests.factories import DAY, make_customer
from tests.orders.factories import priced_variant


@pytest.mark.parametrize(
    ("text", "code", "quantity"),
    [
        ("85123A 6", "85123A", 6),
        ("85123A\t6", "85123A", 6),
        ("85123A,6", "85123A", 6),
        ("85123A;6", "85123A", 6),
        ('"85123A","6"', "85123A", 6),
        ("85123A,Red heart,6", "85123A", 6),
        ("85123A,6,12.50", "85123A", 6),
        ('85123A,"Heart, set of 4",6', "85123A", 6),
        ("22423\tSet of 4\t6", "22423", 6),
        ("Set of 4;22423;6", "22423", 6),
        ("Mug 22423\t6", "22423", 6),
        ("85123A;Heart;1,5", "85123A", Decimal("1.5")),
        ("6 x 85123A", "85123A", 6),
        ("6x 85-123.a", "85123A", 6),
        ("85123A x6", "85123A", 6),
        ("85123A: 6 pcs", "85123A", 6),
        ("White hanging heart (85123A) 12", "85123A", 12),
        ("- please send 24 of 85123A, thanks", "85123A", 24),
        ("85123A 1,5", "85123A", Decimal("1.5")),
        ("85123A 1.000", "85123A", 1),
        ("85123A ６", "85123A", 6),
        ("22423 6", "22423", 6),
        ("6 22423", "22423", 6),
        ("22423", "22423", None),
        ("85123A", "85123A", None),
        ("85123A -3", "85123A", None),
        ("Hello", "", None),
        ("9999 6", "", 9999),
    ],
)
def test_item_and_quantity_are_found_in_what_people_paste(
    text: str, code: str, quantity: Decimal | None
) -> None:
    (line,) = pasted_lines(text)
    reading = reading_of(line, {"85123A", "22423"})
    assert (reading.code, reading.quantity) == (code, quantity)


@given(st.text(max_size=300))
def test_anything_can_be_pasted(text: str) -> None:
    for line in pasted_lines(text):
        reading = reading_of(line, {"85123A"})
        assert reading.quantity is None or 0 < reading.quantity < 1_000_000


@pytest.fixture
def customer(db: None) -> Customer:
    return make_customer()


@pytest.fixture
def mug(customer: Customer) -> Variant:
    return priced_variant(customer, "5", sku="MUG-1", min_quantity=6, multiple=6)


def matched(customer: Customer, *lines: str) -> QuickOrder:
    return match(customer, "\n".join(lines), today=DAY)


def test_every_line_stands_in_one_of_the_four(customer: Customer, mug: Variant) -> None:
    found = matched(customer, "MUG-1 12", "mug1 7", "MUG 3", "Dear Sir", "MUG-1")
    assert [one.checked.quantity for one in found.ready] == [12]
    assert [(one.asked, one.checked.quantity) for one in found.changed] == [(7, 12), (None, 6)]
    assert [one.text for one in found.refused] == ["MUG 3", "Dear Sir"]
    assert found.total == 150


def test_beginning_of_a_number_is_asked_about(customer: Customer) -> None:
    for sku in ("A100-1", "A100-2", "B200"):
        priced_variant(customer, sku=sku)
    (choice,) = matched(customer, "A100 6").choices
    assert [one.sku for one in choice.candidates] == ["A100-1", "A100-2"]
    assert choice.quantity == 6


def test_hidden_item_is_as_unknown_as_none(customer: Customer) -> None:
    make_product(sku="SECRET-1", is_shown=False)
    found = matched(customer, "SECRET-1 6", "NOSUCH-1 6")
    assert [one.problem for one in found.refused] == [None, None]
    assert found.choices == []


def test_refused_lines_come_back_as_they_were_typed(customer: Customer) -> None:
    assert matched(customer, "NOPE-1  6", "nope;7").refused_text == "NOPE-1  6\nnope;7"


@pytest.mark.parametrize("count", [1, 200])
def test_statements_do_not_grow_with_the_lines(
    customer: Customer, mug: Variant, count: int
) -> None:
    lines = ["MUG-1 12", "MUG-1 7", "MU1 3", "nothing"] * count
    with CaptureQueriesContext(connection) as statements:
        matched(customer, *lines)
    assert len(statements) == 6
