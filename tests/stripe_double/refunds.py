"""Refunds: whole, part, several of one charge; pending ones settle or fail later."""

from __future__ import annotations

from tests.stripe_double import charges
from tests.stripe_double.currencies import display
from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import invalid, missing
from tests.stripe_double.world import Object, World, changed_metadata


def create(world: World, params: Object) -> Object:
    charge = _charge(world, params)
    if charge["status"] != "succeeded":
        raise invalid(
            f"Charge {charge['id']} has a status of {charge['status']} and cannot be refunded.",
            "charge",
            "charge_not_refundable",
        )
    if charge["disputed"] and not charge.get("_dispute_won"):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            "charge",
            "charge_disputed",
        )
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    amount = params.get("amount", left)
    if amount < 1:
        raise invalid("Invalid positive integer", "amount", "parameter_invalid_integer")
    if amount > left:
        raise invalid(
            f"Refund amount ({display(amount, charge['currency'])}) is greater than unrefunded"
            f" amount on charge ({display(left, charge['currency'])})",
            "amount",
        )
    return _refund(world, charge, amount, params)


def _charge(world: World, params: Object) -> Object:
    if "charge" in params and "payment_intent" in params:
        raise invalid("You may only specify one of these parameters: charge, payment_intent.")
    if given := params.get("charge"):
        return world.find("charge", given, "charge")
    if not params.get("payment_intent"):
        raise missing("payment_intent")
    intent = world.find("payment_intent", params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None or intent["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            "payment_intent",
            "charge_not_refundable",
        )
    return world.find("charge", intent["latest_charge"])


def _refund(world: World, charge: Object, amount: int, params: Object) -> Object:
    is_card = charge["payment_method_details"]["type"] == "card"
    waits = not is_card or charge["_later"] in {"refund_pending", "refund_fails"}
    refund = world.new(
        "refund",
        _prefix="re_" if is_card else "pyr_",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={"card": {"type": "refund"}, "type": "card"}
        if is_card
        else {"type": "us_bank_transfer", "us_bank_transfer": {}},
        metadata=dict(params.get("metadata") or {}),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        pending_reason="processing" if waits else None,
        reason=params.get("reason"),
        receipt_number=None,
        source_transfer_reversal=None,
        status="pending" if waits else "succeeded",
        transfer_reversal=None,
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    refund["balance_transaction"] = charges.moved(
        world,
        kind="refund" if is_card else "payment_refund",
        amount=-amount,
        currency=charge["currency"],
        source=refund["id"],
        description="REFUND FOR CHARGE",
    )["id"]
    world.put(charge)
    world.emit("charge.refunded", charge, {"amount_refunded": charge["amount_refunded"] - amount})
    world.emit("refund.created", refund)
    if waits and world.settle_after is not None:
        world.at(world.clock.now() + world.settle_after, "finish_refund", refund["id"])
    return refund


def finish(world: World, refund: Object) -> None:
    """A pending refund arrives; that of a card made to fail fails."""
    charge = world.find("charge", refund["charge"])
    if charge["_later"] == "refund_fails":
        fail(world, refund)
    elif refund["status"] == "pending":
        refund.update(status="succeeded", pending_reason=None)
        world.put(refund)
        _updated(world, refund, {"status": "pending"})


def fail(world: World, refund: Object, reason: str = "expired_or_canceled_card") -> None:
    """The bank sends the refund back, even one that had succeeded: we have the money again."""
    if refund["status"] not in {"pending", "succeeded"}:
        return
    before = {"status": refund["status"]}
    charge = world.find("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    world.put(charge)
    is_card = charge["payment_method_details"]["type"] == "card"
    refund.update(
        status="failed",
        pending_reason=None,
        failure_reason=reason,
        failure_balance_transaction=charges.moved(
            world,
            kind="refund_failure" if is_card else "payment_failure_refund",
            amount=refund["amount"],
            currency=refund["currency"],
            source=refund["id"],
            description="REFUND FAILURE",
        )["id"],
    )
    world.put(refund)
    world.emit("refund.failed", refund)
    _updated(world, refund, before)


def _updated(world: World, refund: Object, before: Object) -> None:
    world.emit("refund.updated", refund, before)
    world.emit("charge.refund.updated", refund, before)


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("refund", given)


def update(world: World, params: Object, given: str) -> Object:
    refund = world.find("refund", given)
    before = {"metadata": refund["metadata"]}
    if "metadata" in params:
        changed_metadata(refund, params["metadata"])
    world.put(refund)
    _updated(world, refund, before)
    return refund


def listed(world: World, params: Object) -> Object:
    names = [name for name in ("charge", "payment_intent") if name in params]
    return page_of(
        world,
        "refund",
        "/v1/refunds",
        params,
        lambda one: all(one[name] == params[name] for name in names),
    )
