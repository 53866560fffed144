"""Querysets whose SQL is made once answer as the querysets themselves do."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, Membership
from billing.models import OpenItem
from portal.kit.db.compiled import compiled
from tests.factories import DAY, make_customer, make_invoice, make_membership

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_queryset() -> None:
    mine = make_membership(make_customer("Mine"))
    make_membership(make_customer("Another"))
    places = compiled(
        lambda user_id: Membership.objects.filter(user_id=user_id).select_related("customer"),
        user_id=int,
    )
    with CaptureQueriesContext(connection) as asked:
        (found,) = places(user_id=mine.user_id)
        assert (found, found.customer.name) == (mine, "Mine")
    assert len(asked) == 1


def test_each_call_has_its_own_parameters() -> None:
    customers = {name: make_customer(name) for name in ("First", "Second")}
    named = compiled(lambda name: Customer.objects.filter(name=name), name=str)
    for name, customer in customers.items():
        assert named(name=name) == [customer]
    assert named(name="Nobody'; --") == []


def test_values_that_the_query_brings_itself_stay() -> None:
    customer = make_customer()
    late = make_invoice(customer, due_on=DAY)
    due = compiled(
        lambda customer, day: OpenItem.objects.filter(
            customer_id=customer, kind="invoice", due_on__lte=day
        ),
        customer=int,
        day=date,
    )
    assert due(customer=customer.pk, day=DAY) == [late.open_item]
    assert due(customer=customer.pk, day=date(2000, 1, 1)) == []


def test_json_and_decimals_come_back_as_their_types() -> None:
    made = make_customer(role_rights={"buyer": ["order"]})
    by_key = compiled(lambda pk: Customer.objects.filter(pk=pk), pk=int)
    (found,) = by_key(pk=made.pk)
    expected = Customer.objects.get(pk=made.pk)
    assert vars(found) | {"_state": None} == vars(expected) | {"_state": None}


@pytest.mark.parametrize("given", [{}, {"pk": "1"}, {"pk": 1, "other": 2}, {"other": 1}])
def test_wrong_parameters_are_an_error(given: dict[str, object]) -> None:
    by_key = compiled(lambda pk: Customer.objects.filter(pk=pk), pk=int)
    with pytest.raises(TypeError):
        by_key(**given)


def test_a_parameter_that_the_query_loses_is_an_error() -> None:
    lost = compiled(lambda pk: Customer.objects.filter(pk=pk // 2), pk=int)
    with pytest.raises(TypeError, match="pk"):
        lost(pk=1)


def test_annotations_stand_beside_the_row() -> None:
    customer = make_customer("Mine")
    named = compiled(
        lambda pk: Customer.objects.filter(pk=pk).annotate(upper=Upper("name")), pk=int
    )
    assert named(pk=customer.pk)[0].upper == "MINE"
