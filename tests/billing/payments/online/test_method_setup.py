"""Adding a method on the gateway's page: once, however it comes to be known."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from billing import tasks
from billing.models import GatewayCustomer, MethodSetup, SavedMethod
from billing.payments.gateways.base import GatewayDown
from billing.payments.online import method_setup
from portal.kit.web.refusals import Refusal
from tests.billing.payments.gateways import only_stripe
from tests.billing.payments.online.test_webhooks import handle_all, send
from tests.billing.payments.paying import CARD, DECLINED
from tests.billing.payments.saving import ASKS_ONCE, BANK_ACCOUNT, begin_setup, save
from tests.factories import make_customer, make_member
from tests.simulation.killing import dies

pytestmark = pytest.mark.django_db


def test_method_is_saved_with_its_name_and_expiry_and_is_the_default(bank, customer, owner) -> None:
    method = save(bank, customer, owner)
    assert (method.label, method.expires_on) == ("Visa •••• 4242", date(2034, 12, 31))
    assert (method.added_by, method.is_default, method.kind) == (owner, True, "card")
    assert save(bank, customer, owner, "5555555555554444").is_default is False


def test_bank_account_is_saved(bank, customer, owner) -> None:
    method = save(bank, customer, owner, BANK_ACCOUNT)
    assert (method.kind, method.expires_on) == ("bank_debit", None)
    assert "•••• 6789" in method.label


def test_form_sent_twice_is_one_page_and_one_customer_there(bank, customer, owner) -> None:
    key = uuid4()
    first, second = (begin_setup(customer, owner, key=key) for _ in range(2))
    assert first.page_url == second.page_url != ""
    assert len(bank.objects("customer")) == len(bank.objects("checkout.session")) == 1


def test_declined_card_is_not_saved_and_another_may_follow(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    page = bank.checkout(setup.page_id)
    assert page.pay(DECLINED).status == "declined"
    assert method_setup.converge(setup).state == "open"
    page.pay(CARD)
    assert method_setup.converge(setup).state == "done"


def test_bank_is_asked_while_adding(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    page = bank.checkout(setup.page_id)
    assert page.pay(ASKS_ONCE).status == "challenge"
    assert method_setup.converge(setup).state == "open"
    page.authenticate()
    assert method_setup.converge(setup).method is not None


def test_webhook_saves_it_though_nobody_came_back(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    bank.checkout(setup.page_id).pay(CARD)
    for _ in range(2):
        bank.deliver_all(lambda one: send(one.body, one.headers))
        handle_all()
    assert SavedMethod.objects.get().label == "Visa •••• 4242"


def test_poller_saves_it_though_the_webhook_was_lost(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    bank.checkout(setup.page_id).pay(CARD)
    MethodSetup.objects.update(next_poll_at=setup.started_at)
    tasks.poll_setups(0)
    assert SavedMethod.objects.count() == 1


def test_page_left_open_ends_without_a_method(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    bank.control.expire(setup.page_id)
    assert method_setup.converge(setup).state == "ended"
    assert not SavedMethod.objects.exists()


def test_gateway_that_is_down_is_said_and_the_same_form_goes_on(bank, customer, owner) -> None:
    key = uuid4()
    bank.faults.order("drop_before", path="/customers")
    with pytest.raises(Refusal):
        begin_setup(customer, owner, key=key)
    bank.faults.order("drop_after", path="/checkout/sessions")
    with pytest.raises(Refusal):
        begin_setup(customer, owner, key=key)
    assert begin_setup(customer, owner, key=key).page_url
    assert len(bank.objects("customer")) == len(bank.objects("checkout.session")) == 1


def test_killed_between_any_two_statements_one_customer_and_one_page_are_made(
    bank, customer, owner
) -> None:
    key = uuid4()
    deaths = 0
    while dies(lambda: begin_setup(customer, owner, key=key), before=deaths + 1):
        deaths += 1
    assert deaths > 10
    setup = begin_setup(customer, owner, key=key)
    bank.checkout(setup.page_id).pay(CARD)
    assert method_setup.converge(setup).state == "done"
    assert len(bank.objects("customer")) == len(bank.objects("checkout.session")) == 1


@only_stripe
def test_anothers_setup_is_not_believed(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    bank.checkout(setup.page_id).pay(CARD)
    bank.faults.lie("checkout.session", metadata__attempt_id=str(uuid4()))
    assert method_setup.converge(setup).state == "ended"
    assert not SavedMethod.objects.exists()


@only_stripe
def test_method_of_another_companys_number_is_not_saved(bank, customer, owner) -> None:
    other = make_customer()
    save(bank, other, make_member(other))
    theirs = GatewayCustomer.objects.get(customer=other).gateway_id
    setup = begin_setup(customer, owner)
    bank.checkout(setup.page_id).pay(CARD)
    bank.faults.lie("checkout.session", customer=theirs)
    assert method_setup.converge(setup).state == "ended"
    assert not SavedMethod.objects.filter(customer=customer).exists()


def test_no_answer_leaves_the_setup_open(bank, customer, owner) -> None:
    setup = begin_setup(customer, owner)
    bank.faults.order("drop_before", path="/checkout")
    with pytest.raises(GatewayDown):
        method_setup.converge(setup)
    assert MethodSetup.objects.get().state == "open"
