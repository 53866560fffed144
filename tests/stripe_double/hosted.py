"""What a customer does on the hosted page. The HTML pages and simulations both call this."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.stripe_double import customers, intents, methods, paying, sessions, setups
from tests.stripe_double.wire import ApiError, invalid
from tests.stripe_double.world import Object, World

DEFAULT_NAME, DEFAULT_EMAIL = "Test Customer", "customer@example.com"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the browser goes next (`url`), or why it stays (`message`)."""

    status: str  # paid, processing, saved, challenge, declined, gone
    url: str = ""
    message: str = ""


def submit(
    world: World,
    session: Object,
    *,
    number: str = "",
    saved: str = "",
    save: bool = False,
    name: str = "",
    email: str = "",
    expiry: tuple[int, int] | None = None,
) -> Outcome:
    """Press Pay (or Save) with a test number, or with one of the saved methods."""
    if session["status"] != "open":
        return Outcome("gone", message=f"This page is {session['status']}.")
    email = email or session["customer_email"] or _known_email(world, session) or DEFAULT_EMAIL
    try:
        if saved:
            method = _saved(world, session, saved)
        else:
            _is_in_date(world, expiry)
            card = {"exp_month": expiry[0], "exp_year": expiry[1]} if expiry else {}
            method = methods.make(
                world,
                number,
                {
                    "card": card,
                    "billing_details": {"name": name or DEFAULT_NAME, "email": email},
                    "allow_redisplay": "always" if save else "limited",
                },
            )
        if method["type"] not in session["payment_method_types"]:
            raise invalid("This way to pay is not offered here.")
        session["customer_details"] = {
            "address": method["billing_details"]["address"],
            "business_name": None,
            "email": email,
            "individual_name": None,
            "name": name or method["billing_details"]["name"],
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        }
        if session["mode"] == "setup":
            return _set_up(world, session, method)
        return _pay(world, session, method, save=save)
    except ApiError as error:
        world.put(session)
        return Outcome("declined", message=str(error.error["message"]))


def _saved(world: World, session: Object, given: str) -> Object:
    if given not in {one["id"] for one in saved_methods(world, session)}:
        raise invalid("This payment method is no longer there.")
    return methods.usable(world, given, session["customer"])


def _is_in_date(world: World, expiry: tuple[int, int] | None) -> None:
    if expiry and expiry[::-1] < time.gmtime(world.now())[:2]:
        raise invalid("Your card's expiry date is in the past.")


def _known_email(world: World, session: Object) -> str:
    customer = world.get("customer", session["customer"] or "")
    return str((customer or {}).get("email") or "")


def _pay(world: World, session: Object, method: Object, *, save: bool) -> Outcome:
    intent = _intent(world, session)
    if save and offers_saving(session) and method["customer"] is None and intent["customer"]:
        methods.attach_to(world, method, intent["customer"])
    world.put(session)
    paying.pay(world, intent, method, return_url=_finish_url(world, session), mandate=True)
    return _outcome(world, session, intent)


def _intent(world: World, session: Object) -> Object:
    """The session's intent, made when the customer first presses Pay."""
    if session["payment_intent"]:
        intent = world.find("payment_intent", session["payment_intent"])
        if intent["status"] == "requires_action":  # left the challenge and chose another card
            intent.update(status="requires_payment_method", next_action=None)
        return intent
    if session["customer"] is None and session["customer_creation"] == "always":
        session["customer"] = _new_customer(world, session)
    intent = intents.make(
        world,
        {
            **session["_intent_data"],
            "amount": session["amount_total"],
            "currency": session["currency"],
            "customer": session["customer"],
            "allowed_payment_method_types": session["allowed_payment_method_types"],
        },
    )
    intent["_session"] = session["id"]
    intent["payment_method_types"] = list(session["payment_method_types"])
    session["payment_intent"] = intent["id"]
    world.emit("payment_intent.created", intent)
    return intent


def _new_customer(world: World, session: Object) -> str:
    details = session["customer_details"]
    return str(customers.create(world, {"name": details["name"], "email": details["email"]})["id"])


def _set_up(world: World, session: Object, method: Object) -> Outcome:
    setup = world.find("setup_intent", session["setup_intent"])
    if setup["customer"] is None and session["customer_creation"] == "always":
        session["customer"] = setup["customer"] = _new_customer(world, session)
    if method["allow_redisplay"] != "always":
        method["allow_redisplay"] = "always"
    world.put(session)
    setups.set_up(world, setup, method, return_url=_finish_url(world, session))
    return _outcome(world, session, setup)


def _finish_url(world: World, session: Object) -> str:
    return f"{world.base_url}/c/pay/{session['id']}/done"


def _outcome(world: World, session: Object, intent: Object) -> Outcome:
    if intent["status"] == "requires_action":
        return Outcome("challenge", url=intent["next_action"]["redirect_to_url"]["url"])
    if intent["status"] in {"succeeded", "processing"}:
        status = {"processing": "processing"}.get(intent["status"], "paid")
        if session["mode"] == "setup":
            status = "saved"
        return Outcome(status, url=success_url(session))
    error = intent.get("last_payment_error") or intent.get("last_setup_error") or {}
    return Outcome("declined", message=str(error.get("message", "")))


def outcome(world: World, session: Object) -> Outcome:
    """How the session's payment stands, for the browser that returns from the challenge."""
    if session["mode"] == "setup":
        return _outcome(world, session, world.find("setup_intent", session["setup_intent"]))
    if session["payment_intent"] is None:
        return Outcome("declined")
    return _outcome(world, session, world.find("payment_intent", session["payment_intent"]))


def authenticate(world: World, given: str, *, succeeds: bool) -> str:
    """Complete or fail a challenge; where its bank sends the browser afterwards."""
    intent = world.by_id(given)
    if intent is None or intent["status"] != "requires_action":
        return ""
    back = str(intent["next_action"].get("redirect_to_url", {}).get("return_url") or "")
    if intent["object"] == "setup_intent":
        setups.authenticate(world, intent, succeeds=succeeds)
    else:
        paying.authenticate(world, intent, succeeds=succeeds)
    intent["_returned_to"] = _with_outcome(back, intent)
    world.put(intent)
    return str(intent["_returned_to"])


def _with_outcome(back: str, intent: Object) -> str:
    if not back or intent.get("_session"):
        return back
    name = intent["object"]
    joint = "&" if "?" in back else "?"
    return (
        f"{back}{joint}{name}={intent['id']}&{name}_client_secret={intent['client_secret']}"
        "&redirect_status=" + ("succeeded" if intent["status"] == "succeeded" else "failed")
    )


def success_url(session: Object) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def offers_saving(session: Object) -> bool:
    options = session["saved_payment_method_options"] or {}
    return options.get("payment_method_save") == "enabled"


def saves_anyway(session: Object) -> bool:
    """Whether the portal asked to keep the method without asking the customer."""
    return session["mode"] == "setup" or bool(session["_intent_data"].get("setup_future_usage"))


def saved_methods(world: World, session: Object) -> list[Object]:
    """The customer's own methods that this page may show."""
    if session["customer"] is None or session["mode"] == "setup":
        return []
    shown = session["saved_payment_method_options"]["allow_redisplay_filters"]
    return [
        one
        for one in world.all("payment_method")
        if one["customer"] == session["customer"]
        and one["allow_redisplay"] in shown
        and one["type"] in session["payment_method_types"]
    ]


class Shopper:
    """A customer in front of one hosted page, without a browser."""

    def __init__(self, world: World, session: Object):
        self._world = world
        self._id = session["id"]

    @property
    def session(self) -> Object:
        return self._world.find(sessions.KIND, self._id)

    def pay(self, number: str = "4242424242424242", *, save: bool = False) -> Outcome:
        """Pay with a new test card or bank account."""
        return submit(self._world, self.session, number=number, save=save)

    def pay_with_saved(self, method: str) -> Outcome:
        return submit(self._world, self.session, saved=method)

    def authenticate(self, *, succeeds: bool = True) -> Outcome:
        """Answer the bank's 3-D Secure challenge."""
        session = self.session
        authenticate(
            self._world,
            session["payment_intent"] or session["setup_intent"],
            succeeds=succeeds,
        )
        return outcome(self._world, session)
