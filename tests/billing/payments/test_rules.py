"""Which ways to pay are offered: the narrowest rule wins, the strictest limits hold."""

from decimal import Decimal

import pytest

from billing.models import MethodRule
from billing.payments.rules import Method, offers_for
from tests.factories import make_customer, make_invoice, make_organization

pytestmark = pytest.mark.django_db

TRANSFER = Method.BANK_TRANSFER


@pytest.fixture
def seller():
    return make_organization(bank_iban="DE89370400440532013000")


def rule(**fields) -> MethodRule:
    return MethodRule.objects.create(method=TRANSFER, **fields)


def offer(customer, seller, *invoices):
    items = [invoice.open_item_id for invoice in invoices]
    found = offers_for(customer, seller=seller, items=items)
    return next((one for one in found if one.method == TRANSFER), None)


def test_method_that_is_set_up_is_offered_without_a_rule(seller) -> None:
    assert offer(make_customer(), seller) is not None
    seller.bank_iban = ""
    assert offer(make_customer(), seller) is None


def test_customers_rule_wins_over_everybodys(seller) -> None:
    customer, other = make_customer(), make_customer()
    rule(is_offered=False)
    rule(customer=customer)
    assert offer(customer, seller) is not None
    assert offer(other, seller) is None


def test_rule_for_the_currency_wins_over_one_for_all(seller) -> None:
    rule(is_offered=False)
    rule(currency="JPY")
    assert offer(make_customer(currency="JPY"), seller) is not None
    assert offer(make_customer(currency="EUR"), seller) is None


def test_invoices_rule_decides_for_it_and_the_strictest_for_several(seller) -> None:
    customer = make_customer()
    free, dear, barred = (make_invoice(customer, 10) for _ in range(3))
    rule(maximum=500)
    rule(invoice=dear, maximum=9000)
    rule(invoice=barred, is_offered=False)
    assert offer(customer, seller, dear).maximum == 9000
    assert offer(customer, seller, dear, free).maximum == 500
    assert offer(customer, seller, dear, barred) is None


def test_amount_outside_the_limits_gets_a_sentence(seller) -> None:
    rule(minimum=Decimal(10), maximum=Decimal(500))
    found = offer(make_customer(), seller)
    assert found.refusal(Decimal("9.99")) == (
        "The minimum for this method is €10.00. Pay more at once, or choose another way to pay."
    )
    assert found.refusal(Decimal("500.01")) == (
        "The maximum for this method is €500.00. Pay €0.01 less, or choose another way to pay."
    )
    assert found.refusal(Decimal(10)) == found.refusal(Decimal(500)) == ""
