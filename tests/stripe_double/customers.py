"""Customers, and our own account."""

from __future__ import annotations

from tests.stripe_double import methods
from tests.stripe_double.listing import page_of, search
from tests.stripe_double.world import Object, World, changed_metadata

PLAIN = ("name", "email", "phone", "description", "address", "shipping", "preferred_locales")


def create(world: World, params: Object) -> Object:
    customer = world.new(
        "customer",
        address=None,
        balance=0,
        currency=None,
        customer_account=None,
        default_source=None,
        delinquent=False,
        description=None,
        email=None,
        invoice_prefix=world.ids.new("", 8).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        livemode=world.livemode,
        metadata={},
        name=None,
        next_invoice_sequence=1,
        phone=None,
        preferred_locales=[],
        shipping=None,
        tax_exempt="none",
        test_clock=None,
    )
    _change(world, customer, params)
    if method := params.get("payment_method"):
        methods.attach_to(world, methods.usable(world, method, customer["id"]), customer["id"])
    world.emit("customer.created", customer)
    return customer


def _change(world: World, customer: Object, params: Object) -> None:
    for name in PLAIN:
        if name in params:
            customer[name] = params[name] or None
    if "metadata" in params:
        changed_metadata(customer, params["metadata"])
    default = params.get("invoice_settings", {}).get("default_payment_method")
    if default is not None:
        if default:
            methods.retrieve_for(world, {}, customer["id"], default)
        customer["invoice_settings"]["default_payment_method"] = default or None
    world.put(customer)


def retrieve(world: World, params: Object, given: str) -> Object:
    customer = world.find("customer", given)
    if customer.get("_deleted"):
        return {"id": given, "object": "customer", "deleted": True}
    return customer


def update(world: World, params: Object, given: str) -> Object:
    customer = world.find("customer", given)
    _change(world, customer, params)
    world.emit("customer.updated", customer)
    return customer


def delete(world: World, params: Object, given: str) -> Object:
    customer = world.find("customer", given)
    customer["_deleted"] = True
    for method in list(world.all("payment_method")):
        if method["customer"] == given:
            methods.detach(world, {}, method["id"])
    world.put(customer)
    world.emit("customer.deleted", customer)
    return {"id": given, "object": "customer", "deleted": True}


def listed(world: World, params: Object) -> Object:
    return page_of(
        world,
        "customer",
        "/v1/customers",
        params,
        lambda one: (
            not one.get("_deleted") and ("email" not in params or one["email"] == params["email"])
        ),
    )


def searched(world: World, params: Object) -> Object:
    return search(world, "customer", "/v1/customers/search", params)


def account(world: World, params: Object, given: str | None = None) -> Object:
    """Our own account; another's is not ours to see."""
    if given is not None and given != world.account:
        world.find("account", given)
    return {
        "id": world.account,
        "object": "account",
        "business_profile": {"name": "Foyer stand-in", "url": None},
        "business_type": "company",
        "capabilities": {
            "card_payments": "active",
            "us_bank_account_ach_payments": "active",
            "transfers": "active",
        },
        "charges_enabled": True,
        "country": "US",
        "default_currency": "usd",
        "details_submitted": True,
        "email": "stand-in@example.com",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": "Foyer stand-in", "timezone": "Etc/UTC"}},
        "type": "standard",
    }
