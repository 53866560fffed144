"""A company with a saved method, in a few words."""

from __future__ import annotations

from uuid import uuid4

from billing.models import SavedMethod
from billing.payments.online import method_setup
from tests.billing.payments.paying import CARD

ASKS_EACH_TIME = "4000002760003184"
ASKS_ONCE = "4000002500003155"
DECLINED_LATER = "4000000000000341"
OTHER_CARD = "5555555555554444"
BANK_ACCOUNT = "000123456789"


def begin_setup(customer, owner, *, kind="card", key=None):
    return method_setup.start_setup(
        customer=customer, kind=SavedMethod.Kind(kind), by=owner, key=key or uuid4()
    )


def save(bank, customer, owner, number=CARD) -> SavedMethod:
    """Added on the gateway's page, the bank's question answered where it asks."""
    setup = begin_setup(customer, owner, kind="card" if len(number) > 12 else "bank_debit")
    page = bank.checkout(setup.page_id)
    if page.pay(number).status == "challenge":
        page.authenticate()
    method = method_setup.converge(setup).method
    assert method is not None
    return method
