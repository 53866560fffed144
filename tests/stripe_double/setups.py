"""Setup intents: a method kept for later, without a charge."""

from __future__ import annotations

from tests.stripe_double import methods
from tests.stripe_double.instruments import decline_message
from tests.stripe_double.listing import page_of
from tests.stripe_double.wire import ApiError, invalid
from tests.stripe_double.world import Object, World, changed_metadata, shown

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def create(world: World, params: Object) -> Object:
    if customer := params.get("customer"):
        world.find("customer", customer, "customer")
    method = None
    if given := params.get("payment_method"):
        method = methods.usable(world, given, customer)
    elif data := params.get("payment_method_data"):
        method = methods.create(world, data)
    setup = make(world, params)
    if method is not None:
        setup.update(payment_method=method["id"], status="requires_confirmation")
    world.emit("setup_intent.created", setup)
    if params.get("confirm"):
        if method is None:
            raise invalid(
                "You cannot confirm this SetupIntent because it's missing a payment method.",
                code="setup_intent_unexpected_state",
            )
        set_up(world, setup, method, return_url=params.get("return_url"))
    return setup


def make(world: World, params: Object) -> Object:
    setup = world.new(
        "setup_intent",
        application=None,
        automatic_payment_methods={"allow_redirects": "always", "enabled": True},
        cancellation_reason=None,
        client_secret=None,
        customer=params.get("customer"),
        customer_account=None,
        description=params.get("description"),
        flow_directions=None,
        last_setup_error=None,
        latest_attempt=None,
        livemode=world.livemode,
        mandate=None,
        metadata=dict(params.get("metadata") or {}),
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=params.get("allowed_payment_method_types")
        or ["card", "us_bank_account"],
        single_use_mandate=None,
        status="requires_payment_method",
        usage=params.get("usage", "off_session"),
    )
    setup["client_secret"] = f"{setup['id']}_secret_{world.ids.new('')}"
    return world.put(setup)


def set_up(world: World, setup: Object, method: Object, *, return_url: str | None) -> None:
    """Keep the method for its customer; asks for 3-D Secure where the card does."""
    if setup["status"] not in CONFIRMABLE:
        raise _unexpected(setup, "confirm")
    setup.update(payment_method=method["id"], last_setup_error=None, next_action=None)
    if method["type"] == "card" and methods.card_of(method).asks != "never":
        url = f"{world.base_url}/authenticate/{setup['id']}?key={setup['client_secret']}"
        setup["status"] = "requires_action"
        setup["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": url},
        }
        world.put(setup)
        world.emit("setup_intent.requires_action", setup)
        return
    _finish(world, setup, method)


def authenticate(world: World, setup: Object, *, succeeds: bool) -> None:
    if setup["status"] != "requires_action":
        return
    method = world.find("payment_method", setup["payment_method"])
    setup["next_action"] = None
    if succeeds:
        try:
            _finish(world, setup, method)
        except ApiError:
            return
    else:
        _refuse(
            world,
            setup,
            method,
            "setup_intent_authentication_failure",
            "The latest attempt to set up the payment method has failed because authentication"
            " failed.",
        )


def _finish(world: World, setup: Object, method: Object) -> None:
    card = methods.card_of(method) if method["type"] == "card" else None
    if card and card.decline and not card.attaches:
        code, why = card.decline
        _refuse(world, setup, method, code, decline_message(code, why))
        raise ApiError(
            402,
            decline_message(code, why),
            kind="card_error",
            code=code,
            decline_code=why,
            setup_intent=shown(setup),
        )
    if setup["customer"]:
        methods.attach_to(world, method, setup["customer"])
    if setup["usage"] == "off_session":
        method["_set_up"] = True
    if card is None:
        setup["mandate"] = method.setdefault("_mandate", world.ids.new("mandate_"))
    world.put(method)
    setup["status"] = "succeeded"
    world.put(setup)
    world.emit("setup_intent.succeeded", setup)
    for listener in world.on_setup:
        listener(world, setup)


def _refuse(world: World, setup: Object, method: Object, code: str, message: str) -> None:
    setup.update(
        status="requires_payment_method",
        payment_method=None,
        last_setup_error={
            "code": code,
            "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
            "message": message,
            "payment_method": shown(method),
            "type": "invalid_request_error",
        },
    )
    world.put(setup)
    world.emit("setup_intent.setup_failed", setup)


def _unexpected(setup: Object, verb: str) -> ApiError:
    return invalid(
        f"You cannot {verb} this SetupIntent because it has a status of {setup['status']}.",
        code="setup_intent_unexpected_state",
    )


def retrieve(world: World, params: Object, given: str) -> Object:
    return world.find("setup_intent", given, "intent")


def confirm(world: World, params: Object, given: str) -> Object:
    setup = world.find("setup_intent", given, "intent")
    chosen = params.get("payment_method") or setup["payment_method"]
    if not chosen:
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            code="setup_intent_unexpected_state",
        )
    method = methods.usable(world, chosen, setup["customer"])
    set_up(world, setup, method, return_url=params.get("return_url"))
    return setup


def update(world: World, params: Object, given: str) -> Object:
    setup = world.find("setup_intent", given, "intent")
    if "metadata" in params:
        changed_metadata(setup, params["metadata"])
    if "description" in params:
        setup["description"] = params["description"]
    return world.put(setup)


def cancel(world: World, params: Object, given: str) -> Object:
    setup = world.find("setup_intent", given, "intent")
    if setup["status"] not in CONFIRMABLE:
        raise _unexpected(setup, "cancel")
    setup.update(
        status="canceled",
        cancellation_reason=params.get("cancellation_reason"),
        next_action=None,
    )
    world.put(setup)
    world.emit("setup_intent.canceled", setup)
    return setup


def listed(world: World, params: Object) -> Object:
    names = [name for name in ("customer", "payment_method") if name in params]
    return page_of(
        world,
        "setup_intent",
        "/v1/setup_intents",
        params,
        lambda one: all(one[name] == params[name] for name in names),
    )
