"""Two colleagues who ask for the last pieces at once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orders.models import OrderLine, Return
from orders.returning.asking import AskedLine, ask_return
from orders.shipping.shipments import ship
from tests.concurrency.conftest import Race
from tests.factories import DAY, make_customer, make_organization, make_staff
from tests.orders.factories import make_confirmed


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_for_the_last_pieces_one_does(race: Race) -> None:
    make_organization()
    staff = make_staff()
    order = make_confirmed(make_customer(), by=staff)
    line = OrderLine.objects.get(order=order)
    ship(order, {line.pk: line.ordered}, shipped_on=DAY, by=staff)
    wishes = {line.pk: AskedLine(Decimal(6), "other")}

    def attempt() -> None:
        ask_return(order, wishes, note_text="", by=order.placed_by, today=DAY)

    assert race([attempt] * 40) == {"done": 1, "Refusal": 39}
    assert Return.objects.count() == 1
