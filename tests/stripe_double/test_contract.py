"""Requests are held to the SDK's own types."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble, contract, routes
from tests.stripe_double.wire import ApiError, decode

LINE = {
    "price_data": {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Invoice 1"}},
    "quantity": 1,
}
CHECKOUT = {"mode": "payment", "success_url": "https://portal.example/", "line_items": [LINE]}


def refused(double: StripeDouble, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        double.client().v1.checkout.sessions.create({**CHECKOUT, **params})  # type: ignore[arg-type]
    assert caught.value.http_status == 400
    assert not double.objects("checkout.session")
    return caught.value


def test_every_route_names_parameter_types_that_the_sdk_has():
    for route in routes.ROUTES:
        assert contract.params(route.params)


def test_unknown_parameter_is_refused(stripe_double):
    error = refused(stripe_double, paymnt_method="pm_card_visa")
    assert error.code == "parameter_unknown"
    assert error.param == "paymnt_method"
    assert error.error is not None
    assert error.error.type == "invalid_request_error"


def test_unknown_parameter_inside_a_list_is_refused(stripe_double):
    error = refused(stripe_double, line_items=[{**LINE, "amount": 5}])
    assert error.param == "line_items[0][amount]"


def test_unknown_parameter_deep_inside_is_refused(stripe_double):
    error = refused(stripe_double, payment_intent_data={"shipping": {"city": "Leeds"}})
    assert error.param is not None
    assert error.param.startswith("payment_intent_data[shipping]")


def test_removed_payment_method_types_is_refused_by_its_own_code(stripe_double):
    error = refused(stripe_double, payment_method_types=["card"])
    assert error.code == "payment_method_types_no_longer_supported"


def test_missing_parameter_is_refused(stripe_double):
    with pytest.raises(stripe.InvalidRequestError, match="Missing required param: currency"):
        stripe_double.client().v1.payment_intents.create({"amount": 500})


def test_missing_parameter_inside_is_refused(stripe_double):
    price = {"currency": "usd", "unit_amount": 500, "product_data": {"description": "?"}}
    error = refused(stripe_double, line_items=[{"price_data": price, "quantity": 1}])
    assert error.code == "parameter_missing"
    assert error.param == "line_items[0][price_data][product_data][name]"


def test_word_that_the_sdk_does_not_know_is_refused(stripe_double):
    assert refused(stripe_double, mode="pay").param == "mode"


def test_text_for_a_number_is_refused(stripe_double):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe_double.client().v1.payment_intents.create({"amount": "12.50", "currency": "usd"})
    assert caught.value.code == "parameter_invalid_integer"


@pytest.mark.parametrize(
    "metadata",
    [{f"k{n}": "v" for n in range(51)}, {"k" * 41: "v"}, {"k": "v" * 501}],
    ids=["too many", "long key", "long value"],
)
def test_metadata_beyond_stripes_limits_is_refused(stripe_double, metadata):
    refused(stripe_double, metadata=metadata)


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"client_reference_id": "r" * 201}, "client_reference_id"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"success_url": "/payments/1/"}, "success_url"),
        ({"payment_intent_data": {"description": "d" * 1001}}, "payment_intent_data[description]"),
        (
            {"payment_intent_data": {"statement_descriptor_suffix": "<b>"}},
            "payment_intent_data[statement_descriptor_suffix]",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_text_that_stripe_does_not_take_is_refused(stripe_double, params, param):
    assert refused(stripe_double, **params).param == param


def test_parameters_of_get_requests_are_checked_too(stripe_double):
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: customr"):
        stripe_double.client().v1.payment_intents.list({"customr": "cus_1"})


def test_unknown_address_is_404(stripe_double):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe_double.client().v1.products.list()
    assert caught.value.http_status == 404


def test_form_of_stripe_is_read_back():
    assert decode("a[b][0][c]=1&a[b][1][c]=2&d[]=x&d[]=y&e=") == {
        "a": {"b": [{"c": "1"}, {"c": "2"}]},
        "d": ["x", "y"],
        "e": "",
    }


def test_form_that_contradicts_itself_is_refused():
    with pytest.raises(ApiError, match="Invalid object"):
        decode("a=1&a[b]=2")
