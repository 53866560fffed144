"""Which address of the API is answered by what, and with which of the SDK's parameter types."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.stripe_double import (
    charges,
    customers,
    disputes,
    events,
    intents,
    methods,
    refunds,
    sessions,
    setups,
)
from tests.stripe_double.world import Object

Handler = Callable[..., Object]


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    params: str
    handler: Handler


def _route(method: str, path: str, params: str, handler: Handler) -> Route:
    pattern = re.compile("/v1/" + path.replace("{}", "([^/]+)"))
    return Route(method, pattern, params, handler)


# Order matters: `search` before an id.
ROUTES = [
    _route("GET", "account", "AccountRetrieveCurrentParams", customers.account),
    _route("GET", "accounts/{}", "AccountRetrieveParams", customers.account),
    _route("POST", "customers", "CustomerCreateParams", customers.create),
    _route("GET", "customers", "CustomerListParams", customers.listed),
    _route("GET", "customers/search", "CustomerSearchParams", customers.searched),
    _route("GET", "customers/{}", "CustomerRetrieveParams", customers.retrieve),
    _route("POST", "customers/{}", "CustomerUpdateParams", customers.update),
    _route("DELETE", "customers/{}", "CustomerDeleteParams", customers.delete),
    _route(
        "GET",
        "customers/{}/payment_methods",
        "CustomerListPaymentMethodsParams",
        methods.listed_for,
    ),
    _route(
        "GET",
        "customers/{}/payment_methods/{}",
        "CustomerRetrievePaymentMethodParams",
        methods.retrieve_for,
    ),
    _route("POST", "payment_methods", "PaymentMethodCreateParams", methods.create),
    _route("GET", "payment_methods", "PaymentMethodListParams", methods.listed),
    _route("GET", "payment_methods/{}", "PaymentMethodRetrieveParams", methods.retrieve),
    _route("POST", "payment_methods/{}", "PaymentMethodUpdateParams", methods.update),
    _route("POST", "payment_methods/{}/attach", "PaymentMethodAttachParams", methods.attach),
    _route("POST", "payment_methods/{}/detach", "PaymentMethodDetachParams", methods.detach),
    _route("POST", "payment_intents", "PaymentIntentCreateParams", intents.create),
    _route("GET", "payment_intents", "PaymentIntentListParams", intents.listed),
    _route("GET", "payment_intents/search", "PaymentIntentSearchParams", intents.searched),
    _route("GET", "payment_intents/{}", "PaymentIntentRetrieveParams", intents.retrieve),
    _route("POST", "payment_intents/{}", "PaymentIntentUpdateParams", intents.update),
    _route("POST", "payment_intents/{}/confirm", "PaymentIntentConfirmParams", intents.confirm),
    _route("POST", "payment_intents/{}/cancel", "PaymentIntentCancelParams", intents.cancel),
    _route("POST", "setup_intents", "SetupIntentCreateParams", setups.create),
    _route("GET", "setup_intents", "SetupIntentListParams", setups.listed),
    _route("GET", "setup_intents/{}", "SetupIntentRetrieveParams", setups.retrieve),
    _route("POST", "setup_intents/{}", "SetupIntentUpdateParams", setups.update),
    _route("POST", "setup_intents/{}/confirm", "SetupIntentConfirmParams", setups.confirm),
    _route("POST", "setup_intents/{}/cancel", "SetupIntentCancelParams", setups.cancel),
    _route("POST", "checkout/sessions", "checkout.SessionCreateParams", sessions.create),
    _route("GET", "checkout/sessions", "checkout.SessionListParams", sessions.listed),
    _route("GET", "checkout/sessions/{}", "checkout.SessionRetrieveParams", sessions.retrieve),
    _route("POST", "checkout/sessions/{}", "checkout.SessionUpdateParams", sessions.update),
    _route("POST", "checkout/sessions/{}/expire", "checkout.SessionExpireParams", sessions.expire),
    _route(
        "GET",
        "checkout/sessions/{}/line_items",
        "checkout.SessionListLineItemsParams",
        sessions.line_items,
    ),
    _route("GET", "charges", "ChargeListParams", charges.listed),
    _route("GET", "charges/search", "ChargeSearchParams", charges.searched),
    _route("GET", "charges/{}", "ChargeRetrieveParams", charges.retrieve),
    _route("POST", "charges/{}", "ChargeUpdateParams", charges.update),
    _route("POST", "refunds", "RefundCreateParams", refunds.create),
    _route("GET", "refunds", "RefundListParams", refunds.listed),
    _route("GET", "refunds/{}", "RefundRetrieveParams", refunds.retrieve),
    _route("POST", "refunds/{}", "RefundUpdateParams", refunds.update),
    _route("GET", "disputes", "DisputeListParams", disputes.listed),
    _route("GET", "disputes/{}", "DisputeRetrieveParams", disputes.retrieve),
    _route("POST", "disputes/{}", "DisputeUpdateParams", disputes.update),
    _route("POST", "disputes/{}/close", "DisputeCloseParams", disputes.close),
    _route("GET", "balance_transactions", "BalanceTransactionListParams", charges.movements),
    _route("GET", "balance_transactions/{}", "BalanceTransactionRetrieveParams", charges.movement),
    _route("GET", "events", "EventListParams", events.listed),
    _route("GET", "events/{}", "EventRetrieveParams", events.retrieve),
]


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    for route in ROUTES:
        if route.method == method and (match := route.pattern.fullmatch(path)):
            return route, match.groups()
    return None
