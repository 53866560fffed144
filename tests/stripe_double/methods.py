"""Payment methods: cards and US bank accounts, made, attached, listed, detached."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.stripe_double.instruments import (
    ACCOUNTS,
    CARDS,
    ROUTING_NUMBER,
    TOKENS,
    BankAccount,
    Card,
    decline_message,
)
from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import ApiError, invalid, missing
from tests.stripe_double.world import Object, World, changed_metadata

NO_ONE = {
    "address": {
        "city": None, "country": None, "line1": None, "line2": None, "postal_code": None,
        "state": None,
    },
    "email": None, "name": None, "phone": None, "tax_id": None,
}  # fmt: skip


def create(world: World, params: Object) -> Object:
    given = params.get("type")
    if given == "card":
        card = params.get("card") or {}
        if token := card.get("token"):
            return make(world, {"tok_visa": "pm_card_visa"}.get(token, token), params)
        if "number" not in card:
            raise missing("card[number]")
        return make(world, card["number"], params)
    if given == "us_bank_account":
        account = params.get("us_bank_account") or {}
        if "account_number" not in account:
            raise missing("us_bank_account[account_number]")
        return make(world, account["account_number"], params)
    if given is None:
        raise missing("type")
    raise invalid(f"The stand-in knows card and us_bank_account, not {given}.", "type")


def make(world: World, number: str, params: Object) -> Object:
    """A payment method of one of Stripe's test numbers or tokens."""
    number = number.replace(" ", "")
    instrument = TOKENS.get(number) or CARDS.get(number) or ACCOUNTS.get(number)
    if instrument is None:
        raise ApiError(
            402,
            "Your card number is incorrect.",
            kind="card_error",
            code="incorrect_number",
            param="number",
        )
    method = world.new(
        "payment_method",
        allow_redisplay=params.get("allow_redisplay", "unspecified"),
        billing_details={**NO_ONE, **(params.get("billing_details") or {})},
        customer=None,
        customer_account=None,
        livemode=world.livemode,
        metadata=params.get("metadata") or {},
        type="card" if isinstance(instrument, Card) else "us_bank_account",
        _number=instrument.number,
        _set_up=False,
    )
    if isinstance(instrument, Card):
        method["card"] = _card(instrument, params.get("card") or {})
    else:
        method["us_bank_account"] = _bank_account(instrument, params)
    return world.put(method)


def _fingerprint(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def _card(card: Card, given: Object) -> Object:
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": card.brand,
        "exp_month": given.get("exp_month") or 12,
        "exp_year": given.get("exp_year") or 2034,
        "fingerprint": _fingerprint(card.number),
        "funding": "debit" if "debit" in card.token else "credit",
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _bank_account(account: BankAccount, params: Object) -> Object:
    given = params.get("us_bank_account") or {}
    return {
        "account_holder_type": given.get("account_holder_type") or "company",
        "account_type": given.get("account_type") or "checking",
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "fingerprint": _fingerprint(account.number),
        "last4": account.number[-4:],
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": given.get("routing_number") or ROUTING_NUMBER,
        "status_details": None,
    }


def card_of(method: Object) -> Card:
    return CARDS[method["_number"]]


def account_of(method: Object) -> BankAccount:
    return ACCOUNTS[method["_number"]]


def usable(world: World, given: str, customer: str | None, param: str = "payment_method") -> Object:
    """The payment method for this customer; a token makes a fresh one."""
    if given in TOKENS:
        return make(world, given, {})
    method = world.find("payment_method", given, param)
    if method["customer"] and method["customer"] != customer:
        raise invalid(
            f"The customer does not have a payment method with the ID {given}. The payment method"
            " must be attached to the customer.",
            param,
            "resource_missing" if customer else "payment_method_unexpected_state",
        )
    if method.get("_detached") or method.get("_used"):
        raise invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer"
            " attachment, shared with a connected account without Customer attachment, or was"
            " detached from a Customer. It may not be used again.",
            param,
            "payment_method_unexpected_state",
        )
    return method


def attach_to(world: World, method: Object, customer: str) -> None:
    """Keep it for the customer. The bank is asked, and may decline."""
    if method["customer"] == customer:
        return
    if method["type"] == "card" and not card_of(method).attaches:
        decline = card_of(method).decline
        assert decline is not None
        code, why = decline
        raise ApiError(
            402, decline_message(code, why), kind="card_error", code=code, decline_code=why
        )
    method["customer"] = customer
    world.put(method)
    world.emit("payment_method.attached", method)


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("payment_method", given)


def update(world: World, params: Object, given: str) -> Object:
    method = world.find("payment_method", given)
    if not method["customer"]:
        raise invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
            "payment_method",
        )
    if "metadata" in params:
        changed_metadata(method, params["metadata"])
    if "billing_details" in params:
        method["billing_details"] = {**method["billing_details"], **params["billing_details"]}
    if "allow_redisplay" in params:
        method["allow_redisplay"] = params["allow_redisplay"]
    for name in ("exp_month", "exp_year"):
        if name in params.get("card", {}):
            method["card"][name] = params["card"][name]
    world.put(method)
    world.emit("payment_method.updated", method)
    return method


def attach(world: World, params: Object, given: str) -> Object:
    customer = params.get("customer")
    if not customer:
        raise missing("customer")
    world.find("customer", customer, "customer")
    method = make(world, given, {}) if given in TOKENS else world.find("payment_method", given)
    if method.get("_detached") or method.get("_used"):
        usable(world, given, customer)
    if method["customer"] and method["customer"] != customer:
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            code="resource_already_exists",
        )
    attach_to(world, method, customer)
    return method


def detach(world: World, params: Object, given: str) -> Object:
    method = world.find("payment_method", given)
    if not method["customer"]:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is"
            " impossible.",
            code="payment_method_unexpected_state",
        )
    owner = world.find("customer", method["customer"])
    before = {"customer": method["customer"]}
    if owner["invoice_settings"]["default_payment_method"] == given:
        owner["invoice_settings"]["default_payment_method"] = None
        world.put(owner)
    method.update(customer=None, _detached=True)
    world.put(method)
    world.emit("payment_method.detached", method, before)
    return method


def listed(world: World, params: Object) -> Object:
    customer = params.get("customer")
    if customer:
        world.find("customer", customer, "customer")

    def wanted(method: Object) -> bool:
        return (
            method["customer"] is not None
            and method["customer"] == customer
            and ("type" not in params or method["type"] == params["type"])
            and (
                "allow_redisplay" not in params
                or method["allow_redisplay"] == params["allow_redisplay"]
            )
        )

    return page_of(world, "payment_method", "/v1/payment_methods", params, wanted)


def listed_for(world: World, params: Object, given: str) -> Object:
    page: dict[str, Any] = listed(world, {**params, "customer": given})
    return {**page, "url": f"/v1/customers/{given}/payment_methods"}


def retrieve_for(world: World, params: Object, customer: str, given: str) -> Object:
    method = world.find("payment_method", given)
    if method["customer"] != customer:
        raise invalid(
            f"No such PaymentMethod: '{given}' of customer '{customer}'", code="resource_missing"
        )
    return method
