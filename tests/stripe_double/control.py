"""What only the bank, the card scheme or a tester can do: settle, fail, return, dispute."""

from __future__ import annotations

from collections.abc import Callable

from tests.stripe_double import disputes, intents, methods, paying, refunds, sessions
from tests.stripe_double.wire import invalid
from tests.stripe_double.world import Object, World


class Control:
    """Acts on objects by id; a payment may be named by intent, charge or checkout session."""

    def __init__(self, find_world: Callable[[str], World]):
        self._world_of = find_world

    def _payment(self, given: str) -> tuple[World, Object]:
        world = self._world_of(given)
        thing = world.by_id(given)
        assert thing is not None
        intent_id = given if thing["object"] == "payment_intent" else thing.get("payment_intent")
        if not intent_id:
            raise invalid(f"{given} belongs to no payment.")
        return world, world.find("payment_intent", intent_id)

    def _charge(self, given: str) -> tuple[World, Object]:
        world, intent = self._payment(given)
        return world, world.find("charge", intent["latest_charge"])

    def settle(self, payment: str) -> Object:
        """The bank debit goes through (or fails, where the test account is made to)."""
        world, intent = self._payment(payment)
        paying.settle(world, intent)
        return intent

    def fail(self, payment: str, code: str = "insufficient_funds") -> Object:
        """The bank refuses a debit that is processing."""
        world, intent = self._payment(payment)
        paying.fail(world, intent, code)
        return intent

    def return_debit(self, payment: str, reason: str = "bank_cannot_process") -> Object:
        """The bank takes a settled debit back: a dispute that is lost at once."""
        world, charge = self._charge(payment)
        if charge["payment_method_details"]["type"] != "us_bank_account":
            raise invalid("Only bank debits are returned; a card payment is disputed.")
        return disputes.open_dispute(world, charge, reason=reason)

    def open_dispute(
        self, payment: str, *, amount: int | None = None, reason: str = "fraudulent"
    ) -> Object:
        world, charge = self._charge(payment)
        return disputes.open_dispute(world, charge, amount=amount, reason=reason)

    def close_dispute(self, dispute: str, *, won: bool) -> Object:
        world = self._world_of(dispute)
        return disputes.close_dispute(world, world.find("dispute", dispute), won=won)

    def refund(self, payment: str, amount: int | None = None) -> Object:
        """Somebody refunds in Stripe's dashboard, past the portal."""
        world, charge = self._charge(payment)
        asked = {"charge": charge["id"]} | ({} if amount is None else {"amount": amount})
        return refunds.create(world, asked)

    def finish_refund(self, refund: str) -> Object:
        world = self._world_of(refund)
        found = world.find("refund", refund)
        refunds.finish(world, found)
        return found

    def fail_refund(self, refund: str, reason: str = "expired_or_canceled_card") -> Object:
        world = self._world_of(refund)
        found = world.find("refund", refund)
        refunds.fail(world, found, reason)
        return found

    def expire(self, session: str) -> Object:
        world = self._world_of(session)
        return sessions.expire(world, {}, session)

    def cancel(self, payment: str) -> Object:
        """Stripe cancels the intent by itself, as after too many failed tries."""
        world, intent = self._payment(payment)
        intents.cancelled(world, intent, "automatic")
        return intent

    def charge_past_us(self, amount: int, currency: str, **metadata: str) -> Object:
        """A succeeded payment that the portal never asked for, with the metadata it is given."""
        world = self._world_of("")
        intent = intents.make(world, {"amount": amount, "currency": currency, "metadata": metadata})
        paying.pay(world, intent, methods.make(world, "4242424242424242", {}))
        return intent


def run_due(world: World) -> None:
    """What happens by itself when its time has come."""
    for action, given in world.due():
        thing = world.by_id(given)
        if thing is None:
            continue
        if action == "expire" and thing["status"] == "open":
            sessions.expired(world, thing)
        elif action == "settle":
            paying.settle(world, thing)
        elif action == "finish_refund":
            refunds.finish(world, thing)
        elif action in {"dispute", "return"}:
            charge = world.find("charge", thing["latest_charge"])
            if not charge["disputed"]:
                reason = "fraudulent" if action == "dispute" else charge["_returned"]
                disputes.open_dispute(world, charge, reason=reason)
