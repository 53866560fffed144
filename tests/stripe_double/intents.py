"""Payment intents as the API offers them."""

from __future__ import annotations

from tests.stripe_double import methods, paying
from tests.stripe_double.currencies import chargeable, known
from tests.stripe_double.listing import page_of, search
from tests.stripe_double.wire import ApiError, invalid, modelled
from tests.stripe_double.world import Object, World, changed_metadata

CANCELLABLE = (*paying.CONFIRMABLE, "requires_capture", "processing")

NOT_MODELLED = ("application_fee_amount", "on_behalf_of", "transfer_data")


def create(world: World, params: Object) -> Object:
    currency = known(params["currency"])
    chargeable(params["amount"], currency)
    modelled(params, *NOT_MODELLED)
    if params.get("capture_method", "automatic") == "manual":
        raise invalid("The stand-in captures at once.", "capture_method")
    if customer := params.get("customer"):
        world.find("customer", customer, "customer")
    if params.get("off_session") and not params.get("confirm"):
        raise invalid("You can only use `off_session` when `confirm` is true.", "off_session")
    if params.get("return_url") and not params.get("confirm"):
        raise invalid("You can only use `return_url` when `confirm` is true.", "return_url")
    if params.get("statement_descriptor"):
        raise invalid(
            "The statement_descriptor parameter is not supported for card payments. Use"
            " statement_descriptor_suffix instead.",
            "statement_descriptor",
        )
    if params.get("off_session") and params.get("setup_future_usage"):
        raise invalid(
            "You cannot use `setup_future_usage` together with `off_session`.", "setup_future_usage"
        )
    method = _method(world, params, customer)
    if params.get("confirm") and method is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    intent = make(world, {**params, "currency": currency})
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    world.emit("payment_intent.created", intent)
    if params.get("confirm") and method is not None:
        _confirm(world, intent, method, params)
    return intent


def make(world: World, params: Object) -> Object:
    """A fresh intent, unpaid."""
    allowed = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or []
    offered = allowed or ["card", *(["us_bank_account"] if params["currency"] == "usd" else [])]
    intent = world.new(
        "payment_intent",
        amount=params["amount"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application=None,
        application_fee_amount=None,
        automatic_payment_methods={
            "allow_redirects": "always",
            "enabled": True,
            **(params.get("automatic_payment_methods") or {}),
        },
        allowed_payment_method_types=allowed,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        client_secret=None,
        confirmation_method="automatic",
        currency=params["currency"],
        customer=params.get("customer"),
        customer_account=None,
        description=params.get("description"),
        excluded_payment_method_types=excluded or None,
        last_payment_error=None,
        latest_charge=None,
        livemode=world.livemode,
        metadata=dict(params.get("metadata") or {}),
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_record=None,
        payment_method_types=[one for one in offered if one not in excluded],
        processing=None,
        receipt_email=params.get("receipt_email"),
        review=None,
        setup_future_usage=params.get("setup_future_usage") or None,
        shipping=None,
        source=None,
        statement_descriptor=params.get("statement_descriptor"),
        statement_descriptor_suffix=params.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=params.get("transfer_group"),
    )
    intent["client_secret"] = f"{intent['id']}_secret_{world.ids.new('')}"
    return world.put(intent)


def _method(world: World, params: Object, customer: str | None) -> Object | None:
    if data := params.get("payment_method_data"):
        return methods.create(world, data)
    if given := params.get("payment_method"):
        return methods.usable(world, given, customer)
    return None


def _confirm(world: World, intent: Object, method: Object, params: Object) -> None:
    if method["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method['type']}) is not allowed for this"
            f" PaymentIntent. Please attach a PaymentMethod of one of: "
            f"{', '.join(intent['payment_method_types'])}.",
            "payment_method",
            "payment_intent_incompatible_payment_method",
        )
    if not params.get("return_url") and _redirects(intent):
        raise invalid(
            "A `return_url` must be specified because this Payment Intent is configured to"
            " automatically accept the payment methods enabled in the Dashboard, some of which may"
            " require a full page redirect to succeed. If you do not want to accept redirect-based"
            " payment methods, set `automatic_payment_methods[enabled]` to `true` and"
            " `automatic_payment_methods[allow_redirects]` to `never`.",
            "return_url",
        )
    if usage := params.get("setup_future_usage"):
        intent["setup_future_usage"] = usage
    paying.pay(
        world,
        intent,
        method,
        off_session=params.get("off_session") in {True, "one_off", "recurring", "true"},
        return_url=params.get("return_url"),
        stop_at_action=bool(params.get("error_on_requires_action")),
        mandate=bool(params.get("mandate_data") or params.get("mandate")),
    )


def _redirects(intent: Object) -> bool:
    if intent["allowed_payment_method_types"] is not None:
        return False
    return bool(intent["automatic_payment_methods"]["allow_redirects"] == "always")


def confirm(world: World, params: Object, given: str) -> Object:
    intent = world.find("payment_intent", given, "intent")
    if intent["status"] not in paying.CONFIRMABLE:
        raise _unexpected(intent, "confirm")
    method = _method(world, params, intent["customer"])
    if method is None:
        if intent["payment_method"] is None:
            raise invalid(
                "You cannot confirm this PaymentIntent because it's missing a payment method.",
                code="payment_intent_unexpected_state",
            )
        method = world.find("payment_method", intent["payment_method"])
    _confirm(world, intent, method, params)
    return intent


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("payment_intent", given, "intent")


def update(world: World, params: Object, given: str) -> Object:
    intent = world.find("payment_intent", given, "intent")
    plain = {"metadata", "description", "receipt_email"}
    if intent["status"] not in paying.CONFIRMABLE and set(params) - plain:
        raise _unexpected(intent, "update")
    if "metadata" in params:
        changed_metadata(intent, params["metadata"])
    if "currency" in params:
        intent["currency"] = known(params["currency"])
    if "amount" in params:
        intent["amount"] = chargeable(params["amount"], intent["currency"])
    for name in ("description", "receipt_email", "setup_future_usage"):
        if name in params:
            intent[name] = params[name] or None
    if method := _method(world, params, intent["customer"]):
        intent.update(payment_method=method["id"], status="requires_confirmation")
    return world.put(intent)


def cancel(world: World, params: Object, given: str) -> Object:
    intent = world.find("payment_intent", given, "intent")
    if intent.get("_session") and intent["status"] != "processing":
        raise invalid(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session."
            " Expire the session instead.",
            code="payment_intent_unexpected_state",
        )
    if intent["status"] not in CANCELLABLE or intent["status"] == "processing":
        raise _unexpected(intent, "cancel")
    cancelled(world, intent, params.get("cancellation_reason"))
    return intent


def cancelled(world: World, intent: Object, reason: str | None) -> None:
    intent.update(
        status="canceled",
        canceled_at=world.now(),
        cancellation_reason=reason,
        next_action=None,
    )
    world.emit("payment_intent.canceled", intent)
    world.intent_changed(intent)


def _unexpected(intent: Object, verb: str) -> ApiError:
    return ApiError(
        400,
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent={"id": intent["id"], "status": intent["status"]},
    )


def listed(world: World, params: Object) -> Object:
    return page_of(
        world,
        "payment_intent",
        "/v1/payment_intents",
        params,
        lambda one: "customer" not in params or one["customer"] == params["customer"],
    )


def searched(world: World, params: Object) -> Object:
    return search(world, "payment_intent", "/v1/payment_intents/search", params)
