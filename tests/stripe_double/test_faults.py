"""What goes wrong on demand, and the same way for the same seed."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble


def pay(double: StripeDouble, **params: Any) -> Any:
    return double.client().v1.payment_intents.create(
        {
            "amount": 1500,
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "return_url": "https://portal.example/",
            **params,
        }
    )


@pytest.mark.parametrize(
    ("fault", "error", "charges"),
    [
        ("drop_before", stripe.APIConnectionError, 0),
        ("drop_after", stripe.APIConnectionError, 1),
        ("timeout_before", stripe.APIConnectionError, 0),
        ("timeout_after", stripe.APIConnectionError, 1),
        ("error_before", stripe.APIError, 0),
        ("error_after", stripe.APIError, 1),
        ("rate_limited", stripe.RateLimitError, 0),
    ],
)
def test_call_that_goes_wrong_once(stripe_double, fault, error, charges):
    stripe_double.faults.order(fault, path="/payment_intents")
    stripe_double.client().v1.customers.list()
    with pytest.raises(error):
        pay(stripe_double)
    assert len(stripe_double.charges()) == charges
    assert stripe_double.requests[-1].fault == fault
    assert pay(stripe_double).status == "succeeded"


def history(seed: int) -> list[str | None]:
    double = StripeDouble(seed=seed)
    double.faults.set(drop_after=0.2, error_before=0.1, rate_limited=0.1)
    for _ in range(40):
        try:
            pay(double)
        except stripe.StripeError:
            continue
    return [request.fault for request in double.requests]


def test_faults_follow_the_seed():
    assert history(5) == history(5)
    assert history(5) != history(6)
    assert {None, "drop_after", "error_before", "rate_limited"} == set(history(5))


def test_misspelt_fault_is_a_mistake_of_the_test(stripe_double):
    with pytest.raises(ValueError, match="is no fault"):
        stripe_double.faults.set(drop_afer=0.1)
    with pytest.raises(ValueError, match="is no fault"):
        stripe_double.faults.order("lost")


@pytest.mark.parametrize(
    "lie",
    [
        {"amount": 1},
        {"currency": "eur"},
        {"livemode": True},
        {"metadata__attempt_id": "another"},
        {"status": "succeeded"},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_lies_are_told_when_read_and_in_events(stripe_double, lie):
    intent = pay(stripe_double, metadata={"attempt_id": "a1"})
    stripe_double.faults.lie(intent.id, **lie)
    [(name, value)] = lie.items()

    def told(thing: Any) -> Any:
        return thing["metadata"]["attempt_id"] if "__" in name else thing[name]

    assert told(stripe_double.client().v1.payment_intents.retrieve(intent.id)) == value
    [delivery] = [
        one for one in stripe_double.deliveries() if one.type == "payment_intent.succeeded"
    ]
    event = stripe.Webhook.construct_event(
        delivery.body, delivery.signature, stripe_double.webhook_secret
    )
    assert told(event.data.object) == value
    assert stripe_double.objects("payment_intent")[0]["amount"] == 1500


def test_lies_reach_expanded_objects_and_can_run_out(stripe_double):
    intent = pay(stripe_double)
    stripe_double.faults.lie("charge", times=1, amount=1)
    expand = {"expand": ["latest_charge"]}
    read = stripe_double.client().v1.payment_intents.retrieve
    assert read(intent.id, expand).latest_charge.amount == 1
    assert read(intent.id, expand).latest_charge.amount == 1500


def test_events_can_claim_another_account(stripe_double):
    pay(stripe_double)
    stripe_double.faults.lie("event", account="acct_other", livemode=True)
    event = stripe.Event.construct_from(
        stripe_double.client().v1.events.list({"limit": 1}).data[0].to_dict(), "sk_test"
    )
    assert (event.account, event.livemode) == ("acct_other", True)


def test_caller_can_be_taken_down_around_a_call(stripe_double):
    class Killed(BaseException):
        """Nothing may catch it by mistake."""

    def kill(stage: str, method: str, path: str) -> None:
        if (stage, method, path) == ("answered", "POST", "/v1/payment_intents"):
            raise Killed

    client = stripe.StripeClient(
        stripe_double.secret_key, http_client=stripe_double.transport(watch=kill)
    )
    with pytest.raises(Killed):
        client.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    assert len(stripe_double.objects("payment_intent")) == 1


def test_clear_ends_all_faults(stripe_double):
    stripe_double.faults.set(drop_before=1.0)
    stripe_double.faults.order("error_before")
    stripe_double.faults.lie("payment_intent", amount=1)
    stripe_double.faults.clear()
    assert pay(stripe_double).amount == 1500
