"""A customer at the pay page, in a few words."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from billing.models import Payment
from billing.payments.online.attempts import start_payment
from billing.payments.planning.plan import Asked
from tests.factories import item_of

CARD = "4242424242424242"
DECLINED = "4000000000000002"


def begin(customer, owner, debts, *, funds=None, ahead=0, key=None, method="card"):
    asked = Asked(
        debts={item_of(one).pk: Decimal(amount) for one, amount in debts.items()},
        funds={item_of(one).pk: Decimal(amount) for one, amount in (funds or {}).items()},
        ahead=Decimal(ahead),
    )
    return start_payment(
        customer=customer, asked=asked, method=Payment.Method(method), by=owner, key=key or uuid4()
    )


def posted() -> list[tuple[str, Decimal]]:
    return [(one.method, one.amount) for one in Payment.objects.order_by("pk")]
