"""What happens to the money of a payment intent: the one place where charges come to be."""

from __future__ import annotations

from tests.stripe_double import charges
from tests.stripe_double.instruments import BANK_FAILURES, decline_message
from tests.stripe_double.methods import account_of, attach_to, card_of
from tests.stripe_double.wire import ApiError, invalid
from tests.stripe_double.world import Object, World, shown

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def pay(
    world: World,
    intent: Object,
    method: Object,
    *,
    off_session: bool = False,
    return_url: str | None = None,
    stop_at_action: bool = False,
    mandate: bool = False,
) -> None:
    """Try to take the money. A decline is kept on the intent and raised as Stripe's 402."""
    if intent["status"] not in CONFIRMABLE:
        raise invalid(
            "You cannot confirm this PaymentIntent because it has already"
            f" {_past(intent['status'])}.",
            code="payment_intent_unexpected_state",
        )
    intent["payment_method"] = method["id"]
    intent["last_payment_error"] = None
    intent["next_action"] = None
    intent.pop("_authenticated", None)
    if method["type"] == "us_bank_account":
        _debit(world, intent, method, mandate=mandate)
        return
    card = card_of(method)
    asks = card.asks == "always" or (card.asks == "unless_set_up" and not method["_set_up"])
    if asks and (off_session or stop_at_action):
        raise _refuse(
            world, intent, method, code="authentication_required", why="authentication_required"
        )
    if asks:
        _ask(world, intent, return_url)
        return
    take(world, intent, method)


def _past(status: str) -> str:
    return {"processing": "started processing"}.get(status, status)


def take(world: World, intent: Object, method: Object) -> None:
    """Charge the card, now that nothing more is to be asked."""
    card = card_of(method)
    if card.decline:
        raise _refuse(world, intent, method, code=card.decline[0], why=card.decline[1])
    _keep(world, intent, method)
    charge = charges.make(world, intent, method, "succeeded")
    charges.money_in(world, charge)
    _succeeded(world, intent, charge)


def authenticate(world: World, intent: Object, *, succeeds: bool) -> None:
    """The customer completes or fails 3-D Secure. A refusal stays on the intent, unraised."""
    if intent["status"] != "requires_action":
        return
    method = world.find("payment_method", intent["payment_method"])
    intent["next_action"] = None
    if not succeeds:
        _refuse(
            world,
            intent,
            method,
            code="payment_intent_authentication_failure",
            why=None,
            message="We are unable to authenticate your payment method. Please choose a different"
            " payment method and try again.",
            charged=False,
        )
        return
    intent["_authenticated"] = True
    try:
        take(world, intent, method)
    except ApiError:
        return


def _ask(world: World, intent: Object, return_url: str | None) -> None:
    intent["status"] = "requires_action"
    if return_url:
        url = f"{world.base_url}/authenticate/{intent['id']}?key={intent['client_secret']}"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": url},
        }
    else:
        intent["next_action"] = {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect"},
        }
    world.intent_changed(intent)
    world.emit("payment_intent.requires_action", intent)


def _debit(world: World, intent: Object, method: Object, *, mandate: bool) -> None:
    if intent["currency"] != "usd":
        raise invalid(
            "The payment method type us_bank_account only supports the currency usd.",
            "currency",
            "payment_method_currency_mismatch",
        )
    if not (mandate or method["_set_up"]):
        raise invalid(
            "A mandate is required to debit this bank account: pass mandate_data, or set the"
            " method up for future payments first.",
            "mandate_data",
            "payment_intent_mandate_invalid",
        )
    method["_mandate"] = method.get("_mandate") or world.ids.new("mandate_")
    _keep(world, intent, method)
    charge = charges.make(world, intent, method, "pending")
    intent["status"] = "processing"
    intent["processing"] = None
    world.emit("payment_intent.processing", intent)
    world.emit("charge.pending", charge)
    world.intent_changed(intent)
    if world.settle_after is not None:
        world.at(world.clock.now() + world.settle_after, "settle", intent["id"])


def _keep(world: World, intent: Object, method: Object) -> None:
    """Attach a method that is to be used again; any other may be used this once only."""
    if method["customer"] is None:
        if not intent["setup_future_usage"]:
            method["_used"] = True
        elif intent["customer"]:
            attach_to(world, method, intent["customer"])
    if intent["setup_future_usage"] == "off_session":
        method["_set_up"] = True
    world.put(method)


def _succeeded(world: World, intent: Object, charge: Object) -> None:
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        next_action=None,
        last_payment_error=None,
    )
    world.emit("charge.succeeded", charge)
    world.emit("payment_intent.succeeded", intent)
    world.intent_changed(intent)
    if charge["_later"] == "disputed":
        world.at(world.clock.now() + 1, "dispute", intent["id"])
    if charge["_returned"]:
        world.at(world.clock.now() + 1, "return", intent["id"])


def _refuse(
    world: World,
    intent: Object,
    method: Object,
    *,
    code: str,
    why: str | None,
    message: str = "",
    charged: bool = True,
) -> ApiError:
    """The intent after a refusal, and the error to raise."""
    message = message or decline_message(code, why or "")
    error: Object = {
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": message,
        "payment_method": shown(method),
        "type": "card_error" if charged else "invalid_request_error",
    }
    if why:
        error["decline_code"] = why
    if charged:
        charge = charges.make(world, intent, method, "failed")
        charge.update(failure_code=code, failure_message=message)
        error["charge"] = charge["id"]
        world.emit("charge.failed", world.put(charge))
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error=error,
    )
    world.emit("payment_intent.payment_failed", intent)
    world.intent_changed(intent)
    given = {key: value for key, value in error.items() if key not in {"message", "type", "code"}}
    given.pop("doc_url")
    return ApiError(
        402, message, kind="card_error", code=code, payment_intent=shown(intent), **given
    )


# --- bank debits, days later ----------------------------------------------------------------


def settle(world: World, intent: Object) -> None:
    """The bank debit goes through, or fails if its account is one that fails."""
    if intent["status"] != "processing":
        return
    charge = world.find("charge", intent["latest_charge"])
    method = world.find("payment_method", charge["payment_method"])
    if account_of(method).fails:
        fail(world, intent, account_of(method).fails)
        return
    charge.update(status="succeeded", paid=True, amount_captured=charge["amount"])
    charges.money_in(world, charge)
    _succeeded(world, intent, charge)


def fail(world: World, intent: Object, code: str = "insufficient_funds") -> None:
    """The bank refuses the debit, before any success."""
    if intent["status"] != "processing":
        return
    charge = world.find("charge", intent["latest_charge"])
    method = world.find("payment_method", charge["payment_method"])
    message = BANK_FAILURES.get(code, "The debit failed.")
    charge.update(
        status="failed",
        paid=False,
        captured=False,
        failure_code=code,
        failure_message=message,
        outcome={**charge["outcome"], "network_status": "declined_by_network"},
    )
    world.put(charge)
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        last_payment_error={
            "charge": charge["id"],
            "code": code,
            "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
            "message": message,
            "payment_method": shown(method),
            "type": "invalid_request_error",
        },
    )
    world.emit("charge.failed", charge)
    world.emit("payment_intent.payment_failed", intent)
    world.intent_changed(intent)
