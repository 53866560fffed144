"""Charges and the balance transactions that money moving leaves behind."""

from __future__ import annotations

from tests.stripe_double.currencies import processing_fee
from tests.stripe_double.listing import page_of, search
from tests.stripe_double.methods import account_of, card_of
from tests.stripe_double.world import DAY, Object, World, changed_metadata

CATEGORY = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "refund_failure",
}


def make(world: World, intent: Object, method: Object, status: str) -> Object:
    """A charge of the intent with the method: succeeded, pending or failed. No event yet."""
    is_card = method["type"] == "card"
    charge = world.new(
        "charge",
        _prefix="ch_" if is_card else "py_",
        amount=intent["amount"],
        amount_captured=intent["amount"] if status == "succeeded" else 0,
        amount_refunded=0,
        application=None,
        application_fee=None,
        application_fee_amount=None,
        balance_transaction=None,
        billing_details=method["billing_details"],
        calculated_statement_descriptor="FOYER STAND-IN",
        captured=status != "failed",
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        fraud_details={},
        livemode=world.livemode,
        metadata=dict(intent["metadata"]),
        on_behalf_of=None,
        outcome=_outcome(status),
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=_details(method, intent),
        receipt_email=intent["receipt_email"],
        receipt_number=None,
        receipt_url=None,
        refunded=False,
        review=None,
        shipping=None,
        source=None,
        source_transfer=None,
        transfer=None,
        statement_descriptor=None,
        statement_descriptor_suffix=None,
        status=status,
        transfer_data=None,
        transfer_group=None,
        _later="" if not is_card else card_of(method).later,
        _returned="" if is_card else account_of(method).returned,
    )
    intent["latest_charge"] = charge["id"]
    return charge


def _outcome(status: str) -> Object:
    approved = status != "failed"
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if approved else "declined_by_network",
        "reason": None,
        "risk_level": "normal",
        "risk_score": 12,
        "seller_message": "Payment complete."
        if approved
        else "The bank did not return any further details with this decline.",
        "type": "authorized" if approved else "issuer_declined",
    }


def _details(method: Object, intent: Object) -> Object:
    if method["type"] == "us_bank_account":
        bank = method["us_bank_account"]
        names = ("account_holder_type", "account_type", "bank_name", "fingerprint", "last4")
        return {
            "type": "us_bank_account",
            "us_bank_account": {
                **{name: bank[name] for name in names},
                "expected_debit_date": None,
                "mandate": method.get("_mandate"),
                "payment_reference": None,
                "routing_number": bank["routing_number"],
            },
        }
    card = method["card"]
    shown = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    return {
        "type": "card",
        "card": {
            **{name: card[name] for name in shown},
            "amount_authorized": intent["amount"],
            "authorization_code": "123456",
            "checks": card["checks"],
            "installments": None,
            "mandate": None,
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": "stand-in",
            "regulated_status": card["regulated_status"],
            "three_d_secure": {
                "authentication_flow": "challenge",
                "electronic_commerce_indicator": "05",
                "exemption_indicator": None,
                "result": "authenticated",
                "result_reason": None,
                "transaction_id": None,
                "version": "2.2.0",
            }
            if intent.get("_authenticated")
            else None,
            "wallet": None,
        },
    }


def money_in(world: World, charge: Object) -> None:
    """The charge's money, less Stripe's fee, on our balance at Stripe."""
    kind = charge["payment_method_details"]["type"]
    fee = processing_fee(charge["amount"], kind, charge["currency"])
    charge["balance_transaction"] = moved(
        world,
        kind="charge" if kind == "card" else "payment",
        amount=charge["amount"],
        currency=charge["currency"],
        source=charge["id"],
        fee=fee,
        description=charge["description"],
    )["id"]
    world.put(charge)


def moved(
    world: World,
    *,
    kind: str,
    amount: int,
    currency: str,
    source: str,
    fee: int = 0,
    description: str | None = None,
    category: str | None = None,
) -> Object:
    return world.new(
        "balance_transaction",
        amount=amount,
        available_on=world.now() + 2 * DAY,
        balance_type="payments",
        currency=currency,
        description=description,
        exchange_rate=None,
        fee=fee,
        fee_details=[
            {
                "amount": fee,
                "application": None,
                "currency": currency,
                "description": "Stripe processing fees",
                "type": "stripe_fee",
            }
        ]
        if fee
        else [],
        net=amount - fee,
        reporting_category=category or CATEGORY.get(kind, kind),
        source=source,
        status="pending",
        type=kind,
    )


# --- what the API offers --------------------------------------------------------------------


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("charge", given)


def update(world: World, params: Object, given: str) -> Object:
    charge = world.find("charge", given)
    if "metadata" in params:
        changed_metadata(charge, params["metadata"])
    if "description" in params:
        charge["description"] = params["description"]
    return world.put(charge)


def listed(world: World, params: Object) -> Object:
    names = [name for name in ("customer", "payment_intent") if name in params]
    return page_of(
        world,
        "charge",
        "/v1/charges",
        params,
        lambda one: all(one[name] == params[name] for name in names),
    )


def searched(world: World, params: Object) -> Object:
    return search(world, "charge", "/v1/charges/search", params)


def movement(world: World, params: Object, given: str) -> Object:
    return _settled(world, world.find("balance_transaction", given))


def movements(world: World, params: Object) -> Object:
    names = [name for name in ("source", "type", "currency") if name in params]
    page = page_of(
        world,
        "balance_transaction",
        "/v1/balance_transactions",
        params,
        lambda one: (
            all(one[name] == params[name] for name in names)
            and ("payout" not in params or one.get("_payout") == params["payout"])
        ),
    )
    page["data"] = [_settled(world, one) for one in page["data"]]
    return page


def _settled(world: World, movement: Object) -> Object:
    if movement["status"] == "pending" and movement["available_on"] <= world.now():
        movement["status"] = "available"
        world.put(movement)
    return movement
