"""Whatever happens in whatever order, the stand-in's own books agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.stripe_double import StripeDouble
from tests.stripe_double.instruments import ACCOUNTS, CARDS
from tests.stripe_double.wire import ApiError

NUMBERS = [*CARDS, *ACCOUNTS]


class Run:
    """One seeded story of payments, refunds, disputes and faults."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.double = StripeDouble(seed=seed, settle_after=3600)
        self.double.faults.set(
            drop_before=0.05, drop_after=0.05, error_before=0.02, error_after=0.05, lost=0.1,
            duplicated=0.1, delayed=0.2, reordered=0.5,
        )  # fmt: skip
        self.v1 = self.double.client().v1
        self.keys = 0

    def step(self) -> None:
        steps: list[Callable[[], Any]] = [
            self.open, self.open, self.pay, self.pay, self.pay, self.challenge, self.refund,
            self.dispute, self.close, self.fail_refund, self.expire, self.wait, self.deliver,
        ]  # fmt: skip
        try:
            self.random.choice(steps)()
        except (stripe.StripeError, ApiError, LookupError):  # the control refuses with ApiError
            return

    def some(self, kind: str) -> str:
        return str(self.random.choice(self.double.objects(kind))["id"])

    def open(self) -> None:
        self.keys += 1
        price = {"currency": "usd", "unit_amount": self.random.randint(50, 90_000)}
        item = {"price_data": {**price, "product_data": {"name": "Invoice"}}, "quantity": 1}
        for _ in range(self.random.randint(1, 3)):  # pressed again with the same key
            try:
                self.v1.checkout.sessions.create(
                    {
                        "mode": "payment",
                        "success_url": "https://portal.example/",
                        "line_items": [item],  # type: ignore[list-item]
                        "payment_intent_data": {"metadata": {"attempt_id": str(self.keys)}},
                    },
                    {"idempotency_key": str(self.keys)},
                )
            except stripe.StripeError:
                continue

    def pay(self) -> None:
        number = self.random.choice([*NUMBERS, *["4242424242424242", "000123456789"] * 5])
        self.double.checkout(self.some("checkout.session")).pay(number)

    def challenge(self) -> None:
        shopper = self.double.checkout(self.some("checkout.session"))
        if shopper.session["payment_intent"]:
            shopper.authenticate(succeeds=self.random.random() < 0.8)

    def refund(self) -> None:
        self.v1.refunds.create(
            {"charge": self.some("charge"), "amount": self.random.randint(1, 40_000)}
        )

    def dispute(self) -> None:
        self.double.control.open_dispute(self.some("charge"))

    def close(self) -> None:
        self.double.control.close_dispute(self.some("dispute"), won=self.random.random() < 0.5)

    def fail_refund(self) -> None:
        self.double.control.fail_refund(self.some("refund"))

    def expire(self) -> None:
        self.v1.checkout.sessions.expire(self.some("checkout.session"))

    def wait(self) -> None:
        self.double.advance(seconds=self.random.randint(1, 3600))

    def deliver(self) -> None:
        for delivery in self.double.deliveries():
            delivery.answered(self.random.choice([200, 200, 500]))


def check(double: StripeDouble) -> None:
    charges = double.objects("charge")
    taken = {one["id"]: one for one in charges if one["status"] == "succeeded"}
    refunds, disputes = double.objects("refund"), double.objects("dispute")

    sessions = Counter(one["id"] for one in double.objects("checkout.session"))
    assert all(count == 1 for count in sessions.values())
    assert len({one["payment_intent"] for one in taken.values()}) == len(taken)
    attempts = Counter(one["metadata"]["attempt_id"] for one in double.charges())
    assert all(count == 1 for count in attempts.values())

    for session in double.objects("checkout.session"):
        intent = next(
            (i for i in double.objects("payment_intent") if i["id"] == session["payment_intent"]),
            None,
        )
        paid = intent is not None and intent["status"] == "succeeded"
        assert (session["payment_status"] == "paid") is paid
        if intent is not None:
            assert intent["amount_received"] == (session["amount_total"] if paid else 0)

    for charge in charges:
        given_back = sum(
            one["amount"]
            for one in refunds
            if one["charge"] == charge["id"] and one["status"] != "failed"
        )
        assert charge["amount_refunded"] == given_back <= charge["amount"]
        assert charge["refunded"] is (given_back == charge["amount"])

    ours = (
        sum(one["amount"] for one in taken.values())
        - sum(one["amount"] for one in refunds if one["status"] != "failed")
        - sum(one["amount"] for one in disputes if one["status"] != "won")
    )
    assert sum(one["amount"] for one in double.objects("balance_transaction")) == ours


@pytest.mark.parametrize("seed", range(30))
def test_books_agree_after_any_story(seed):
    run = Run(seed)
    for _ in range(150):
        run.step()
    check(run.double)
