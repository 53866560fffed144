from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from orders.lines.checking import Wanted
from orders.models import OrderEvent, OrderSettings, SalesOrder
from orders.ordering.credit import credit_check
from orders.ordering.placing import OverLimit, PricesChanged, place_order
from portal.kit.web.refusals import Refusal
from tests.catalog.factories import make_presentation, make_price, make_price_list
from tests.factories import DAY, make_customer, make_invoice, make_payment
from tests.orders.factories import make_order, priced_variant, request_for

pytestmark = pytest.mark.django_db
Status = SalesOrder.Status


@pytest.fixture
def customer() -> Customer:
    return make_customer(credit_limit=1000)


def test_order_copies_what_was_agreed(customer: Customer) -> None:
    variant = priced_variant(customer, "4.25", sku="MUG-1")
    order = make_order(customer, [(variant, "12")], po_number="PO-7")
    (line,) = order.lines.all()
    assert (order.number, order.status, order.po_number) == ("SO-00001", Status.SUBMITTED, "PO-7")
    assert (line.sku, line.ordered, line.unit_price, line.net) == ("MUG-1", 12, Decimal("4.25"), 51)
    assert line.why["source"] == "list"
    assert [event.kind for event in order.events.all()] == [OrderEvent.Kind.PLACED]


def test_same_key_is_the_same_order(customer: Customer) -> None:
    request = request_for(customer, [(priced_variant(customer), "10")], key=uuid4())
    first = place_order(request, today=DAY)
    assert place_order(request, today=DAY) == first
    assert SalesOrder.objects.count() == 1


def test_price_that_has_changed_is_shown_first(customer: Customer) -> None:
    variant = priced_variant(customer, "5")
    request = request_for(customer, [(variant, "10")])
    make_price(make_price_list(customer=customer, position=0), variant, "6")
    with pytest.raises(PricesChanged):
        place_order(request, today=DAY)
    assert not SalesOrder.objects.exists()


def test_hidden_product_is_refused(customer: Customer) -> None:
    variant = priced_variant(customer)
    request = request_for(customer, [(variant, "10")])
    type(variant.product).objects.filter(pk=variant.product_id).update(status="hidden")
    with pytest.raises(PricesChanged):
        place_order(request, today=DAY)


@pytest.mark.parametrize("quantity", [None, Decimal(-1), Decimal(0), Decimal("0.5"), Decimal(7)])
def test_quantity_that_cannot_be_ordered_is_refused(
    customer: Customer, quantity: Decimal | None
) -> None:
    variant = priced_variant(customer, min_quantity=6, multiple=6)
    agreed = request_for(customer, [(variant, "6")])
    request = replace(agreed, lines=[Wanted(variant.pk, quantity)])
    with pytest.raises(PricesChanged):
        place_order(request, today=DAY)


def test_account_on_hold_cannot_order(customer: Customer) -> None:
    variant = priced_variant(customer)
    Customer.objects.filter(pk=customer.pk).update(status="on_hold", hold_reason="Owes")
    with pytest.raises(Refusal, match="on hold"):
        make_order(customer, [(variant, "10")])


def test_empty_cart_is_no_order(customer: Customer) -> None:
    with pytest.raises(Refusal, match="empty"):
        place_order(request_for(customer, []), today=DAY)


def test_po_number_can_be_required(customer: Customer) -> None:
    OrderSettings.objects.create(pk=1, po_required=True)
    with pytest.raises(Refusal, match="PO number"):
        make_order(customer)
    assert make_order(customer, po_number="PO-1").po_number == "PO-1"


def test_closed_shop_takes_no_order(customer: Customer) -> None:
    OrderSettings.objects.create(pk=1, is_open=False)
    with pytest.raises(Refusal):
        make_order(customer)


def test_order_over_the_limit_is_held(customer: Customer) -> None:
    make_invoice(customer, 900, issued_on=DAY)
    order = make_order(customer, [(priced_variant(customer, "11"), "10")])
    assert (order.status, order.hold_reason) == (Status.ON_HOLD, "over_limit")


def test_order_over_the_limit_is_refused_where_the_seller_says_so(customer: Customer) -> None:
    OrderSettings.objects.create(pk=1, over_limit="refuse")
    make_invoice(customer, 900, issued_on=DAY)
    with pytest.raises(OverLimit, match=r"€10\.00 over") as refused:
        make_order(customer, [(priced_variant(customer, "11"), "10")])
    assert refused.value.check.over == 10
    assert make_order(customer, [(priced_variant(customer, "10"), "10")]).status == Status.SUBMITTED


def test_customer_without_a_limit_is_never_over_it() -> None:
    customer = make_customer()
    make_invoice(customer, 10**6, issued_on=DAY)
    assert make_order(customer).status == Status.SUBMITTED


def test_live_orders_and_deposits_count_towards_the_limit(customer: Customer) -> None:
    make_order(customer, [(priced_variant(customer, "60"), "10")])
    make_invoice(customer, 300, issued_on=DAY)
    make_payment(customer, 50, received_on=DAY)
    check = credit_check(customer, Decimal(200), today=DAY)
    assert (check.owed, check.not_invoiced, check.over) == (250, 600, 50)


def test_held_order_claims_no_credit(customer: Customer) -> None:
    held = make_order(customer, [(priced_variant(customer, "200"), "10")])
    assert held.status == Status.ON_HOLD
    assert credit_check(customer, Decimal(0), today=DAY).not_invoiced == 0


@pytest.mark.parametrize("count", [1, 100])
def test_statements_do_not_grow_with_the_lines(customer: Customer, count: int) -> None:
    lines = [(priced_variant(customer, "0.05"), "1") for _ in range(count)]
    request = request_for(customer, lines)
    with CaptureQueriesContext(connection) as statements:
        place_order(request, today=DAY)
    inserted = [one for one in statements.captured_queries if "SAVEPOINT" not in one["sql"]]
    assert len(inserted) == 12


def test_closed_presentation_takes_no_order(customer: Customer) -> None:
    variant = priced_variant(customer)
    closed = make_presentation(variant.product, orders_until=DAY - timedelta(1))
    with pytest.raises(Refusal, match="have closed"):
        make_order(customer, [(variant, "10")], presentation=closed)


def test_minimum_of_a_presentation_is_enforced_where_it_says_so(customer: Customer) -> None:
    variant = priced_variant(customer, "5")
    minimum = {"minimum_amount": 60, "minimum_currency": "EUR"}
    shown = make_presentation(variant.product, **minimum, minimum_policy="show")
    enforced = make_presentation(variant.product, **minimum, minimum_policy="enforce")
    assert make_order(customer, [(variant, "10")], presentation=shown).net == 50
    with pytest.raises(Refusal, match=r"minimum order .* €60\.00"):
        make_order(customer, [(variant, "10")], presentation=enforced)
    assert make_order(customer, [(variant, "12")], presentation=enforced).net == 60
