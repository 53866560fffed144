"""Disputes of cards, and returns of bank debits, which Stripe shows as disputes already lost."""

from __future__ import annotations

from tests.stripe_double import charges
from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import invalid
from tests.stripe_double.world import DAY, Object, World, changed_metadata, shown

FEE = 1500
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


def open_dispute(
    world: World, charge: Object, *, amount: int | None = None, reason: str = "fraudulent"
) -> Object:
    """The customer's bank takes the money back until the dispute is closed."""
    if charge["status"] != "succeeded":
        raise invalid("Only a succeeded charge can be disputed.", "charge")
    if charge["disputed"]:
        raise invalid("This charge has been disputed already; only its first dispute counts.")
    is_card = charge["payment_method_details"]["type"] == "card"
    left = charge["amount"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    if not 1 <= amount <= charge["amount"]:
        raise invalid("A dispute is about at least 1 and at most the amount charged.", "amount")
    dispute = world.new(
        "dispute",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={
            "due_by": world.now() + 7 * DAY if is_card else None,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        livemode=world.livemode,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response" if is_card else "lost",
    )
    if is_card:
        card = charge["payment_method_details"]["card"]
        dispute["payment_method_details"] = {
            "card": {
                "brand": card["brand"],
                "case_type": "chargeback",
                "network_reason_code": "10.4",
            },
            "type": "card",
        }
    if not is_card and reason == "debit_not_authorized":
        # The mandate ends with it: the account may not be debited again.
        method = world.find("payment_method", charge["payment_method"])
        method.update(_set_up=False, _mandate=None)
        world.put(method)
    charge["disputed"] = True
    world.put(charge)
    world.emit("charge.dispute.created", dispute)
    _move(world, dispute, -amount, FEE)
    world.emit("charge.dispute.funds_withdrawn", dispute)
    if not is_card:
        world.emit("charge.dispute.closed", dispute)
    return dispute


def close_dispute(world: World, dispute: Object, *, won: bool) -> Object:
    """The bank decides. Won brings the money back; the fee stays."""
    if dispute["status"] not in OPEN:
        raise invalid("This dispute is already closed.", "dispute")
    before = {"status": dispute["status"]}
    dispute["status"] = "won" if won else "lost"
    if won:
        _move(world, dispute, dispute["amount"], 0)
        charge = world.find("charge", dispute["charge"])
        charge["_dispute_won"] = True
        world.put(charge)
        world.emit("charge.dispute.funds_reinstated", dispute)
    world.put(dispute)
    world.emit("charge.dispute.closed", dispute, before)
    return dispute


def _move(world: World, dispute: Object, amount: int, fee: int) -> None:
    movement = charges.moved(
        world,
        kind="adjustment",
        amount=amount,
        currency=dispute["currency"],
        source=dispute["id"],
        fee=fee,
        description="Chargeback withdrawal" if amount < 0 else "Chargeback reversal",
        category="dispute" if amount < 0 else "dispute_reversal",
    )
    dispute["balance_transactions"].append(shown(movement))
    world.put(dispute)


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("dispute", given)


def update(world: World, params: Object, given: str) -> Object:
    dispute = world.find("dispute", given)
    if "metadata" in params:
        changed_metadata(dispute, params["metadata"])
    if evidence := params.get("evidence"):
        dispute["evidence"].update(evidence)
        dispute["evidence_details"]["has_evidence"] = True
    if params.get("submit", bool(evidence)) and dispute["status"] == "needs_response":
        dispute["status"] = "under_review"
        dispute["evidence_details"]["submission_count"] += 1
    world.put(dispute)
    world.emit("charge.dispute.updated", dispute)
    return dispute


def close(world: World, params: Object, given: str) -> Object:
    """We accept that it is lost."""
    return close_dispute(world, world.find("dispute", given), won=False)


def listed(world: World, params: Object) -> Object:
    names = [name for name in ("charge", "payment_intent") if name in params]
    return page_of(
        world,
        "dispute",
        "/v1/disputes",
        params,
        lambda one: all(one[name] == params[name] for name in names),
    )
