"""One key, one execution, one answer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble

PARAMS = {
    "amount": 1500,
    "currency": "usd",
    "payment_method": "pm_card_visa",
    "confirm": True,
    "return_url": "https://portal.example/",
    "metadata": {"attempt_id": "a1"},
}


def pay(double: StripeDouble, key: str = "a1", retries: int = 0, **params: Any) -> Any:
    return double.client(retries=retries).v1.payment_intents.create(
        {**PARAMS, **params},  # type: ignore[arg-type]
        {"idempotency_key": key},
    )


def test_same_key_and_parameters_replay_the_first_answer(stripe_double):
    first, second = pay(stripe_double), pay(stripe_double)
    assert first.to_dict() == second.to_dict()
    assert len(stripe_double.charges(attempt_id="a1")) == 1
    assert [request.replayed for request in stripe_double.requests] == [False, True]
    assert second.last_response.headers["Idempotent-Replayed"] == "true"


def test_a_decline_is_replayed_too(stripe_double):
    messages = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            pay(stripe_double, payment_method="pm_card_chargeDeclined")
        messages.append(caught.value.json_body)
    assert messages[0] == messages[1]
    assert len(stripe_double.objects("payment_intent")) == 1


def test_other_parameters_with_the_same_key_are_refused(stripe_double):
    pay(stripe_double)
    with pytest.raises(stripe.IdempotencyError) as caught:
        pay(stripe_double, amount=1600)
    assert caught.value.http_status == 400
    assert len(stripe_double.charges()) == 1


def test_same_key_at_another_address_is_refused(stripe_double):
    intent = pay(stripe_double)
    with pytest.raises(stripe.IdempotencyError):
        stripe_double.client().v1.refunds.create(
            {"payment_intent": intent.id}, {"idempotency_key": "a1"}
        )


def test_server_error_after_executing_is_replayed_for_ever(stripe_double):
    stripe_double.faults.order("error_after")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            pay(stripe_double)
        assert caught.value.http_status == 500
    assert len(stripe_double.charges(attempt_id="a1")) == 1


def test_request_refused_for_its_parameters_does_not_use_the_key_up(stripe_double):
    with pytest.raises(stripe.InvalidRequestError):
        pay(stripe_double, nonsense=True)
    assert pay(stripe_double).status == "succeeded"


def test_same_key_while_the_first_is_under_way_is_a_conflict(stripe_double):
    stripe_double.faults.slow_seconds = 0.3
    stripe_double.faults.order("slow")
    first = threading.Thread(target=pay, args=(stripe_double,))
    first.start()
    while not stripe_double.api.kept:
        pass
    with pytest.raises(stripe.APIError) as caught:
        pay(stripe_double)
    first.join()
    assert caught.value.http_status == 409
    assert pay(stripe_double).status == "succeeded"
    assert len(stripe_double.charges()) == 1


def test_eight_threads_with_one_key_charge_once(stripe_double):
    statuses: list[str] = []

    def press() -> None:
        try:
            statuses.append(pay(stripe_double).status)
        except stripe.APIError as error:
            statuses.append(str(error.http_status))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stripe_double.charges()) == 1
    assert set(statuses) <= {"succeeded", "409"}
    assert "succeeded" in statuses


def test_key_is_forgotten_after_a_day(stripe_double):
    pay(stripe_double)
    stripe_double.advance(days=1, seconds=1)
    pay(stripe_double)
    assert len(stripe_double.charges()) == 2


def test_keys_of_test_and_live_are_apart(stripe_double):
    pay(stripe_double)
    stripe_double.client(live=True).v1.payment_intents.create(
        PARAMS,
        {"idempotency_key": "a1"},
    )
    assert len(stripe_double.charges()) == len(stripe_double.charges(live=True)) == 1


def test_key_may_not_be_longer_than_255(stripe_double):
    with pytest.raises(stripe.InvalidRequestError, match="at most 255"):
        pay(stripe_double, key="k" * 256)


def test_sdk_retries_end_in_one_charge(stripe_double):
    stripe_double.faults.order("drop_after", times=2)
    assert pay(stripe_double, retries=3).status == "succeeded"
    assert len(stripe_double.charges()) == 1
