"""What something costs whom: one answer, from the first source that has a price."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from catalog.models import Presentation, Variant
from catalog.pricing import Outcome, PriceAnswer, PricedLine, Source, explain, quote
from tests.catalog.factories import (
    DAY,
    make_contract,
    make_presentation,
    make_price,
    make_price_list,
    make_product,
    variant_of,
)
from tests.factories import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def variant() -> Variant:
    return variant_of(make_product())


def ask(
    customer: Customer,
    variant: Variant,
    quantity: int = 1,
    *,
    day: date = DAY,
    presentation: Presentation | None = None,
) -> PriceAnswer:
    line = PricedLine(variant.pk, Decimal(quantity))
    return quote(customer, [line], day=day, presentation=presentation)[0]


def in_list(variant: Variant, price: str, **fields: Any) -> None:
    make_price(make_price_list(**fields), variant, price)


def test_what_nobody_has_a_price_for_is_on_request_and_never_zero(
    customer: Customer, variant: Variant
) -> None:
    answer = ask(customer, variant)
    assert answer.is_on_request
    assert (answer.unit, answer.net) == (None, None)


def test_sources_are_asked_in_their_order(customer: Customer, variant: Variant) -> None:
    season = make_price_list()
    presentation = make_presentation(price_list=season)
    in_list(variant, "4", is_default=True)
    assert ask(customer, variant, presentation=presentation).unit == 4
    in_list(variant, "9", customer=customer, position=2)
    assert ask(customer, variant, presentation=presentation).unit == 9
    in_list(variant, "8", customer=customer, position=1)
    assert ask(customer, variant, presentation=presentation).unit == 8
    make_price(season, variant, "7")
    assert ask(customer, variant, presentation=presentation).unit == 7
    make_contract(customer, variant, "10", reference="C-118")
    answer = ask(customer, variant, presentation=presentation)
    assert (answer.unit, answer.rung and answer.rung.reference) == (10, "C-118")
    assert ask(customer, variant).unit == 10


def test_deepest_rung_that_is_reached_counts_and_the_next_is_named(
    customer: Customer, variant: Variant
) -> None:
    prices = make_price_list(customer=customer)
    for at, price in (("1", "10"), ("12", "9"), ("24", "8.5")):
        make_price(prices, variant, price, at=at)
    answer = ask(customer, variant, 13)
    assert (answer.unit, answer.net, answer.missing) == (9, Decimal("117.00"), 11)
    assert answer.next_rung is not None
    assert answer.next_rung.unit == Decimal("8.5")
    assert ask(customer, variant, 24).next_rung is None


def test_rungs_of_two_sources_are_never_mixed(customer: Customer, variant: Variant) -> None:
    first, second = (make_price_list(customer=customer, position=place) for place in (1, 2))
    make_price(first, variant, "10")
    make_price(second, variant, "9", at="1")
    make_price(second, variant, "5", at="10")
    assert ask(customer, variant, 10).unit == 10


def test_ladder_that_begins_above_the_quantity_has_no_price_for_it_and_says_from_where(
    customer: Customer, variant: Variant
) -> None:
    in_list(variant, "4", is_default=True)
    make_contract(customer, variant, "3", at="100")
    answer = ask(customer, variant, 99)
    assert (answer.unit, answer.is_on_request, answer.missing) == (None, False, 1)
    assert answer.steps[0].outcome is Outcome.TOO_FEW
    assert ask(customer, variant, 100).unit == 3


def test_price_holds_on_its_days_both_included(customer: Customer, variant: Variant) -> None:
    prices = make_price_list(is_default=True)
    make_price(prices, variant, "5", valid_from=DAY, valid_until=DAY + timedelta(days=1))
    found = [ask(customer, variant, day=DAY + timedelta(days=days)).unit for days in (-1, 0, 1, 2)]
    assert found == [None, 5, 5, None]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"valid_until": DAY - timedelta(days=1)},
        {"valid_from": DAY + timedelta(days=1)},
        {"currency": "USD"},
    ],
)
def test_list_that_is_off_or_of_other_days_or_money_is_not_asked(
    fields: dict[str, Any], customer: Customer, variant: Variant
) -> None:
    in_list(variant, "5", is_default=True, **fields)
    assert ask(customer, variant).is_on_request


def test_presentation_takes_its_discount_off_lists_and_not_off_contracts(
    customer: Customer, variant: Variant
) -> None:
    presentation = make_presentation(discount_percent=Decimal(5))
    in_list(variant, "6.21", is_default=True)
    answer = ask(customer, variant, 24, presentation=presentation)
    assert (answer.unit, answer.net) == (Decimal("5.90"), Decimal("141.60"))
    assert answer.rung is not None
    assert (answer.rung.base, answer.discount_percent) == (Decimal("6.21"), 5)
    make_contract(customer, variant, "6")
    answer = ask(customer, variant, 24, presentation=presentation)
    assert (answer.unit, answer.discount_percent) == (6, 0)


def test_discount_never_makes_a_price_zero(customer: Customer, variant: Variant) -> None:
    in_list(variant, "0.01", is_default=True)
    presentation = make_presentation(discount_percent=Decimal(99))
    assert ask(customer, variant, presentation=presentation).unit == Decimal("0.01")


def test_net_is_rounded_once(customer: Customer, variant: Variant) -> None:
    in_list(variant, "0.3333", is_default=True, decimals=4)
    assert ask(customer, variant, 7).net == Decimal("2.33")


def test_many_lines_take_one_statement_and_keep_their_order(customer: Customer) -> None:
    prices = make_price_list(is_default=True)
    variants = [variant_of(make_product()) for _ in range(5)]
    for place, variant in enumerate(variants, start=1):
        make_price(prices, variant, str(place))
    lines = [PricedLine(one.pk, Decimal(2)) for one in reversed(variants)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answers = quote(customer, [*lines, *lines[:1]], day=DAY)
    assert [answer.unit for answer in answers] == [5, 4, 3, 2, 1, 5]
    assert len(asked) == 1


def test_nothing_to_price_asks_nothing(customer: Customer) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert quote(customer, [], day=DAY) == []
    assert len(asked) == 0


def test_explanation_names_every_source(customer: Customer, variant: Variant) -> None:
    ended = DAY - timedelta(days=1)
    make_contract(customer, variant, "3", reference="C-118", valid_until=ended)
    make_price_list(customer=customer, name="Without")
    in_list(variant, "9", customer=customer, position=2, name="Trade")
    in_list(variant, "12", is_default=True, name="Standard")
    answer = explain(customer, variant.pk, Decimal(1), day=DAY)
    assert answer.unit == 9
    told = {(step.source, step.name or step.reference, step.outcome) for step in answer.steps}
    assert told == {
        (Source.CONTRACT, "C-118", Outcome.OTHER_DAYS),
        (Source.LIST, "Without", Outcome.NO_PRICE),
        (Source.LIST, "Trade", Outcome.USED),
        (Source.DEFAULT, "Standard", Outcome.NOT_ASKED),
    }
