"""A customer at the pay page, in a few words."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from billing.models import Payment
from billing.payments.online.attempts import start_payment
from billing.payments.planning.plan import RequestedAmounts
from tests.factories import item_of

CARD = "4242424242424242"
DECLINED = "4000000000000002"


def begin(
    customer, owner, payable_items, *, credit_sources=None, prepayment=0, key=None, method="card"
):
    asked = RequestedAmounts(
        payable_items={item_of(one).pk: Decimal(amount) for one, amount in payable_items.items()},
        credit_sources={
            item_of(one).pk: Decimal(amount) for one, amount in (credit_sources or {}).items()
        },
        prepayment=Decimal(prepayment),
    )
    return start_payment(
        customer=customer, asked=asked, method=Payment.Method(method), by=owner, key=key or uuid4()
    )


def posted() -> list[tuple[str, Decimal]]:
    return [(one.method, one.amount) for one in Payment.objects.order_by("pk")]
