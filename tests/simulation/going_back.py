"""Kinds of which money goes back: paid when the run begins, then refunded, disputed or returned."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from billing.models import JournalEntry, PaymentAttempt, Refund
from billing.payments.online.attempts import converge
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.online.refunds import request_refund, send_refund
from billing.payments.unapplying import refundable
from tests.billing.payments.paying import CARD
from tests.simulation.kinds import BANK, BankDebit, Kind, Scene


class Settled(Kind):
    """Paid before anything may die; then the portal only looks."""

    totals = (100, 50)
    number: ClassVar[str] = CARD

    def prepare(self, scene: Scene) -> None:
        super().prepare(scene)
        self.begin(scene, scene.new_key())
        (attempt,) = scene.attempts()
        scene.double.checkout(attempt.page_id).pay(self.number)
        attempt = converge(attempt)
        if attempt.is_live:
            scene.double.control.settle(attempt.charge_id)
            converge(attempt)

    def act(self, scene: Scene) -> None:
        for attempt in scene.attempts():
            converge_money_back(attempt)

    def outside(self, scene: Scene) -> None:
        if scene.chance.random() < 0.7:
            (attempt,) = scene.attempts()
            self.go_back(scene, attempt)

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        raise NotImplementedError

    def left(self, scene: Scene) -> int:
        """What Stripe would still refund, in minor units."""
        (charge,) = scene.at_stripe("charge")
        return int(charge["amount"] - charge["amount_refunded"])


class RefundedThere(Settled):
    """Refunds made in Stripe's dashboard."""

    name = "refund at the gateway"

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        part = min(scene.chance.choice([1000, 6000, 15000]), self.left(scene))
        if part:
            scene.double.control.refund(attempt.charge_id, part)


class RefundedHere(RefundedThere):
    """Refunds asked for by staff, beside those of the dashboard, and sent by workers that die."""

    name = "refund"
    comes_to_the_same = False

    def act(self, scene: Scene) -> None:
        for attempt in scene.attempts():
            assert attempt.payment is not None
            part = min(Decimal(scene.chance.choice([10, 60, 150])), refundable(attempt.payment))
            if part:
                send_refund(
                    request_refund(attempt.payment, amount=part, by=None, reason="", key=uuid4())
                )

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        if scene.chance.random() < 0.3:
            super().go_back(scene, attempt)


class RefundFails(RefundedHere):
    """The bank sends some of them back."""

    name = "refund that fails"

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        super().go_back(scene, attempt)
        for refund in of_payment(scene, "refund"):
            if refund["status"] != "failed" and scene.chance.random() < 0.6:
                scene.double.control.fail_refund(refund["id"])


class Disputed(Settled):
    """The holder of the card disputes the payment."""

    name = "dispute"

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        if not of_payment(scene, "dispute"):
            scene.double.control.open_dispute(attempt.charge_id)


class DisputeEnds(Disputed):
    """And the bank decides."""

    name = "dispute that ends"
    comes_to_the_same = False

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        for dispute in of_payment(scene, "dispute"):
            if dispute["status"] == "needs_response":
                won = scene.chance.random() < 0.6
                scene.double.control.close_dispute(dispute["id"], won=won)
        super().go_back(scene, attempt)


class Returned(Settled, BankDebit):
    """The bank takes a debit back that had settled."""

    name = "return"
    number = BANK

    def go_back(self, scene: Scene, attempt: PaymentAttempt) -> None:
        if not of_payment(scene, "dispute"):
            scene.double.control.return_debit(attempt.charge_id)


def of_payment(scene: Scene, kind: str) -> list[dict[str, Any]]:
    """The refunds or disputes that Stripe holds of this customer's payments."""
    intents = {one.charge_id for one in scene.attempts() if one.charge_id}
    return [one for one in scene.double.objects(kind) if one["payment_intent"] in intents]


def check_went_back(scene: Scene, told: str) -> None:
    """One posting for each refund and dispute at Stripe, of the same amount; none for what the
    bank sent back or decided for us."""
    wanted = {
        f"refund:{one['id']}": Decimal(one["amount"]) / 100
        for one in of_payment(scene, "refund")
        if one["status"] != "failed"
    } | {
        f"dispute:{one['id']}": Decimal(one["amount"]) / 100
        for one in of_payment(scene, "dispute")
        if one["status"] != "won"
    }
    live = JournalEntry.objects.filter(
        customer=scene.account, kind__in=["refund", "dispute"], reversed_by__isnull=True
    )
    posted = {one.key: one.postings.get().amount for one in live}
    assert posted == wanted, f"{told}: at Stripe {wanted}, posted {posted}"
    forgotten = Refund.objects.filter(customer=scene.account, state=Refund.State.CREATED)
    assert not forgotten.exists(), f"{told}: a refund was forgotten"


GOING_BACK = (RefundedThere(), RefundedHere(), RefundFails(), Disputed(), DisputeEnds(), Returned())
