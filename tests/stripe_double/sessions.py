"""Checkout sessions: made and expired by the portal, completed on the hosted page."""

from __future__ import annotations

from typing import Any

from tests.stripe_double import intents, setups
from tests.stripe_double.currencies import chargeable, known
from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import invalid, missing, modelled, no_such
from tests.stripe_double.world import DAY, Object, World, changed_metadata

KIND = "checkout.session"


def create(world: World, params: Object) -> Object:
    mode = params.get("mode")
    if mode is None:
        raise missing("mode")
    if mode not in {"payment", "setup"}:
        raise invalid("The stand-in knows the modes payment and setup.", "mode")
    modelled(
        params,
        "adaptive_pricing",
        "allow_promotion_codes",
        "automatic_tax",
        "discounts",
        "invoice_creation",
        "optional_items",
        "shipping_options",
        "subscription_data",
    )
    modelled(params.get("payment_intent_data") or {}, *intents.NOT_MODELLED)
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The stand-in shows hosted pages only.", "ui_mode")
    if not params.get("success_url"):
        raise missing("success_url")
    if customer := params.get("customer"):
        world.find("customer", customer, "customer")
        if params.get("customer_email"):
            raise invalid(
                "You may only specify one of these parameters: customer, customer_email.",
                "customer_email",
            )
    expires = params.get("expires_at", world.now() + DAY)
    if not world.now() + 1800 - 60 <= expires <= world.now() + DAY + 60:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout"
            " Session creation.",
            "expires_at",
        )
    items, currency = _items(world, params, mode)
    total = sum(item["amount_total"] for item in items)
    if mode == "payment":
        chargeable(total, currency or "", "line_items")
    session = _make(world, params, mode, items, currency, total, expires)
    if mode == "setup":
        _with_setup(world, session, params)
    world.at(expires, "expire", session["id"])
    return world.put(session)


def _items(world: World, params: Object, mode: str) -> tuple[list[Object], str | None]:
    given = params.get("line_items") or []
    if mode == "setup":
        if given:
            raise invalid("You can not pass `line_items` in `setup` mode.", "line_items")
        if "payment_intent_data" in params:
            raise invalid(
                "You can not pass `payment_intent_data` in `setup` mode.", "payment_intent_data"
            )
        if not params.get("currency") and not params.get("allowed_payment_method_types"):
            raise missing("currency")
        return [], known(params["currency"]) if params.get("currency") else None
    if "setup_intent_data" in params:
        raise invalid(
            "You can not pass `setup_intent_data` in `payment` mode.", "setup_intent_data"
        )
    if not given:
        raise missing("line_items")
    if len(given) > 100:
        raise invalid("`line_items` can have at most 100 items.", "line_items")
    items = [_item(world, index, one) for index, one in enumerate(given)]
    currencies = {item["currency"] for item in items}
    if len(currencies) > 1:
        raise invalid("All prices on a Checkout session must have the same currency.", "line_items")
    return items, currencies.pop()


def _item(world: World, index: int, given: Object) -> Object:
    path = f"line_items[{index}]"
    price = given.get("price_data")
    if price is None:
        raise missing(f"{path}[price_data]")
    if price.get("unit_amount") is None:
        raise missing(f"{path}[price_data][unit_amount]")
    if price["unit_amount"] < 0:
        raise invalid("Invalid non-negative integer", f"{path}[price_data][unit_amount]")
    if not price.get("product_data"):
        raise missing(f"{path}[price_data][product_data]")
    if not price["product_data"]["name"].strip():
        raise invalid(
            "You passed an empty string for 'name'.",
            f"{path}[price_data][product_data][name]",
            "parameter_invalid_empty",
        )
    if "recurring" in price:
        raise invalid("You specified `payment` mode but passed a recurring price.", "line_items")
    currency = known(price["currency"], f"{path}[price_data][currency]")
    quantity = given.get("quantity")
    if quantity is None:
        raise missing(f"{path}[quantity]")
    total = price["unit_amount"] * quantity
    return {
        "id": world.ids.new("li_"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": currency,
        "description": price["product_data"]["name"],
        "metadata": given.get("metadata") or {},
        "price": {
            "id": world.ids.new("price_"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": world.now(),
            "currency": currency,
            "livemode": world.livemode,
            "metadata": {},
            "product": world.ids.new("prod_", 14),
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
        "_details": price["product_data"].get("description") or "",
    }


def _make(
    world: World,
    params: Object,
    mode: str,
    items: list[Object],
    currency: str | None,
    total: int,
    expires: int,
) -> Object:
    excluded = params.get("excluded_payment_method_types") or []
    offered = params.get("allowed_payment_method_types") or [
        "card",
        *(["us_bank_account"] if currency == "usd" else []),
    ]
    types = [one for one in offered if one in {"card", "us_bank_account"} and one not in excluded]
    if "us_bank_account" in types and currency not in {"usd", None}:
        raise invalid(
            "The payment method `us_bank_account` only supports the currency usd.",
            "allowed_payment_method_types",
        )
    if not types:
        raise invalid("No valid payment method types for this Checkout Session.")
    saving = params.get("saved_payment_method_options") or {}
    if saving and not params.get("customer") and params.get("customer_creation") != "always":
        raise invalid(
            "`saved_payment_method_options` can only be used with a customer.",
            "saved_payment_method_options",
        )
    prefix = "cs_live_" if world.livemode else "cs_test_"
    identity = world.ids.new(prefix, 58)
    return {
        "id": identity,
        "object": KIND,
        "created": world.now(),
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total if mode == "payment" else None,
        "amount_total": total if mode == "payment" else None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "consent": None,
        "consent_collection": None,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": (params.get("custom_text") or {}).get("submit"),
            "terms_of_service_acceptance": None,
        },
        "customer": params.get("customer"),
        "customer_account": None,
        "customer_creation": params.get("customer_creation")
        or (None if params.get("customer") else "if_required"),
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "expires_at": expires,
        "invoice": None,
        "livemode": world.livemode,
        "locale": params.get("locale"),
        "metadata": dict(params.get("metadata") or {}),
        "mode": mode,
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "always",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": types,
        "payment_status": "unpaid" if mode == "payment" else "no_payment_required",
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "redirect_on_completion": None,
        "saved_payment_method_options": {
            "allow_redisplay_filters": saving.get("allow_redisplay_filters") or ["always"],
            "payment_method_remove": saving.get("payment_method_remove") or "disabled",
            "payment_method_save": saving.get("payment_method_save"),
        }
        if params.get("customer")
        else None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
        if mode == "payment"
        else None,
        "ui_mode": "hosted_page",
        "url": f"{world.base_url}/c/pay/{identity}",
        "_line_items": items,
        "_intent_data": params.get("payment_intent_data") or {},
    }


def _with_setup(world: World, session: Object, params: Object) -> None:
    setup = setups.make(
        world,
        {
            **(params.get("setup_intent_data") or {}),
            "customer": session["customer"],
            "allowed_payment_method_types": session["payment_method_types"],
        },
    )
    setup["_session"] = session["id"]
    session["setup_intent"] = setup["id"]


# --- how a session ends ---------------------------------------------------------------------


def intent_changed(world: World, intent: Object) -> None:
    """A payment made on the hosted page completes its session, now or days later."""
    session = world.get(KIND, intent.get("_session") or "")
    if session is None:
        return
    succeeded = intent["status"] == "succeeded"
    if session["status"] == "open" and (succeeded or intent["status"] == "processing"):
        session.update(
            status="complete", payment_status="paid" if succeeded else "unpaid", url=None
        )
        world.put(session)
        world.emit("checkout.session.completed", session)
    elif session["status"] == "complete" and session["payment_status"] == "unpaid":
        if succeeded:
            session["payment_status"] = "paid"
            world.put(session)
            world.emit("checkout.session.async_payment_succeeded", session)
        elif intent["status"] == "requires_payment_method":
            world.emit("checkout.session.async_payment_failed", session)


def setup_succeeded(world: World, setup: Object) -> None:
    session = world.get(KIND, setup.get("_session") or "")
    if session is not None and session["status"] == "open":
        session.update(status="complete", url=None)
        world.put(session)
        world.emit("checkout.session.completed", session)


def expired(world: World, session: Object) -> None:
    session.update(status="expired", url=None)
    world.put(session)
    if session["payment_intent"]:
        intent = world.find("payment_intent", session["payment_intent"])
        if intent["status"] in {"requires_payment_method", "requires_action"}:
            intents.cancelled(world, intent, "automatic")
    world.emit("checkout.session.expired", session)


# --- what the API offers --------------------------------------------------------------------


def expire(world: World, params: Object, given: str) -> Object:
    session = world.find(KIND, given, "session")
    if session["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout'
            f" Session has a status of `{session['status']}`.",
            "session",
        )
    expired(world, session)
    return session


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find(KIND, given, "session")


def update(world: World, params: Object, given: str) -> Object:
    session = world.find(KIND, given, "session")
    if "metadata" in params:
        changed_metadata(session, params["metadata"])
    return world.put(session)


def listed(world: World, params: Object) -> Object:
    names = [name for name in ("customer", "payment_intent", "status") if name in params]
    return page_of(
        world,
        KIND,
        "/v1/checkout/sessions",
        params,
        lambda one: all(one[name] == params[name] for name in names),
    )


def line_items(world: World, params: Object, given: str) -> Object:
    items: list[Any] = world.find(KIND, given, "session")["_line_items"]
    ids = [item["id"] for item in items]
    start = 0
    if after := params.get("starting_after"):
        if after not in ids:
            raise no_such("item", after, "starting_after")
        start = ids.index(after) + 1
    limit = params.get("limit", 10)
    return {
        "object": "list",
        "data": items[start : start + limit],
        "has_more": len(items) > start + limit,
        "url": f"/v1/checkout/sessions/{given}/line_items",
    }
